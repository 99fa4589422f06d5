package dev.larder.store.remote;

import dev.larder.store.EntryKey;
import dev.larder.store.RemoteTier;
import dev.larder.thread.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a tier until it is loaded and has reached for its server. The first query waits for
 * that, within its patience, and others as long as that one does; later ones go on without. What is
 * offered and invalidated meanwhile is kept, within limits. Any thread may call.
 */
final class StartingTier implements RemoteTier {
  private static final int MOST_WAITING = 256;

  private final long maxEntrySize;
  private final List<Consumer<RemoteTier>> waiting = new ArrayList<>();
  private volatile @Nullable RemoteTier loaded;
  private final CompletableFuture<RemoteTier> started = new CompletableFuture<>();
  private boolean closed;

  /** Until when queries wait, by {@link System#nanoTime()}; null before the first one. */
  private volatile @Nullable Long until;

  StartingTier(long maxEntrySize) {
    this.maxEntrySize = maxEntrySize;
  }

  /** From now on this tier takes its place. */
  void started(RemoteTier tier) {
    List<Consumer<RemoteTier>> kept;
    boolean over;
    synchronized (this) {
      loaded = tier;
      kept = List.copyOf(waiting);
      waiting.clear();
      over = closed;
    }
    kept.forEach(one -> one.accept(tier));
    started.complete(tier);
    if (over) {
      tier.close();
    }
  }

  private void later(Consumer<RemoteTier> task) {
    RemoteTier tier;
    synchronized (this) {
      tier = loaded;
      if (tier == null && waiting.size() < MOST_WAITING) {
        waiting.add(task);
      }
    }
    if (tier != null) {
      task.accept(tier);
    }
  }

  @Override
  public State state() {
    RemoteTier tier = loaded;
    if (tier != null) {
      return tier.state();
    }
    Long end = until;
    return end == null || end - System.nanoTime() > 0 ? State.STARTING : State.AWAY;
  }

  @Override
  public long maxEntrySize() {
    RemoteTier tier = loaded;
    return tier == null ? maxEntrySize : tier.maxEntrySize();
  }

  @Override
  public CompletableFuture<Answer> bring(Query query, Receiver into) {
    RemoteTier tier = loaded;
    return tier == null ? later(query, into) : tier.bring(query, into);
  }

  private CompletableFuture<Answer> later(Query query, Receiver into) {
    long asked = System.nanoTime();
    long patience = Math.min(query.patience().toNanos(), until(query) - asked);
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    AtomicBoolean over = new AtomicBoolean();
    Future<?> end =
        Threads.later(
            Math.max(0, TimeUnit.NANOSECONDS.toMillis(patience)),
            () -> {
              if (over.compareAndSet(false, true)) {
                answer.complete(Answer.UNKNOWN);
              }
            });
    started.thenAccept(
        tier -> {
          if (over.compareAndSet(false, true)) {
            end.cancel(false);
            Duration left = query.patience().minusNanos(System.nanoTime() - asked);
            tier.bring(new Query(query.key(), query.slot(), query.laterThan(), left), into)
                .thenAccept(answer::complete);
          }
        });
    return answer;
  }

  private synchronized long until(Query query) {
    Long end = until;
    if (end == null) {
      end = System.nanoTime() + query.patience().toNanos();
      until = end;
    }
    return end;
  }

  @Override
  public CompletableFuture<Lease> lease(Query query) {
    RemoteTier tier = loaded;
    return tier == null ? RemoteTier.NONE.lease(query) : tier.lease(query);
  }

  @Override
  public void offer(Offer offer) {
    later(tier -> tier.offer(offer));
  }

  @Override
  public void invalidated(EntryKey resource, int slot, Instant when) {
    later(tier -> tier.invalidated(resource, slot, when));
  }

  @Override
  public void superseded(EntryKey key, Duration grace) {
    later(tier -> tier.superseded(key, grace));
  }

  @Override
  public void close() {
    RemoteTier tier;
    synchronized (this) {
      closed = true;
      tier = loaded;
    }
    if (tier != null) {
      tier.close();
    }
  }
}
