package dev.larder.cache;

import dev.larder.store.Invalidations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Invalidations that all share, and those besides that a process remembers for itself because it is
 * not to write: they count for it in every mode.
 */
final class OwnInvalidations implements Invalidations {
  private static final int SLOTS = 4 << 10;

  private final Invalidations shared;
  private volatile @Nullable AtomicLongArray own;

  OwnInvalidations(Invalidations shared) {
    this.shared = shared;
  }

  @Override
  public void add(int resource, Instant now) {
    shared.add(resource, now);
  }

  @Override
  public boolean since(int resource, Instant time) {
    AtomicLongArray known = own;
    return shared.since(resource, time)
        || (known != null && known.get(slot(resource)) >= micros(time));
  }

  /** The same for a mode in which nothing is written. */
  Invalidations unwritten() {
    return new Invalidations() {
      @Override
      public void add(int resource, Instant now) {
        table().accumulateAndGet(slot(resource), micros(now), Math::max);
      }

      @Override
      public boolean since(int resource, Instant time) {
        return OwnInvalidations.this.since(resource, time);
      }
    };
  }

  private synchronized AtomicLongArray table() {
    AtomicLongArray known = own;
    if (known == null) {
      known = new AtomicLongArray(SLOTS);
      own = known;
    }
    return known;
  }

  private static int slot(int resource) {
    return (resource ^ resource >>> 12) & (SLOTS - 1);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
