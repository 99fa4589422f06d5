package dev.larder.store.disk.file;

import dev.larder.stats.Statistics;
import dev.larder.store.RefusedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes wrong in a store and its users must not feel. Any thread may call. */
public final class StoreFailures {
  private final Statistics statistics;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean refused = new AtomicBoolean();
  private final AtomicBoolean full = new AtomicBoolean();

  public StoreFailures(Statistics statistics) {
    this.statistics = statistics;
  }

  /**
   * Counts each failure and logs the first of its kind in one sentence; why it came about is a
   * detail. What follows a colon is no part of the kind.
   */
  public void failed(String what, Throwable cause) {
    statistics.failures.increment();
    if (warned.add(what.replaceFirst(": .*", ""))) {
      log().warn("{}: {}", what, cause.toString());
      log().debug(what, cause);
    }
  }

  /** Counts and logs once that the directory is not used. */
  public void refused(RefusedException reason) {
    if (refused.compareAndSet(false, true)) {
      statistics.failures.increment();
      log().warn("The cache is not used: {}", reason.getMessage());
    }
  }

  /** Logs once that the disk is nearly full, which is no failure of ours. */
  public void full(long minFree) {
    if (full.compareAndSet(false, true)) {
      log().warn("Nothing is stored while less than {} bytes of the disk are free", minFree);
    }
  }

  /** Logs what the janitor did, for who wants to know. */
  public void evicted(long entries) {
    log().debug("Evicted {} entries", entries);
  }

  private static Logger log() {
    return LoggerFactory.getLogger(StoreFailures.class);
  }
}
