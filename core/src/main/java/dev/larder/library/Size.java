package dev.larder.library;

import dev.larder.stats.ByteCount;

/** Numbers of bytes as people read them. */
public final class Size {

  private Size() {}

  /**
   * In powers of 1000 with one decimal: {@code 1 byte}, {@code 999 bytes}, {@code 4.3 MB}.
   *
   * @param bytes zero or more
   */
  public static String format(long bytes) {
    return ByteCount.shown(bytes);
  }
}
