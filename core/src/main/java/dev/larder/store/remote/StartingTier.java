package dev.larder.store.remote;

import dev.larder.store.EntryKey;
import dev.larder.store.RemoteTier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a tier until it is loaded. What is offered and invalidated meanwhile is kept, within
 * limits. Any thread may call.
 */
final class StartingTier implements RemoteTier {
  private static final int MOST_WAITING = 256;

  private final long maxEntrySize;
  private final List<Consumer<RemoteTier>> waiting = new ArrayList<>();
  private volatile @Nullable RemoteTier loaded;
  private boolean closed;

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
    return tier == null ? State.STARTING : tier.state();
  }

  @Override
  public long maxEntrySize() {
    RemoteTier tier = loaded;
    return tier == null ? maxEntrySize : tier.maxEntrySize();
  }

  @Override
  public CompletableFuture<Answer> bring(Query query, Receiver into) {
    RemoteTier tier = loaded;
    return tier == null
        ? CompletableFuture.completedFuture(Answer.UNKNOWN)
        : tier.bring(query, into);
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
