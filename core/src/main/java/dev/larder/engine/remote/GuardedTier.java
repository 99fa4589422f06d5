package dev.larder.engine.remote;

import dev.larder.stats.FailureLog;
import dev.larder.store.EntryKey;
import dev.larder.store.RemoteTier;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hides the failures of a remote tier, which are recorded, and then are as if it were away. */
public final class GuardedTier implements RemoteTier {

  private final RemoteTier tier;
  private final FailureLog failures;

  /** Takes over a tier. */
  public GuardedTier(RemoteTier tier, FailureLog failures) {
    this.tier = tier;
    this.failures = failures;
  }

  /** A lease whose state was asked for once. */
  private final class GuardedLease implements Lease {
    private final Lease.State state;
    private final @Nullable Lease lease;

    GuardedLease(Lease.State state, @Nullable Lease lease) {
      this.state = state;
      this.lease = lease;
    }

    @Override
    public Lease.State state() {
      return state;
    }

    @Override
    public void release() {
      if (lease != null) {
        safely(lease::release);
      }
    }

    @Override
    public void refuse() {
      if (lease != null) {
        safely(lease::refuse);
      }
    }
  }

  @Override
  public RemoteTier.State state() {
    return told(tier::state, RemoteTier.State.OFF);
  }

  @Override
  public long maxEntrySize() {
    return told(tier::maxEntrySize, 0L);
  }

  @Override
  public CompletableFuture<Answer> bring(Query query, Receiver into) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    safely(
        () ->
            tier.bring(query, into)
                .whenComplete(
                    (told, failure) -> {
                      recordIfAny(failure);
                      answer.complete(told == null ? Answer.UNKNOWN : told);
                    }),
        () -> answer.complete(Answer.UNKNOWN));
    return answer;
  }

  @Override
  public CompletableFuture<Lease> lease(Query query) {
    CompletableFuture<Lease> answer = new CompletableFuture<>();
    Lease none = new GuardedLease(Lease.State.UNKNOWN, null);
    safely(
        () ->
            tier.lease(query)
                .whenComplete(
                    (lease, failure) -> {
                      recordIfAny(failure);
                      answer.complete(lease == null ? none : guarded(lease));
                    }),
        () -> answer.complete(none));
    return answer;
  }

  private Lease guarded(Lease lease) {
    return new GuardedLease(told(lease::state, Lease.State.UNKNOWN), lease);
  }

  @Override
  public void offer(Offer offer) {
    safely(() -> tier.offer(offer));
  }

  @Override
  public void invalidated(EntryKey resource, int slot, Instant when) {
    safely(() -> tier.invalidated(resource, slot, when));
  }

  @Override
  public void superseded(EntryKey key, Duration grace) {
    safely(() -> tier.superseded(key, grace));
  }

  @Override
  public void close() {
    safely(tier::close);
  }

  private void safely(Runnable step) {
    safely(step, () -> {});
  }

  private void safely(Runnable step, Runnable instead) {
    try {
      step.run();
    } catch (Throwable failure) {
      recordIfAny(failure);
      instead.run();
    }
  }

  private <T> T told(Supplier<T> question, T instead) {
    try {
      T answer = question.get();
      return answer == null ? instead : answer;
    } catch (Throwable failure) {
      recordIfAny(failure);
      return instead;
    }
  }

  private void recordIfAny(@Nullable Throwable failure) {
    if (failure != null) {
      failures.record("using the remote tier", failure);
    }
  }
}
