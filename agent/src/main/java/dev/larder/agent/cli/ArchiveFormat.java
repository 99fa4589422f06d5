package dev.larder.agent.cli;

import dev.larder.agent.cli.archive.HarWriter;
import dev.larder.agent.cli.archive.TarWriter;
import dev.larder.http.Headers;
import dev.larder.local.LocalCache;
import dev.larder.store.disk.file.EntryFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The forms of archives that {@code export} writes and {@code import} reads. */
enum ArchiveFormat {
  /** The files of entries as they are, see docs/file-format.md. */
  TAR,
  /** An HTTP Archive, which browsers and other tools read and write, too. */
  HAR;

  /**
   * The form that the name of a file tells.
   *
   * @throws ParameterException if it tells none
   */
  static ArchiveFormat of(String file, CommandLine line) {
    String name = file.toLowerCase(Locale.ROOT);
    if (name.endsWith(".tar")) {
      return TAR;
    }
    if (name.endsWith(".har")) {
      return HAR;
    }
    throw new ParameterException(
        line, "FILE takes a name that ends with .tar or .har, not " + file);
  }

  /** Takes responses. */
  interface Sink extends AutoCloseable {

    /**
     * Writes a response to the archive.
     *
     * @return why it was left out, or null
     */
    ExportCommand.@Nullable Left write(StoredItem stored) throws IOException;

    /** Ends the archive. */
    @Override
    void close() throws IOException;
  }

  /**
   * An archive.
   *
   * @param version of who makes it
   */
  Sink sink(OutputStream out, LocalCache cache, String version) throws IOException {
    return this == TAR
        ? new TarSink(new TarWriter(out), cache)
        : new HarSink(new HarWriter(out, version), cache);
  }

  private record TarSink(TarWriter tar, LocalCache cache) implements Sink {

    @Override
    public ExportCommand.@Nullable Left write(StoredItem stored) throws IOException {
      String name = stored.item().key().hex() + ".entry";
      try {
        long size =
            cache
                .disk()
                .inventory()
                .copyFile(
                    stored.item().key(),
                    length -> tar.begin(name, length, stored.metadata().responseTime()));
        tar.end(size);
        return null;
      } catch (EntryFile.DamagedException | FileNotFoundException e) {
        return ExportCommand.Left.DAMAGED; // nothing of it was written
      }
    }

    @Override
    public void close() throws IOException {
      tar.finish();
    }
  }

  private record HarSink(HarWriter har, LocalCache cache) implements Sink {

    @Override
    public ExportCommand.@Nullable Left write(StoredItem stored) throws IOException {
      Headers headers = stored.metadata().head().headers();
      for (Headers.Field field : headers) {
        if (field.name().regionMatches(true, 0, "larder-", 0, 7)) {
          return ExportCommand.Left.CODED; // a client has stored it in a form of its own
        }
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      try {
        cache.disk().inventory().copyBody(stored.item().key(), body);
      } catch (EntryFile.DamagedException | FileNotFoundException e) {
        return ExportCommand.Left.DAMAGED;
      }
      byte[] decoded = decoded(headers.combined("Content-Encoding"), body.toByteArray());
      if (decoded == null) {
        return ExportCommand.Left.CODED;
      }
      har.write(stored.metadata(), decoded);
      return null;
    }

    /** The content without its coding, or null if that is unknown or wrong. */
    private static byte @Nullable [] decoded(@Nullable String coding, byte[] body) {
      if (coding == null || coding.equalsIgnoreCase("identity")) {
        return body;
      }
      if (!coding.equalsIgnoreCase("gzip") && !coding.equalsIgnoreCase("x-gzip")) {
        return null;
      }
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        return in.readAllBytes();
      } catch (IOException e) {
        return null;
      }
    }

    @Override
    public void close() throws IOException {
      har.close();
    }
  }
}
