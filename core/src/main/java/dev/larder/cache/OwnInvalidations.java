package dev.larder.cache;

import dev.larder.store.InvalidationTimes;
import dev.larder.store.Invalidations;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Invalidations that all share, and those besides that a process remembers for itself because it is
 * not to write: they count for it in every mode.
 */
final class OwnInvalidations implements Invalidations {
  private final Invalidations shared;
  private volatile @Nullable Invalidations own;

  OwnInvalidations(Invalidations shared) {
    this.shared = shared;
  }

  @Override
  public void add(int resource, Instant now) {
    shared.add(resource, now);
  }

  @Override
  public boolean since(int resource, Instant time) {
    Invalidations known = own;
    return shared.since(resource, time) || (known != null && known.since(resource, time));
  }

  /** The same for a mode in which nothing is written. */
  Invalidations unwritten() {
    return new Invalidations() {
      @Override
      public void add(int resource, Instant now) {
        table().add(resource, now);
      }

      @Override
      public boolean since(int resource, Instant time) {
        return OwnInvalidations.this.since(resource, time);
      }
    };
  }

  private synchronized Invalidations table() {
    Invalidations known = own;
    if (known == null) {
      known = new InvalidationTimes();
      own = known;
    }
    return known;
  }
}
