package dev.larder.store.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Counter;
import dev.larder.store.Entry;
import dev.larder.store.RemoteTier.Answer;
import dev.larder.store.RemoteTier.Lease;
import dev.larder.store.RemoteTier.Query;
import dev.larder.store.RemoteTier.State;
import dev.larder.store.Stored;
import dev.larder.store.remote.redis.FaultyProxy;
import dev.larder.store.remote.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that fails: whoever asks goes on without it, and it is asked again when it answers. */
class FaultsTest {

  @TempDir Path directory = Path.of("");

  private static final Query SOON = new Query(Stored.key(1), 1, null, Duration.ofMillis(50));

  @Test
  void aServerThatIsNotThereIsFoundWhenItComes() throws Exception {
    int port = RedisServer.freePort();
    try (Machine one = new Machine(directory, "redis://127.0.0.1:" + port).await(State.AWAY)) {
      assertEquals(Answer.UNKNOWN, one.bring(1));
      assertEquals(Lease.State.UNKNOWN, one.tier.lease(SOON).get(20, TimeUnit.SECONDS).state());
      one.tier.offer(Machine.offer(1, false));
      one.tier.invalidated(Stored.key(2), 2, one.clock.instant());
      try (RedisServer server = RedisServer.start(directory, port)) {
        one.ready();
        one.push(1, Stored.body(10));
        assertEquals(Answer.BROUGHT, one.bring(1));
        while (!server.say("XLEN", "larder:1:inv").equals(":1")) {
          one.tier.state();
          Thread.sleep(5); // what was invalidated meanwhile is told
        }
      }
    }
  }

