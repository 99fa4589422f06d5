package dev.larder.store;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The remote tier of a cache that has none. */
final class NoRemoteTier implements RemoteTier {

  private static final Lease NO_LEASE =
      new Lease() {
        @Override
        public Lease.State state() {
          return Lease.State.UNKNOWN;
        }

        @Override
        public void release() {
          // Nothing is held.
        }

        @Override
        public void refuse() {
          // Nothing is held.
        }
      };

  @Override
  public RemoteTier.State state() {
    return RemoteTier.State.OFF;
  }

  @Override
  public long maxEntrySize() {
    return 0;
  }

  @Override
  public CompletableFuture<Answer> bring(Query query, Receiver into) {
    return CompletableFuture.completedFuture(Answer.UNKNOWN);
  }

  @Override
  public CompletableFuture<Lease> lease(Query query) {
    return CompletableFuture.completedFuture(NO_LEASE);
  }

  @Override
  public void offer(Offer offer) {
    // Nobody takes it.
  }

  @Override
  public void invalidated(EntryKey resource, int slot, Instant when) {
    // Nobody else has it.
  }

  @Override
  public void superseded(EntryKey key, Duration grace) {
    // Nobody else has it.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
