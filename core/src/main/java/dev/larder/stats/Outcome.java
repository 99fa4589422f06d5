package dev.larder.stats;

/** How one exchange ended; each request has exactly one. */
public enum Outcome {
  /** Served from the cache, fresh. */
  HIT(Counter.HITS_DISK),
  /** Served from the cache although stale, because that was allowed. */
  STALE(Counter.STALE),
  /** Served from an entry that another request was just downloading. */
  COLLAPSED(Counter.COLLAPSED),
  /** The origin confirmed the stored response, which was served (RFC 9111 §4.3). */
  VALIDATED(Counter.VALIDATED),
  /** Served by the network. */
  MISS(Counter.MISSES),
  /** Not ours: it went past the cache. */
  BYPASS(Counter.BYPASSED),
  /** Answered 504 by us: only a stored response was wanted and there is none. */
  REFUSED(Counter.REFUSED);

  private final Counter counter;

  Outcome(Counter counter) {
    this.counter = counter;
  }

  /**
   * Its counter.
   *
   * @param inMemory whether what was served comes from the memory tier
   */
  public Counter counter(boolean inMemory) {
    return this == HIT && inMemory ? Counter.HITS_MEMORY : counter;
  }

  /** Whether the response is a stored one. */
  public boolean isServed() {
    return this != MISS && this != BYPASS && this != REFUSED;
  }
}
