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

  /** Whether invalidations are shared, if they can be. */
  private final boolean writes;

  private final Counts counts;

  /** What only this process knows, by slot; made with the first invalidation. */
  private static final class Counts {
    /** How many invalidations are this process's own. */
    private volatile @Nullable AtomicIntegerArray own;

    /** 1 where the others do not know of one. */
    private volatile @Nullable AtomicIntegerArray unshared;

    synchronized void add(int slot) {
      AtomicIntegerArray numbers = own;
      AtomicIntegerArray flags = unshared;
      if (numbers == null || flags == null) {
        numbers = new AtomicIntegerArray(SLOTS);
        flags = new AtomicIntegerArray(SLOTS);
        own = numbers;
        unshared = flags;
      }
      numbers.incrementAndGet(slot);
      flags.set(slot, 1);
    }
  }

  public LocalInvalidations(Invalidations shared) {
    this(shared, true, new Counts());
  }

  private LocalInvalidations(Invalidations shared, boolean writes, Counts counts) {
    this.shared = shared;
    this.writes = writes;
    this.counts = counts;
  }

  /** The same for a mode in which nothing is written. */
  public Invalidations inMemory() {
    return new LocalInvalidations(shared, false, counts);
  }

  @Override
  public boolean add(int resource) {
    if (!writes || !shared.add(resource)) {
      counts.add(Invalidations.slot(resource));
    }
    return true;
  }

  @Override
  public long generation(int resource) {
    if (!writes) {
      return ownGeneration(resource);
    }
    AtomicIntegerArray flags = counts.unshared;
    if (flags != null && isUnshared(resource) && shared.add(resource)) {
      flags.set(Invalidations.slot(resource), 0); // all know now what only this process knew
    }
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

  /** A negative number that changes with each invalidation, this process's own or not. */
  private long ownGeneration(int resource) {
    AtomicIntegerArray numbers = counts.own;
    int count = numbers == null ? 0 : numbers.get(Invalidations.slot(resource));
    return -1 - (shared.known(resource) & 0xffffffffL) - count;
  }

  private boolean isUnshared(int resource) {
    AtomicIntegerArray flags = counts.unshared;
    return flags != null && flags.get(Invalidations.slot(resource)) != 0;
  }
}
