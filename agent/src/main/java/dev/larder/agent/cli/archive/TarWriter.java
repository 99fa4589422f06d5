package dev.larder.agent.cli.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/**
 * Writes a tar archive (POSIX.1-1988, ustar) of regular files with short names. That is the whole
 * of what an archive of entries needs: their names have 70 characters, and none has 8 GiB. A
 * library for archives would be larger than the rest of the jar.
 */
public final class TarWriter {

  static final int BLOCK = 512;

  private static final int MODE = 0600;

  private final OutputStream out;

  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Begins a file. So many bytes must follow in {@link #out}, and then {@link #end}.
   *
   * @param name up to 99 characters of ASCII
   */
  public OutputStream begin(String name, long size, Instant modified) throws IOException {
    byte[] header = new byte[BLOCK];
    text(header, 0, name);
    octal(header, 100, 8, MODE);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, size);
    octal(header, 136, 12, Math.max(0, modified.getEpochSecond()));
    text(header, 148, "        ");
    text(header, 156, "0");
    text(header, 257, "ustar\00000");
    octal(header, 148, 7, sum(header));
    out.write(header);
    return out;
  }

  /** Ends a file of this size. */
  public void end(long size) throws IOException {
    out.write(new byte[padding(size)]);
  }

  /** Ends the archive. The stream stays open. */
  public void finish() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  /** How many bytes follow a file until the next header. */
  static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }

  /** The sum of the bytes of a header in which that of the sum itself are spaces. */
  static int sum(byte[] header) {
    int sum = 0;
    for (int i = 0; i < header.length; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  private static void text(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** A number in so many bytes, of which the last is 0. */
  private static void octal(byte[] header, int at, int length, long number) {
    String digits = Long.toOctalString(number);
    text(header, at, "0".repeat(length - 1 - digits.length()) + digits);
    header[at + length - 1] = 0;
  }
}
