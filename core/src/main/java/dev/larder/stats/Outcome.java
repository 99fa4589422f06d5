package dev.larder.stats;

/** How one exchange ended; each request has exactly one. */
public enum Outcome {
  /** Served from the cache, fresh. */
  HIT("hit"),
  /** Served from the cache although stale, because that was allowed. */
  STALE("hit; detail=stale"),
  /** Served from an entry that another request was just downloading. */
  COLLAPSED("fwd=miss; collapsed"),
  /** The origin confirmed the stored response, which was served (RFC 9111 §4.3). */
  VALIDATED("fwd=stale; fwd-status=304"),
  /** Served by the network. */
  MISS("fwd=miss"),
  /** Not ours: it went past the cache. */
  BYPASS("fwd=bypass"),
  /** Answered 504 by us: only a stored response was wanted and there is none. */
  REFUSED("detail=only-if-cached");

  private final String cacheStatus;

  Outcome(String cacheStatus) {
    this.cacheStatus = cacheStatus;
  }

  /** The parameters of a Cache-Status header (RFC 9211 §2), without the name of the cache. */
  public String cacheStatus() {
    return cacheStatus;
  }
}
