package dev.larder.store.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.config.Settings;
import dev.larder.stats.Counter;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.IdentityKey;
import dev.larder.store.RemotePosition;
import dev.larder.store.RemoteTier;
import dev.larder.store.RemoteTier.Answer;
import dev.larder.store.RemoteTier.Lease;
import dev.larder.store.RemoteTier.Offer;
import dev.larder.store.RemoteTier.Query;
import dev.larder.store.RemoteTier.Receiver;
import dev.larder.store.Storage;
import dev.larder.store.Stored;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.disk.shared.InvalidationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A machine of a fleet: a directory of its own, and the tier that it shares with others. */
final class Machine implements AutoCloseable {

  /** Long enough for a machine that has much to do. */
  static final Duration LONG = Duration.ofSeconds(20);

  final Statistics statistics = new Statistics();
  final DiskStore store;
  final InvalidationFile invalidations;
  final RemoteTier tier;
  final InstantSource clock;

  /**
   * @param ahead by how much its clock is ahead
   * @param settings names and values in turn
   */
  Machine(Path parent, String url, Duration ahead, String... settings) throws IOException {
    Path directory = Files.createTempDirectory(parent, "machine");
    this.clock = () -> Instant.now().plus(ahead);
    this.store = new DiskStore(directory, new DiskStore.Limits(0, 0, 1 << 30), 1 << 20, statistics);
    this.invalidations = new InvalidationFile(directory, statistics);
    Map<String, String> set = new HashMap<>(Map.of("remote", url, "remote.patience", "10s"));
    for (int i = 0; i < settings.length; i += 2) {
      set.put(settings[i], settings[i + 1]);
    }
    Settings.Loaded loaded = Settings.given(set);
    assertEquals(0, loaded.problems().size(), () -> loaded.problems().toString());
    IdentityKey none =
        new IdentityKey() {
          @Override
          public byte @Nullable [] existing() {
            return null;
          }

          @Override
          public byte[] make() throws IOException {
            throw new IOException("not needed");
          }
        };
    this.tier =
        RemoteTiers.open(
            loaded.settings(),
            new Storage(store, invalidations, none),
            RemotePosition.NONE,
            statistics,
            new FailureLog(statistics),
            clock);
  }

  Machine(Path parent, String url, String... settings) throws IOException {
    this(parent, url, Duration.ZERO, settings);
  }

  /** Waits until the tier is in this state. */
  Machine await(RemoteTier.State state) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (tier.state() != state) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(tier.state() + " instead of " + state);
      }
      Thread.sleep(5);
    }
    return this;
  }

  Machine ready() throws InterruptedException {
    return await(RemoteTier.State.READY);
  }

  static int slot(int number) {
    return number;
  }

  /** Stores an entry as a response that has just come. */
  EntryMetadata put(int number, byte[] body) throws IOException {
    EntryMetadata metadata = metadata(number, clock.instant());
    Stored.put(store, Stored.key(number), metadata, body);
    return metadata;
  }

  EntryMetadata metadata(int number, Instant when) {
    return Stored.metadata("/" + number)
        .renewed(Stored.metadata("/").head(), when, when, invalidations.generation(slot(number)));
  }

  /** Stores and pushes an entry, and waits until it is there. */
  EntryMetadata push(int number, byte[] body) throws Exception {
    EntryMetadata metadata = put(number, body);
    tier.offer(offer(number, false));
    awaitPushes();
    return metadata;
  }

  static Offer offer(int number, boolean head) {
    return new Offer(Stored.key(number), null, slot(number), Duration.ofHours(1), head);
  }

  /** Until all that was offered is pushed or dropped: a lease is released after that. */
  void awaitPushes() throws Exception {
    EntryKey mark = EntryKey.of("mark");
    Lease lease = tier.lease(query(mark, 1)).get(20, TimeUnit.SECONDS);
    assertEquals(Lease.State.HELD, lease.state());
    lease.release();
    Lease next = tier.lease(query(mark, 1)).get(20, TimeUnit.SECONDS);
    assertEquals(Lease.State.HELD, next.state());
    next.release();
  }

  static Query query(EntryKey key, int slot) {
    return new Query(key, slot, null, LONG);
  }

  /** Asks for an entry, which is then in the store. */
  Answer bring(int number) throws Exception {
    return bring(query(Stored.key(number), slot(number)));
  }

  Answer bring(Query query) throws Exception {
    return asked(query).get(20, TimeUnit.SECONDS);
  }

  /** Asks for an entry, and waits for nothing. */
  CompletableFuture<Answer> asked(Query query) {
    return tier.bring(query, receiver(query.key(), query.slot()));
  }

  private Receiver receiver(EntryKey key, int slot) {
    return (metadata, length, sum) -> {
      EntryMetadata own =
          metadata.renewed(
              metadata.head(),
              metadata.requestTime(),
              metadata.responseTime(),
              invalidations.generation(slot));
      EntryWriter writer = store.writer(key, own);
      return writer;
    };
  }

  /** What is in the store, which has it. */
  Entry stored(int number) {
    return Stored.open(store, Stored.key(number));
  }

  boolean has(int number) {
    return store.current(Stored.key(number)) != null;
  }

  long count(Counter counter) {
    return statistics.count(counter);
  }

  @Override
  public void close() {
    tier.close();
    store.close();
  }
}
