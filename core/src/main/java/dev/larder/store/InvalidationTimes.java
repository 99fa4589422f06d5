package dev.larder.store;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Invalidations of one process in memory: of the resources whose hash leads to a slot, the time of
 * the last one, in microseconds since 1970.
 */
public final class InvalidationTimes implements Invalidations {

  /** How many there are. */
  public static final int SLOTS = 16 << 10;

  private final AtomicLongArray times = new AtomicLongArray(SLOTS);

  @Override
  public void add(int resource, Instant now) {
    times.accumulateAndGet(slot(resource), micros(now), Math::max);
  }

  @Override
  public boolean since(int resource, Instant time) {
    return times.get(slot(resource)) >= micros(time);
  }

  /** Where a resource belongs. */
  public static int slot(int resource) {
    return (resource ^ resource >>> 14) & (SLOTS - 1);
  }

  /** Microseconds since 1970. */
  public static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }
}
