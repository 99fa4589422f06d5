package dev.larder.store.disk.eviction;

/**
 * The priority of an entry by the rule of GreedyDual-Size-Frequency (GDSF). The entry with the
 * lowest priority is evicted first. Each use adds the cost of another download for each byte of
 * disk. All uses are added to the clock, which is the priority of the entry that was evicted last.
 *
 * <pre>
 * priority = clock at the last use + uses * (ROUND_TRIP + bytes) / bytes
 * clock = the priority of the entry that was evicted last
 * </pre>
 *
 * So an entry that was used often stays long, but not for ever, because the clock moves on. Of two
 * entries that are used alike the smaller one stays, because it saves a round trip for fewer bytes.
 * The clock counts events, not time.
 */
final class GdsfPriority {
  /** What a round trip costs, in bytes: the 10 segments that are sent meanwhile (RFC 6928). */
  static final long ROUND_TRIP = 14_600;

  /** An upper bound, so that it can be stored in 40 bits. */
  static final long MAX = (1L << 40) - 1;

  /** The resolution of priority and clock. */
  private static final long UNIT = 256;

  private GdsfPriority() {}

  /**
   * The priority of an entry.
   *
   * @param clock at its last use
   * @param uses how often it was used; 0 gives the lowest priority
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
