package dev.larder.store.remote;

import dev.larder.store.Invalidations;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When each slot was last invalidated on any machine, by the server's clock. Any thread may call.
 */
final class Invalidated {
  private final ServerClock clock;
  private final AtomicLongArray micros = new AtomicLongArray(Invalidations.SLOTS);

  Invalidated(ServerClock clock) {
    this.clock = clock;
  }

  /**
   * A slot was invalidated.
   *
   * @return whether that is later than what was known
   */
  boolean add(int slot, Instant when) {
    long time = micros(when);
    return micros.getAndAccumulate(slot, time, Math::max) < time;
  }

  /** Whether a request that was sent at this time may be older than the last invalidation. */
  boolean covers(int slot, Instant requestTime) {
    return micros(requestTime.minus(clock.error())) <= micros.get(slot);
  }

  static long micros(Instant when) {
    return TimeUnit.SECONDS.toMicros(when.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(when.getNano());
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plusSeconds(micros / 1_000_000).plusNanos(micros % 1_000_000 * 1000);
  }
}