  @Test
  void aServerThatStopsIsAskedAgainWhenItGoesOn() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url(), "remote.patience", "300ms").ready()) {
      one.push(1, Stored.body(10));
      server.signal("STOP");
      try {
        Answer answer =
            one.tier.bring(SOON, (metadata, length, sum) -> null).get(20, TimeUnit.SECONDS);
        assertEquals(Answer.UNKNOWN, answer);
        one.await(State.AWAY);
        assertEquals(1, one.count(Counter.REMOTE_BREAKS));
        assertEquals(Answer.UNKNOWN, one.bring(1));
      } finally {
        server.signal("CONT");
      }
      one.ready();
      assertEquals(Answer.BROUGHT, one.bring(1));
    }
  }

  /** More ask than the tier has threads, and each thread waits for the server. */
  @Test
  void nobodyWaitsForTheOthers() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready()) {
      server.signal("STOP");
      try {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          answers.add(one.tier.bring(SOON, (metadata, length, sum) -> null));
        }
        for (CompletableFuture<Answer> answer : answers) {
          assertEquals(Answer.UNKNOWN, answer.get(5, TimeUnit.SECONDS));
        }
        assertEquals(State.READY, one.tier.state(), "the threads still wait");
      } finally {
        server.signal("CONT");
      }
    }
  }

  @Test
  void aServerThatWasKilledIsAskedAgainWhenItIsBack() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready()) {
      one.push(1, Stored.body(10));
      server.kill();
      assertEquals(Answer.UNKNOWN, one.bring(1));
      assertEquals(State.AWAY, one.tier.state());
      server.restart();
      one.ready();
      assertEquals(Answer.ABSENT, one.bring(1));
      one.push(1, Stored.body(10));
      assertEquals(Answer.BROUGHT, one.bring(1));
    }
  }

  @Test
  void aFullServerIsStillRead() throws Exception {
    try (RedisServer server = RedisServer.start(directory, "--maxmemory-policy", "noeviction");
        Machine one = new Machine(directory, server.url()).ready()) {
      one.push(1, Stored.body(10));
      server.say("CONFIG", "SET", "maxmemory", "1");
      one.put(2, Stored.body(10));
      one.tier.offer(Machine.offer(2, false));
      while (one.count(Counter.REMOTE_REFUSED) == 0) {
        Thread.sleep(5);
      }
      assertEquals(Answer.BROUGHT, one.bring(1));
      assertEquals(Lease.State.UNKNOWN, one.tier.lease(SOON).get(20, TimeUnit.SECONDS).state());
      one.tier.offer(Machine.offer(2, false));
      while (one.count(Counter.REMOTE_DROPPED) == 0) {
        Thread.sleep(5);
      }
      assertEquals(State.READY, one.tier.state());
      assertEquals(1, one.count(Counter.REMOTE_REFUSED), "it pauses");
    }
  }

  @Test
  void aReplicaIsStillRead() throws Exception {
    try (RedisServer master = RedisServer.start(directory);
        RedisServer replica =
            RedisServer.start(
                directory,
                "--replicaof",
                "127.0.0.1 " + master.port(),
                "--repl-diskless-load",
                "on-empty-db");
        Machine writes = new Machine(directory, master.url()).ready();
        Machine reads = new Machine(directory, replica.url()).ready()) {
      writes.push(1, Stored.body(10));
      while (!replica.say("DBSIZE").equals(master.say("DBSIZE"))) {
        Thread.sleep(5);
      }
      assertEquals(Answer.BROUGHT, reads.bring(1));
      Query another = Machine.query(Stored.key(2), 2);
      assertEquals(
          Lease.State.UNKNOWN, reads.tier.lease(another).get(20, TimeUnit.SECONDS).state());
      assertEquals(1, reads.count(Counter.REMOTE_REFUSED));
      assertEquals(State.READY, reads.tier.state());
    }
  }

  /** The other machine has no directory that could be written to. */
  @Test
  void aLocalFailureIsNotTheServers() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready();
        Machine other = new Machine(directory, server.url()).ready()) {
      one.push(1, Stored.body(1000));
      other.store.close();
      assertEquals(Answer.UNKNOWN, other.bring(1));
      assertEquals(State.READY, other.tier.state());
      assertEquals(0, other.count(Counter.REMOTE_BREAKS));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"volatile-lru", "allkeys-lfu"})
  void evictionByTheServerIsAMiss(String policy) throws Exception {
    try (RedisServer server =
            RedisServer.start(directory, "--maxmemory", "20mb", "--maxmemory-policy", policy);
        Machine one = new Machine(directory, server.url()).ready();
        Machine other = new Machine(directory, server.url()).ready()) {
      for (int i = 1; i <= 40; i++) {
        one.push(i, Stored.body(1_000_000 + i));
      }
      int brought = 0;
      for (int i = 1; i <= 40; i++) {
        if (other.bring(i) == Answer.BROUGHT) {
          brought++;
          assertArrayEquals(Stored.body(1_000_000 + i), Stored.bytes(other.stored(i)));
        } else {
          assertFalse(other.has(i));
        }
      }
      assertTrue(brought > 0 && brought < 40, brought + " brought");
      assertEquals(0, other.count(Counter.FAILURES));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 100_000, 262_300, 600_000})
  void aBodyThatIsCutIsNotStored(int bytes) throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready();
        FaultyProxy proxy = new FaultyProxy(server);
        Machine other = new Machine(directory, proxy.url()).ready()) {
      one.push(1, Stored.body(1_000_000));
      proxy.set(FaultyProxy.cutAfter(bytes));
      assertEquals(Answer.UNKNOWN, other.bring(1));
      assertFalse(other.has(1));
      proxy.set(FaultyProxy.NONE);
      other.ready();
      assertEquals(Answer.BROUGHT, other.bring(1));
      Entry brought = other.stored(1);
      assertArrayEquals(Stored.body(1_000_000), Stored.bytes(brought));
    }
  }

  /** A head that comes too late is not used: the caller has gone on. */
  @Test
  void aLateHeadIsNotUsed() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Machine one = new Machine(directory, server.url()).ready()) {
      one.push(1, Stored.body(10));
      AtomicInteger begun = new AtomicInteger();
      server.signal("STOP");
      try {
        Answer answer =
            one.tier
                .bring(
                    SOON,
                    (metadata, length, sum) -> {
                      begun.incrementAndGet();
                      return null;
                    })
                .get(20, TimeUnit.SECONDS);
        assertEquals(Answer.UNKNOWN, answer);
      } finally {
        server.signal("CONT");
      }
      assertEquals(Answer.BROUGHT, one.bring(1));
      one.awaitPushes();
      assertEquals(0, begun.get());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"remote.key", "remote.password-file", "remote.ca"})
  void aFileThatIsMissingLeavesTheTierOff(String setting) throws Exception {
    String missing = directory.resolve("missing").toString();
    try (RedisServer server = RedisServer.start(directory);
        Machine one =
            new Machine(directory, server.url().replace("redis:", "rediss:"), setting, missing)) {
      one.await(setting.equals("remote.ca") ? State.AWAY : State.OFF);
      assertEquals(Answer.UNKNOWN, one.bring(1));
      assertTrue(one.count(Counter.FAILURES) > 0);
    }
  }
}
