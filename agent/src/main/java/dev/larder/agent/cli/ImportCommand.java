package dev.larder.agent.cli;

import dev.larder.agent.cli.archive.EntryImport;
import dev.larder.agent.cli.archive.HarEntry;
import dev.larder.agent.cli.archive.HarReader;
import dev.larder.agent.cli.archive.HarWriter;
import dev.larder.agent.cli.archive.TarReader;
import dev.larder.config.Configuration;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.local.LocalCache;
import dev.larder.policy.Reason;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.disk.file.EntryFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Stores the responses of an archive. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Stores the responses of an archive, each by the rules for responses of the network.",
      "What is stored and later stays. Of an HTTP Archive of somebody else only what the server"
          + " declared for all is stored, and what shows its cookies or credentials: many tools"
          + " leave these out. The exit code is 1 if an entry is damaged."
    })
final class ImportCommand implements Callable<Integer> {
  private static final int PART = 64 << 10;

  @Mixin CacheOptions options = new CacheOptions();

  @Parameters(paramLabel = "FILE", description = "An archive whose name ends with .tar or .har.")
  String file = "";

  @Option(
      names = "--anonymous",
      description =
          "The requests of the HTTP Archive were made without credentials and cookies: their"
              + " responses are for everybody.")
  boolean anonymous;

  private record Left(String url, String why) {}

  private final List<Left> left = new ArrayList<>();
  private int imported;
  private int kept;
  private int damaged;

  @Override
  public Integer call() throws IOException {
    ArchiveFormat format = ArchiveFormat.of(file, options.line());
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new ParameterException(options.line(), "There is no file " + file + '.');
    }
    Configuration configuration = options.configuration();
    try (LocalCache cache = options.openShared(configuration);
        Progress progress = Progress.of(options)) {
      options.requireStoring(cache);
      EntryImport to = new EntryImport(cache, configuration);
      if (format == ArchiveFormat.TAR) {
        importTar(path, to, progress);
      } else {
        importHar(path, to, progress);
      }
    } catch (EntryImport.CannotStoreException e) {
      throw new IOException(
          e.getMessage()
              + " "
              + Text.count(imported, "response was", "responses were")
              + " imported, and nothing was lost.",
          e);
    }
    print();
    return damaged > 0 ? LarderCommand.NOT_FOUND : 0;
  }

  private void importTar(Path path, EntryImport to, Progress progress) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), PART)) {
      TarReader tar = new TarReader(in);
      for (TarReader.Header next = header(tar); next != null; next = header(tar)) {
        if (next.name().endsWith(".entry")) {
          importEntry(next, tar.content(), to);
          progress.at(imported + " responses imported");
        }
      }
    }
  }

  private TarReader.@Nullable Header header(TarReader tar) throws IOException {
    try {
      return tar.next();
    } catch (IOException e) {
      throw new IOException(
          file
              + " is broken: "
              + e.getMessage()
              + ". "
              + Text.count(imported, "response was", "responses were")
              + " imported before.",
          e);
    }
  }

  /** An entry as it lies in a directory: it must be intact, but its key is made anew. */
  private void importEntry(TarReader.Header header, InputStream in, EntryImport to)
      throws IOException {
    try {
      String name = header.name();
      EntryKey key = EntryKey.parse(name.substring(0, name.length() - ".entry".length()));
      byte[] start = in.readNBytes(EntryFile.HEADER_SIZE);
      EntryFile.require(start.length == EntryFile.HEADER_SIZE, "file size");
      EntryFile entry = EntryFile.read(start, key, header.size());
      byte[] json = in.readNBytes(entry.metadataSize());
      EntryFile.require(json.length == entry.metadataSize(), "file size");
      EntryMetadata metadata = entry.metadata(json);
      if (!metadata.variants().isEmpty()) {
        return; // an index, which is made anew
      }
      EntryImport.Given given =
          new EntryImport.Given(
              RequestHead.get(URI.create(metadata.uri()), metadata.selecting()),
              complete(metadata.head()),
              metadata.tls(),
              metadata.requestTime(),
              metadata.responseTime());
      store(
          to,
          given,
          recorder -> {
            CRC32C sum = new CRC32C();
            byte[] part = new byte[PART];
            for (int count = in.read(part); count >= 0; count = in.read(part)) {
              sum.update(part, 0, count);
              recorder.write(List.of(ByteBuffer.wrap(part, 0, count)));
            }
            EntryFile.require((int) sum.getValue() == entry.bodySum(), "body checksum");
          });
    } catch (EntryImport.CannotStoreException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      damaged++;
      left.add(new Left(header.name(), "damaged: " + e.getMessage()));
    }
  }

  /** A stored head says no more how its body was delimited. */
  private static ResponseHead complete(ResponseHead head) {
    Headers headers = head.headers();
    return headers.contains("Content-Length") || headers.contains("Transfer-Encoding")
        ? head
        : head.withHeaders(headers.with("Transfer-Encoding", "chunked"));
  }

  private void importHar(Path path, EntryImport to, Progress progress) throws IOException {
    HarReader har = new HarReader(path);
    boolean everybody = har.creator().equals(HarWriter.CREATOR) || anonymous;
    har.read(
        entry -> {
          try {
            HarEntry read = HarEntry.of(entry);
            EntryImport.Given given =
                new EntryImport.Given(
                    read.request(), read.response(), null, read.sent(), read.received());
            if (everybody || to.isIdentified(given) || to.isForAll(given)) {
              store(to, given, recorder -> recorder.write(List.of(ByteBuffer.wrap(read.body()))));
            } else {
              left.add(new Left(HarEntry.url(entry), "nobody can tell whose it is"));
            }
          } catch (HarEntry.UnusableException e) {
            left.add(new Left(HarEntry.url(entry), String.valueOf(e.getMessage())));
          }
          progress.at(imported + " responses imported");
        });
  }

  private void store(EntryImport to, EntryImport.Given given, EntryImport.Body body)
      throws IOException {
    String url = given.request().uri().toString();
    if (given.received().isAfter(Instant.now())) {
      left.add(new Left(url, "it is from the future"));
      return;
    }
    Reason refusal = to.store(given, body);
    if (refusal == null) {
      imported++;
    } else if (refusal == Reason.SUPERSEDED) {
      kept++;
    } else {
      left.add(new Left(url, refusal.word()));
    }
  }

  private void print() throws IOException {
    if (options.json) {
      options.print(
          to -> {
            to.writeStartObject();
            to.writeNumberField("imported", imported);
            to.writeNumberField("kept", kept);
            to.writeNumberField("damaged", damaged);
            to.writeArrayFieldStart("left_out");
            for (Left one : left) {
              to.writeStartObject();
              to.writeStringField("url", one.url);
              to.writeStringField("why", one.why);
              to.writeEndObject();
            }
            to.writeEndArray();
            to.writeEndObject();
          });
      return;
    }
    left.forEach(one -> options.out().println(Text.plain("left out  " + one.url + "  " + one.why)));
    options
        .out()
        .println(
            Text.count(imported, "response", "responses")
                + " imported, "
                + kept
                + " stored already, "
                + left.size()
                + " left out");
    options.out().flush();
  }
}
