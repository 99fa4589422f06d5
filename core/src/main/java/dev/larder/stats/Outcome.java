package dev.larder.stats;

/** How one exchange ended; each request has exactly one. */
public enum Outcome {
  /** Served from the cache, fresh. */
  HIT,
  /** Served from the cache although stale, because that was allowed. */
  STALE,
  /** Served from an entry that another request was just downloading. */
  COLLAPSED,
  /** The origin confirmed the stored response, which was served (RFC 9111 §4.3). */
  VALIDATED,
  /** Served by the network. */
  MISS,
  /** Not ours: it went past the cache. */
  BYPASS,
  /** Answered 504 by us: only a stored response was wanted and there is none. */
  REFUSED
}
