package dev.larder.engine;

import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.Invalidations;
import dev.larder.store.RemoteTier;
import dev.larder.store.Storage;
import dev.larder.store.Variant;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server in memory that the remote tiers of several caches share. */
final class FakeRemoteServer implements AutoCloseable {

  private static final int MOST_VARIANTS = 32;

  /** How long a holder that has died keeps a lease. */
  private static final long LEASE_MILLIS = 300;

  /** What lies under a key. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Value(EntryMetadata metadata, byte[] body, int sum, Duration life) {}

  final Map<EntryKey, Value> values = new LinkedHashMap<>();
  final Map<EntryKey, Duration> superseded = new HashMap<>();
  private final Map<EntryKey, Tier> leases = new HashMap<>();
  private final Set<EntryKey> notWorth = new HashSet<>();
  private final Map<Integer, Instant> invalidated = new HashMap<>();
  private final List<Tier> tiers = new ArrayList<>();

  /** The tier of one machine. */
  Tier connect(Storage local) {
    Tier tier = new Tier(local);
    tiers.add(tier);
    return tier;
  }

  /** Waits until everything that the tiers were given is done. */
  void settle() throws Exception {
    for (Tier tier : tiers) {
      tier.thread.submit(() -> {}).get(10, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    tiers.forEach(tier -> tier.thread.shutdown());
  }

  final class Tier implements RemoteTier {
    final List<String> asked = new ArrayList<>();
    private final Storage local;
    private final ExecutorService thread =
        Executors.newSingleThreadExecutor(task -> Threads.of("fake-remote", task));
    volatile RemoteTier.State state = RemoteTier.State.READY;
    volatile long largest = 1 << 20;

    private Tier(Storage local) {
      this.local = local;
    }

    @Override
    public RemoteTier.State state() {
      return state;
    }

    @Override
    public long maxEntrySize() {
      return largest;
    }

    @Override
    public CompletableFuture<Answer> bring(Query query, Receiver into) {
      return CompletableFuture.supplyAsync(() -> brought(query, into), thread);
    }

    private Answer brought(Query query, Receiver into) {
      asked.add("bring");
      Value value = present(query);
      if (value == null) {
        return Answer.ABSENT;
      }
      try {
        EntryWriter out = into.begin(value.metadata, value.body.length, value.sum);
        if (out != null) {
          out.write(ByteBuffer.wrap(value.body));
          out.commit();
        }
        return Answer.BROUGHT;
      } catch (IOException e) {
        return Answer.UNKNOWN;
      }
    }

    @Override
    public CompletableFuture<Lease> lease(Query query) {
      CompletableFuture<Lease> answer = new CompletableFuture<>();
      long deadline = System.nanoTime() + query.limit().toNanos();
      thread.execute(() -> asked.add("lease"));
      thread.execute(() -> poll(query, deadline, answer));
      return answer;
    }

    private void poll(Query query, long deadline, CompletableFuture<Lease> answer) {
      Lease.State told = state(query, deadline);
      if (told == null) {
        Threads.later(2, () -> thread.execute(() -> poll(query, deadline, answer)));
      } else {
        answer.complete(new Held(told, query.key()));
      }
    }

    /** Null while another machine holds the lease. */
    private Lease.@Nullable State state(Query query, long deadline) {
      synchronized (values) {
        if (notWorth.contains(query.key())) {
          return Lease.State.NOT_WORTH;
        }
        if (present(query) != null) {
          return Lease.State.STORED;
        }
        if (leases.putIfAbsent(query.key(), this) == null) {
          return Lease.State.HELD;
        }
        return System.nanoTime() - deadline >= 0 ? Lease.State.UNKNOWN : null;
      }
    }

    /** The machine dies: its leases end after a while, and it does nothing more. */
    void die() {
      state = RemoteTier.State.AWAY;
      Threads.later(
          LEASE_MILLIS,
          () -> {
            synchronized (values) {
              leases.values().removeIf(this::equals);
            }
          });
    }

    private final class Held implements Lease {
      private final Lease.State state;
      private final EntryKey key;

      Held(Lease.State state, EntryKey key) {
        this.state = state;
        this.key = key;
      }

      @Override
      public Lease.State state() {
        return state;
      }

      @Override
      public void release() {
        end(false);
      }

      @Override
      public void refuse() {
        end(true);
      }

      private void end(boolean useless) {
        if (state == Lease.State.HELD && Tier.this.state == RemoteTier.State.READY) {
          thread.execute(
              () -> {
                synchronized (values) {
                  if (leases.remove(key, Tier.this) && useless) {
                    notWorth.add(key);
                  }
                }
              });
        }
      }
    }

    @Override
    public void offer(Offer offer) {
      thread.execute(() -> push(offer));
    }

    private void push(Offer offer) {
      Entry entry = local.store().current(offer.key());
      if (entry == null
          || state != RemoteTier.State.READY
          || local.invalidations().state(offer.slot(), entry.metadata().generation())
              != Invalidations.State.CURRENT) {
        return;
      }
      byte[] body = new byte[Math.toIntExact(entry.length())];
      ByteBuffer bytes = ByteBuffer.wrap(body);
      entry.body().forEach(bytes::put);
      EntryMetadata metadata = entry.metadata();
      synchronized (values) {
        values.put(offer.key(), new Value(metadata, body, entry.sum(), offer.life()));
        Variant variant = offer.variant();
        if (variant != null) {
          list(offer, variant, metadata);
        }
      }
    }

    private void list(Offer offer, Variant variant, EntryMetadata metadata) {
      Value before = values.get(offer.resource());
      List<Variant> variants = new ArrayList<>(List.of(variant));
      if (before != null) {
        before.metadata.variants().stream()
            .filter(other -> !other.equals(variant) && variants.size() < MOST_VARIANTS)
            .forEach(variants::add);
      }
      EntryMetadata index =
          EntryMetadata.index(
              metadata.uri(), variants, metadata.requestTime(), metadata.responseTime(), 0);
      values.put(offer.resource(), new Value(index, new byte[0], 0, offer.life()));
    }

    @Override
    public void invalidated(EntryKey resource, int slot, Instant when) {
      synchronized (values) {
        invalidated.put(slot, when);
        values.remove(resource);
      }
      for (Tier other : tiers) {
        if (other != this) {
          other.thread.execute(() -> other.local.invalidations().add(slot));
        }
      }
    }

    @Override
    public void superseded(EntryKey key, Duration grace) {
      superseded.put(key, grace);
    }

    @Override
    public void close() {
      state = RemoteTier.State.OFF;
    }
  }

  private @Nullable Value present(RemoteTier.Query query) {
    synchronized (values) {
      Value value = values.get(query.key());
      if (value == null) {
        return null;
      }
      Instant later = query.laterThan();
      Instant last = invalidated.get(query.slot());
      boolean old = last != null && value.metadata.requestTime().isBefore(last);
      boolean known = later != null && !value.metadata.responseTime().isAfter(later);
      return old || known ? null : value;
    }
  }
}
