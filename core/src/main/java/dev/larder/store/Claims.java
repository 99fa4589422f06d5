package dev.larder.store;

import org.jspecify.annotations.Nullable;

/**
 * Tells processes that share a store which of them fetches what, so that the others can wait for
 * it. Hints: two may fetch the same after all, and nothing worse. Any thread may call; no method
 * waits or throws.
 */
@FunctionalInterface
public interface Claims {

  /** Every process for itself. */
  Claims NONE = key -> Claim.NONE;

  /**
   * Claims a resource, unless another process has.
   *
   * @return null if another process has claimed it
   */
  @Nullable Claim take(EntryKey resource);

  /** A claim until it is released, or its process ends. */
  @FunctionalInterface
  interface Claim {

    /** Of which no other process knows. */
    Claim NONE = () -> {};

    /** Ends it; without effect when called again. */
    void release();
  }
}
