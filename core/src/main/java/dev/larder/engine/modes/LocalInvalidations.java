package dev.larder.engine.modes;

import dev.larder.store.Invalidations;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Invalidations that all share, and those besides that only this process knows, because it is not
 * to write or can't: they count for it in every mode, until they can be shared.
 */
public final class LocalInvalidations implements Invalidations {
  private final Invalidations shared;

  /** How many invalidations of a slot are this process's own; made with the first. */
  private volatile @Nullable AtomicIntegerArray own;

  /** Which of them the others do not know; made with the first. */
  private volatile @Nullable AtomicIntegerArray unshared;

  public LocalInvalidations(Invalidations shared) {
    this.shared = shared;
  }

  @Override
  public boolean add(int resource) {
    if (!shared.add(resource)) {
      remember(resource);
    }
    return true;
  }

  @Override
  public long generation(int resource) {
    share(resource);
    return shared.generation(resource);
  }

  @Override
  public long known(int resource) {
    return shared.known(resource);
  }

  @Override
  public State state(int resource, long generation) {
    if (generation < 0) { // of an entry that only this process has
      return generation == ownGeneration(resource) ? State.CURRENT : State.INVALIDATED;
    }
    return isUnshared(resource) ? State.INVALIDATED : shared.state(resource, generation);
  }

  /** The same for a mode in which nothing is written. */
  public Invalidations inMemory() {
    return new Invalidations() {
      @Override
      public boolean add(int resource) {
        remember(resource);
        return true;
      }

      @Override
      public long generation(int resource) {
        return ownGeneration(resource);
      }

      @Override
      public long known(int resource) {
        return shared.known(resource);
      }

      @Override
      public State state(int resource, long generation) {
        return LocalInvalidations.this.state(resource, generation);
      }
    };
  }

  /** A negative number that changes with each invalidation, this process's own or not. */
  private long ownGeneration(int resource) {
    AtomicIntegerArray counts = own;
    int count = counts == null ? 0 : counts.get(Invalidations.slot(resource));
    return -1 - (shared.known(resource) & 0xffffffffL) - count;
  }

  private boolean isUnshared(int resource) {
    AtomicIntegerArray known = unshared;
    return known != null && known.get(Invalidations.slot(resource)) != 0;
  }

  /** Tells all what only this process knew, now that it writes. */
  private void share(int resource) {
    AtomicIntegerArray known = unshared;
    if (known != null && isUnshared(resource) && shared.add(resource)) {
      known.set(Invalidations.slot(resource), 0);
    }
  }

  private synchronized void remember(int resource) {
    AtomicIntegerArray counts = own;
    AtomicIntegerArray known = unshared;
    if (counts == null || known == null) {
      counts = new AtomicIntegerArray(SLOTS);
      known = new AtomicIntegerArray(SLOTS);
      own = counts;
      unshared = known;
    }
    counts.incrementAndGet(Invalidations.slot(resource));
    known.set(Invalidations.slot(resource), 1);
  }
}
