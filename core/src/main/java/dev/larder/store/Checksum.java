package dev.larder.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C, by which a store tells damage. */
public final class Checksum {

  private Checksum() {}

  public static int of(byte[] bytes, int offset, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, offset, length);
    return (int) sum.getValue();
  }

  /** Of what remains in a buffer, whose position stays. */
  public static int of(ByteBuffer bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.duplicate());
    return (int) sum.getValue();
  }
}
