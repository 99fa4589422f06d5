package dev.larder.store.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Counter;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Invalidations;
import dev.larder.store.RemoteTier;
import dev.larder.store.RemoteTier.Answer;
import dev.larder.store.RemoteTier.Lease;
import dev.larder.store.RemoteTier.Offer;
import dev.larder.store.RemoteTier.Query;
import dev.larder.store.Stored;
import dev.larder.store.Variant;
import dev.larder.store.remote.redis.FaultyProxy;
import dev.larder.store.remote.redis.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines that share a real server. */
class FleetTest {

  @TempDir Path directory = Path.of("");

  private String key() throws Exception {
    Path key = directory.resolve("key");
    if (!Files.exists(key)) {
      Files.write(key, Stored.body(32));
    }
    return key.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "0, false",
    "1, false",
    "20000, false",
    "262144, false",
    "262145, false",
    "4330000, false",
    "0, true",
    "1, true",
    "262144, true",
    "4330000, true"
  })
  void whatOneMachineStoresAnotherOneHas(int length, boolean sealed) throws Exception {
    String[] settings = sealed ? new String[] {"remote.key", key()} : new String[0];
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url(), settings).ready();
        Machine other = new Machine(directory, server.url(), settings).ready()) {
      byte[] body = Stored.body(length);
      EntryMetadata metadata = one.push(1, body);
      assertEquals(1, one.count(Counter.REMOTE_PUSHED));
      assertEquals(length, one.count(Counter.REMOTE_BYTES_PUSHED));
      assertEquals(Answer.ABSENT, other.bring(2));
      assertEquals(Answer.BROUGHT, other.bring(1));
      Entry brought = other.stored(1);
      assertArrayEquals(body, Stored.bytes(brought));
      assertEquals(metadata.head(), brought.metadata().head());
      assertNear(metadata.responseTime(), brought.metadata().responseTime());
      assertEquals(0, other.count(Counter.FAILURES));
    }
  }

  private static void assertNear(Instant expected, Instant found) {
    Duration between = Duration.between(expected, found).abs();
    assertTrue(between.compareTo(Duration.ofSeconds(1)) < 0, () -> expected + " and " + found);
  }

  @Test
  void everyKeyEndsByItself() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url(), "remote.ttl", "90s").ready()) {
      one.push(1, Stored.body(600_000));
      one.tier.invalidated(Stored.key(3), 3, one.clock.instant());
      Lease lease = one.tier.lease(Machine.query(Stored.key(2), 2)).get(20, TimeUnit.SECONDS);
      assertEquals(Lease.State.HELD, lease.state());
      awaitStream(server);
      String[] keys = server.say("KEYS", "*").split("\n", -1);
      assertTrue(keys.length >= 3, () -> String.join(" ", keys));
      for (String key : keys) {
        long left = Long.parseLong(server.say("PTTL", key).substring(1));
        assertTrue(left > 0, key);
        assertTrue(key.endsWith(":inv") || left <= 90_000, key);
      }
    }
  }

  private static void awaitStream(RedisServer server) throws Exception {
    while (!server.say("XLEN", "larder:1:inv").equals(":1")) {
      Thread.sleep(5);
    }
  }

  @Test
  void clocksThatDifferDoNotMatter() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine early = new Machine(directory, server.url(), Duration.ofMinutes(-10)).ready();
        Machine late = new Machine(directory, server.url(), Duration.ofMinutes(10)).ready()) {
      EntryMetadata metadata = early.push(1, Stored.body(10));
      assertEquals(Answer.BROUGHT, late.bring(1));
      assertNear(
          metadata.responseTime().plus(Duration.ofMinutes(20)),
          late.stored(1).metadata().responseTime());
      // What is here is as late.
      Query again =
          new Query(Stored.key(1), 1, late.stored(1).metadata().responseTime(), Machine.LONG);
      assertEquals(Answer.ABSENT, late.bring(again));
      early.push(1, Stored.body(11));
      Query later =
          new Query(Stored.key(1), 1, late.clock.instant().minusSeconds(3600), Machine.LONG);
      assertEquals(Answer.BROUGHT, late.bring(later));
      assertEquals(11, late.stored(1).length());
    }
  }

  @Test
  void aClockThatIsFarOffLeavesTheTierAlone() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine wrong = new Machine(directory, server.url(), Duration.ofHours(2))) {
      wrong.await(RemoteTier.State.OFF);
      assertEquals(Answer.UNKNOWN, wrong.bring(1));
    }
  }

  @Test
  void afterAValidationOnlyTheHeadIsWritten() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready();
        Machine other = new Machine(directory, server.url()).ready()) {
      byte[] body = Stored.body(300_000);
      one.push(1, body);
      assertEquals(Answer.BROUGHT, other.bring(1));
      Entry old = one.stored(1);
      one.store.refresh(Stored.key(1), old, one.metadata(1, one.clock.instant().plusSeconds(60)));
      one.tier.offer(Machine.offer(1, true));
      one.awaitPushes();
      assertEquals(300_000, one.count(Counter.REMOTE_BYTES_PUSHED), "once");
      Query later =
          new Query(Stored.key(1), 1, other.stored(1).metadata().responseTime(), Machine.LONG);
      assertEquals(Answer.BROUGHT, other.bring(later));
      assertArrayEquals(body, Stored.bytes(other.stored(1)));
      // Another body needs all of it.
      one.put(1, Stored.body(300_001));
      one.tier.offer(Machine.offer(1, true));
      one.awaitPushes();
      assertEquals(600_001, one.count(Counter.REMOTE_BYTES_PUSHED));
    }
  }

  @Test
  void variantsOfSeveralMachinesAreInOneIndex() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready();
        Machine other = new Machine(directory, server.url()).ready()) {
      for (int i = 1; i <= 40; i++) {
        Machine machine = i % 2 == 0 ? one : other;
        machine.put(i, Stored.body(i));
        machine.tier.offer(
            new Offer(Stored.key(0), variant(i), Machine.slot(i), Duration.ofHours(1), false));
        machine.awaitPushes();
      }
      List<Variant> found = new ArrayList<>();
      Answer answer =
          one.tier
              .bring(
                  Machine.query(Stored.key(0), 0),
                  (metadata, length, sum) -> {
                    assertEquals(0, length);
                    found.addAll(metadata.variants());
                    return null;
                  })
              .get(20, TimeUnit.SECONDS);
      assertEquals(Answer.BROUGHT, answer);
      assertEquals(32, found.size());
      assertEquals(variant(40), found.get(0));
      assertEquals(variant(9), found.get(31));
      assertEquals(Answer.BROUGHT, one.bring(39));
    }
  }

  private static Variant variant(int number) {
    return new Variant(List.of("accept-language"), "salt" + number, Stored.key(number));
  }

  @Test
  void oneMachineAsksTheOriginAndTheOthersWait() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready();
        Machine other = new Machine(directory, server.url()).ready()) {
      Query query = Machine.query(Stored.key(1), 1);
      Lease held = one.tier.lease(query).get(20, TimeUnit.SECONDS);
      assertEquals(Lease.State.HELD, held.state());
      CompletableFuture<Lease> waits = other.tier.lease(query);
      one.put(1, Stored.body(10));
      assertFalse(waits.isDone());
      one.tier.offer(Machine.offer(1, false));
      held.release();
      assertEquals(Lease.State.STORED, waits.get(20, TimeUnit.SECONDS).state());
      assertEquals(1, other.count(Counter.REMOTE_WAITED));
      assertEquals(Answer.BROUGHT, other.bring(1));
      assertEquals(Lease.State.STORED, one.tier.lease(query).get(20, TimeUnit.SECONDS).state());
      one.awaitPushes();
      Names names = new Names("larder", null);
      assertEquals(":0", server.say("EXISTS", names.lease(names.of(Stored.key(1)))));
    }
  }

  @Test
  void aLeaseIsTakenOverWhenItsHolderIsGone() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready()) {
      Query query = Machine.query(Stored.key(1), 1);
      Names names = new Names("larder", null);
      String lease = names.lease(names.of(Stored.key(1)));
      server.say("SET", lease, "another", "PX", "300");
      Lease taken = one.tier.lease(query).get(20, TimeUnit.SECONDS);
      assertEquals(Lease.State.HELD, taken.state());
      assertEquals(1, one.count(Counter.REMOTE_TAKEN_OVER));
      taken.release();
    }
  }

  @Test
  void aLeaseLastsAsLongAsItsHolderIsAtWork() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready()) {
      Lease held = one.tier.lease(Machine.query(Stored.key(1), 1)).get(20, TimeUnit.SECONDS);
      Names names = new Names("larder", null);
      String lease = names.lease(names.of(Stored.key(1)));
      server.say("PEXPIRE", lease, "60000"); // the next renewal makes it three seconds again
      while (Long.parseLong(server.say("PTTL", lease).substring(1)) > 3000) {
        Thread.sleep(20);
      }
      held.release();
    }
  }

  /** Holds the first number that a server replies, as to what writes an entry, for four seconds. */
  private static FaultyProxy.Fault slowOnce() {
    AtomicBoolean first = new AtomicBoolean(true);
    return (part, length, to) -> {
      if (part[0] == ':' && first.getAndSet(false)) {
        Thread.sleep(4000);
      }
      to.write(part, 0, length);
    };
  }

  /** To push takes longer than a lease lives that nobody renews. */
  @Test
  void aLeaseLastsUntilWhatWasFetchedIsPushed() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        FaultyProxy proxy = new FaultyProxy(server);
        Machine one = new Machine(directory, proxy.url()).ready();
        Machine other = new Machine(directory, server.url()).ready()) {
      Query query = Machine.query(Stored.key(1), 1);
      Lease held = one.tier.lease(query).get(20, TimeUnit.SECONDS);
      one.put(1, Stored.body(4 << 20)); // for so much, a push has six seconds
      CompletableFuture<Lease> waits = other.tier.lease(query);
      proxy.set(slowOnce());
      one.tier.offer(Machine.offer(1, false));
      held.release();
      assertEquals(Lease.State.STORED, waits.get(20, TimeUnit.SECONDS).state());
    }
  }

  @Test
  void whatIsNotStoredIsNotWaitedFor() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready();
        Machine other = new Machine(directory, server.url()).ready()) {
      Query query = Machine.query(Stored.key(1), 1);
      one.tier.lease(query).get(20, TimeUnit.SECONDS).refuse();
      one.awaitPushes();
      assertEquals(
          Lease.State.NOT_WORTH, other.tier.lease(query).get(20, TimeUnit.SECONDS).state());
    }
  }

  @Test
  void aRequestWaitsNoLongerThanItsPatience() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready();
        Machine other = new Machine(directory, server.url()).ready()) {
      Lease held = one.tier.lease(Machine.query(Stored.key(1), 1)).get(20, TimeUnit.SECONDS);
      Query query = new Query(Stored.key(1), 1, null, Duration.ofMillis(80));
      assertEquals(Lease.State.UNKNOWN, other.tier.lease(query).get(20, TimeUnit.SECONDS).state());
      held.release();
    }
  }

  @Test
  void anInvalidationReachesTheOtherMachines() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready();
        Machine other = new Machine(directory, server.url()).ready()) {
      one.push(1, Stored.body(10));
      assertEquals(Answer.BROUGHT, other.bring(1));
      long generation = other.stored(1).metadata().generation();
      Instant before = one.clock.instant();
      one.tier.invalidated(Stored.key(1), 1, one.clock.instant());
      while (other.invalidations.state(1, generation) == Invalidations.State.CURRENT) {
        other.tier.state(); // as with each request
        Thread.sleep(5);
      }
      assertEquals(Answer.ABSENT, other.bring(1));
      // The response to an earlier request is neither pushed nor brought.
      Stored.put(other.store, Stored.key(1), other.metadata(1, before), Stored.body(11));
      other.tier.offer(Machine.offer(1, false));
      other.awaitPushes();
      assertEquals(Answer.ABSENT, one.bring(1));
      Instant after = one.clock.instant().plusSeconds(30);
      Stored.put(other.store, Stored.key(1), other.metadata(1, after), Stored.body(12));
      other.tier.offer(Machine.offer(1, false));
      other.awaitPushes();
      assertEquals(Answer.BROUGHT, one.bring(1));
      assertEquals(12, one.stored(1).length());
    }
  }

  /** It has not heard of the invalidation when it writes, but it looks. */
  @Test
  void whatWasInvalidatedWhileItWasPushedIsRemoved() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready()) {
      one.push(2, Stored.body(10));
      one.put(1, Stored.body(10));
      long micros = Invalidated.micros(Instant.now().plusSeconds(1));
      server.say("XADD", "larder:1:inv", "*", "s", "1", "t", Long.toString(micros));
      one.tier.offer(Machine.offer(1, false));
      one.awaitPushes();
      assertEquals(Answer.ABSENT, one.bring(1));
      assertEquals(Answer.BROUGHT, one.bring(2));
      assertEquals(1, one.count(Counter.REMOTE_PUSHED));
    }
  }

  @Test
  void aSupersededEntryStaysShorter() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready()) {
      one.push(1, Stored.body(10));
      one.tier.superseded(Stored.key(1), Duration.ofSeconds(30));
      one.tier.superseded(Stored.key(1), Duration.ofMinutes(30));
      one.awaitPushes();
      Names names = new Names("larder", null);
      String left = server.say("PTTL", names.entry(names.of(Stored.key(1))));
      assertTrue(Long.parseLong(left.substring(1)) <= 30_000, left);
    }
  }

  @Test
  void anotherKeyOpensNothingAndAnotherNamespaceFindsNothing() throws Exception {
    Path wrong = Files.write(directory.resolve("wrong"), Stored.body(40));
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url(), "remote.key", key()).ready();
        Machine none = new Machine(directory, server.url()).ready();
        Machine another =
            new Machine(directory, server.url(), "remote.key", wrong.toString()).ready();
        Machine elsewhere =
            new Machine(directory, server.url(), "remote.key", key(), "remote.namespace", "other")
                .ready()) {
      one.push(1, Stored.body(10));
      assertEquals(Answer.ABSENT, none.bring(1));
      assertEquals(Answer.ABSENT, another.bring(1));
      assertEquals(Answer.ABSENT, elsewhere.bring(1));
      assertEquals(Answer.BROUGHT, one.bring(1));
    }
  }

  /** It holds no lease, either: others would wait for what it does not push. */
  @Test
  void aMachineThatMayNotPushWritesNothing() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url(), "remote.push", "false").ready();
        Machine other = new Machine(directory, server.url()).ready()) {
      one.put(1, Stored.body(10));
      one.tier.offer(Machine.offer(1, false));
      one.tier.invalidated(Stored.key(1), 1, one.clock.instant());
      one.tier.superseded(Stored.key(1), Duration.ofSeconds(1));
      Query query = Machine.query(Stored.key(2), 2);
      assertEquals(Lease.State.UNKNOWN, one.tier.lease(query).get(20, TimeUnit.SECONDS).state());
      assertEquals(":0", server.say("DBSIZE"));
      Lease held = other.tier.lease(query).get(20, TimeUnit.SECONDS);
      CompletableFuture<Lease> waiting = one.tier.lease(query);
      other.push(2, Stored.body(10));
      assertEquals(Lease.State.STORED, waiting.get(20, TimeUnit.SECONDS).state());
      held.release();
      assertEquals(Answer.BROUGHT, one.bring(2));
    }
  }

  @Test
  void theEndOfAProcessPushesWhatWasOfferedLast() throws Exception {
    try (RedisServer server = RedisServer.start(directory)) {
      Machine one = new Machine(directory, server.url()).ready();
      one.put(1, Stored.body(10));
      Lease held = one.tier.lease(Machine.query(EntryKey.of("held"), 1)).get(20, TimeUnit.SECONDS);
      assertEquals(Lease.State.HELD, held.state());
      one.tier.offer(Machine.offer(1, false));
      one.close();
      assertEquals(":1", server.say("DBSIZE"));
    }
  }

  /** As a program that ends after a PUT. */
  @Test
  void theEndOfAProcessTellsWhatWasInvalidatedLast() throws Exception {
    try (RedisServer server = RedisServer.start(directory)) {
      Machine one = new Machine(directory, server.url()).ready();
      for (int i = 1; i <= 25; i++) {
        one.tier.invalidated(Stored.key(i), i, one.clock.instant());
      }
      one.close();
      assertEquals(":25", server.say("XLEN", "larder:1:inv"));
    }
  }
}
