package dev.larder.engine;

import dev.larder.store.EntryKey;
import dev.larder.store.RemoteTier;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** A tier that only gives, what a test says, and takes nothing. */
interface SourceTier extends RemoteTier {

  @Override
  default RemoteTier.State state() {
    return RemoteTier.State.READY;
  }

  @Override
  default long maxEntrySize() {
    return 0;
  }

  @Override
  default CompletableFuture<Lease> lease(Query query) {
    return RemoteTier.NONE.lease(query);
  }

  @Override
  default void offer(Offer offer) {
    // Nothing goes there.
  }

  @Override
  default void invalidated(EntryKey resource, int slot, Instant when) {
    // It goes on giving the same.
  }

  @Override
  default void superseded(EntryKey key, Duration grace) {
    // It goes on giving the same.
  }

  @Override
  default void close() {
    // Nothing is open.
  }
}
