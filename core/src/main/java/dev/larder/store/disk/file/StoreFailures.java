package dev.larder.store.disk.file;

import dev.larder.config.RefusedException;
import dev.larder.stats.Statistics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs the failures of a store and what it removes, which its users don't see. Any
 * thread may call.
 */
public final class StoreFailures {
  private final Statistics statistics;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean refused = new AtomicBoolean();
  private final AtomicBoolean full = new AtomicBoolean();

  public StoreFailures(Statistics statistics) {
    this.statistics = statistics;
  }

  /**
   * Counts a failure, and logs the first of its kind in one sentence. The stack trace is logged at
   * debug. The text before a colon is the kind.
   */
  public void failed(String what, Throwable cause) {
    statistics.failed(what, cause);
    if (warned.add(what.replaceFirst(": .*", ""))) {
      log().warn("{}: {}", what, cause.toString());
      log().debug(what, cause);
    }
  }

  /** Counts and logs once that the directory is not used. */
  public void refused(RefusedException reason) {
    if (refused.compareAndSet(false, true)) {
      statistics.failed("using the directory", reason);
      log().warn("The cache is not used: {}", reason.getMessage());
    }
  }

  /** Logs once that the disk is nearly full, which is not counted as a failure. */
  public void full(long minFree) {
    if (full.compareAndSet(false, true)) {
      log().warn("Nothing is stored while less than {} bytes of the disk are free", minFree);
    }
  }

  /** Counts and logs, at debug, what the janitor removed. */
  public void evicted(long entries) {
    statistics.evicted(entries);
    log().debug("Evicted {} entries", entries);
  }

  private static Logger log() {
    return LoggerFactory.getLogger(StoreFailures.class);
  }
}
