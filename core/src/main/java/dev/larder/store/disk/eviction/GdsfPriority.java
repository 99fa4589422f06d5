package dev.larder.store.disk.eviction;

/**
 * What an entry is worth keeping, by the rule of GreedyDual-Size-Frequency: the worth of a use is
 * the cost of another download for each byte of disk, and an entry is worth its uses on top of what
 * the least worthy was worth when it was last used.
 *
 * <pre>
 * worth = clock at the last use + uses * (ROUND_TRIP + bytes) / bytes
 * clock = the worth of what was evicted last
 * </pre>
 *
 * So what was used often stays long, but not for ever, as the clock goes on under it; and of two
 * entries that are used alike the smaller one stays, since a round trip is saved for less. All is
 * counted in events, nothing in time: the clocks of machines do not matter.
 */
final class GdsfPriority {
  /** What a round trip costs, in bytes: the 10 segments that are sent meanwhile (RFC 6928). */
  static final long ROUND_TRIP = 14_600;

  /** An upper bound, so that it can be stored in 40 bits. */
  static final long MAX = (1L << 40) - 1;

  /** The resolution of worth and clock. */
  private static final long UNIT = 256;

  private GdsfPriority() {}

  /**
   * The worth of an entry.
   *
   * @param clock at its last use
   * @param uses how often it was used; 0 makes it the first to go
   * @param bytes that it takes
   */
  static long of(long clock, int uses, long bytes) {
    if (uses == 0) {
      return 0;
    }
    long size = Math.max(1, bytes);
    return Math.min(MAX, clock + uses * (UNIT * (ROUND_TRIP + size) / size));
  }
}
