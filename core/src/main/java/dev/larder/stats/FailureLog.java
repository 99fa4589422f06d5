package dev.larder.stats;

import dev.larder.config.RefusedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where failures of the cache end that the application must not feel: each is
 * counted, and each kind is logged once in a while with its cause.
 */
public final class FailureLog {

  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Statistics statistics;
  private final Map<String, Long> quietUntil = new ConcurrentHashMap<>();

  public FailureLog(Statistics statistics) {
    this.statistics = statistics;
  }

  /**
   * Counts a failure and logs it unless one of its kind was logged lately. Never throws.
   *
   * @param what what was attempted, from a small fixed set: "storing a response"
   */
  public void record(String what, Throwable cause) {
    try {
      statistics.failed(what, cause);
      long now = System.nanoTime();
      boolean refused = cause instanceof RefusedException;
      String kind = refused ? "using the directory" : what;
      Long until = quietUntil.get(kind);
      if (until == null || now - until >= 0) {
        quietUntil.put(kind, now + QUIET_NANOS);
        if (refused) {
          LOG.warn("The cache is not used: {}", cause.getMessage());
        } else {
          LOG.warn("{} failed: {}", what, cause.toString());
        }
        LOG.debug("{} failed", what, cause);
      }
    } catch (Throwable ignored) {
      // Nowhere left to say it: the application goes on.
    }
  }
}
