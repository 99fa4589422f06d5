package dev.larder.agent.cli.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the regular files of a tar archive in the form of POSIX (ustar, pax) or GNU. Everything
 * else in it is skipped: directories, links, and the extensions in which long names stand. Entries
 * have short ones.
 */
public final class TarReader {

  private final InputStream in;

  /** How many bytes there are until the next header. */
  private long left;

  private long padding;

  public TarReader(InputStream in) {
    this.in = in;
  }

  /** A file of the archive; name without folders, size in bytes. */
  public record Header(String name, long size) {}

  /**
   * The next file, whose content {@link #content} then reads.
   *
   * @return null at the end of the archive
   * @throws IOException if the archive is damaged
   */
  public @Nullable Header next() throws IOException {
    while (true) {
      skip();
      byte[] block = in.readNBytes(TarWriter.BLOCK);
      if (block.length < TarWriter.BLOCK) {
        throw new EOFException("it ends too early");
      }
      if (isEmpty(block)) {
        return null;
      }
      if (number(block, 148, 8) != TarWriter.sum(block)) {
        throw new IOException("a header is wrong, or it is no tar archive");
      }
      left = number(block, 124, 12);
      padding = TarWriter.padding(left);
      if (block[156] == '0' || block[156] == 0) {
        String name = text(block, 0, 100);
        return new Header(name.substring(name.lastIndexOf('/') + 1), left);
      }
    }
  }

  /** The content of the file that was found last, to its end. */
  public InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (left == 0) {
          return -1;
        }
        int count = in.read(to, offset, (int) Math.min(length, left));
        if (count < 0) {
          throw new EOFException("it ends too early");
        }
        left -= count;
        return count;
      }
    };
  }

  private void skip() throws IOException {
    try {
      in.skipNBytes(left + padding);
    } catch (EOFException e) {
      throw new EOFException("it ends too early");
    }
    left = 0;
    padding = 0;
  }

  private static boolean isEmpty(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] block, int at, int length) {
    int end = at;
    while (end < at + length && block[end] != 0) {
      end++;
    }
    return new String(block, at, end - at, ISO_8859_1);
  }

  private static long number(byte[] block, int at, int length) throws IOException {
    String digits = text(block, at, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new IOException("a header is wrong, or it is no tar archive", e);
    }
  }
}
