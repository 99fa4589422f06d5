package dev.larder.store;

import org.jspecify.annotations.Nullable;

/**
 * Tells the processes that share a store which of them fetches a resource, so that the others can
 * wait for its response. The locks are hints: if two processes fetch the same, nothing worse
 * happens. Any thread may call. No method waits or throws.
 */
@FunctionalInterface
public interface FetchLocks {

  /** Shared with no other process. */
  FetchLocks NONE = key -> FetchLock.NONE;

  /**
   * Locks a resource, unless another process has locked it.
   *
   * @return null if another process has locked it
   */
  @Nullable FetchLock tryLock(EntryKey resource);

  /** A lock that lasts until it is released or its process ends. */
  @FunctionalInterface
  interface FetchLock {

    /** A lock that no other process knows of. */
    FetchLock NONE = () -> {};

    /** Ends the lock; without effect when called again. */
    void release();
  }
}
