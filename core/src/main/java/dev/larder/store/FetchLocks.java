package dev.larder.store;

import org.jspecify.annotations.Nullable;

/**
 * Tells processes that share a store which of them fetches what, so that the others can wait for
 * it. Hints: two may fetch the same after all, and nothing worse. Any thread may call; no method
 * waits or throws.
 */
@FunctionalInterface
public interface FetchLocks {

  /** Every process for itself. */
  FetchLocks NONE = key -> FetchLock.NONE;

  /**
   * FetchLocks a resource, unless another process has.
   *
   * @return null if another process has claimed it
   */
  @Nullable FetchLock tryLock(EntryKey resource);

  /** A claim until it is released, or its process ends. */
  @FunctionalInterface
  interface FetchLock {

    /** Of which no other process knows. */
    FetchLock NONE = () -> {};

    /** Ends it; without effect when called again. */
    void release();
  }
}
