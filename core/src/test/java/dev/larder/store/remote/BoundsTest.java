package dev.larder.store.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Counter;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.RemoteTier.Answer;
import dev.larder.store.RemoteTier.Lease;
import dev.larder.store.RemoteTier.State;
import dev.larder.store.Stored;
import dev.larder.store.remote.redis.Connections;
import dev.larder.store.remote.redis.FakeServer;
import dev.larder.store.remote.redis.FaultyProxy;
import dev.larder.store.remote.redis.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tier takes at most of a program: threads, memory, and time at the end. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BoundsTest {

  private static final int THREADS = 4;
  private static final int MEBIBYTE = 1 << 20;

  /** So large that much of it is still to come when a transfer is stopped. */
  private static final int LENGTH = 12 * MEBIBYTE;

  @TempDir Path directory = Path.of("");

  @Test
  void aFewDaemonThreadsEndWhenThereIsNothingToDo() throws Exception {
    Statistics statistics = new Statistics();
    ServerClock clock = new ServerClock(InstantSource.system());
    try (Connections none =
            new Connections(
                RedisServer.address("redis://127.0.0.1:1"), "", Path.of(""), clock::time);
        RemoteCalls calls =
            new RemoteCalls(
                none,
                clock,
                Duration.ofSeconds(1),
                Duration.ofMillis(20),
                statistics,
                new FailureLog(statistics))) {
      for (int round = 0; round < 2; round++) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch together = new CountDownLatch(THREADS);
        CountDownLatch all = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
          calls.submit(
              () -> {
                threads.add(Thread.currentThread());
                together.countDown();
                awaited(together);
                all.countDown();
              },
              () -> {});
        }
        awaited(all);
        assertEquals(THREADS, threads.size());
        for (Thread thread : threads) {
          assertTrue(thread.isDaemon(), thread.getName());
          thread.join(20_000);
          assertFalse(thread.isAlive(), thread.getName());
        }
      }
    }
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A push of this length has eighteen seconds. */
  @Test
  void theEndDoesNotWaitForAPushThatStandsStill() throws Exception {
    try (RedisServer server = RedisServer.start(directory)) {
      Machine one = new Machine(directory, server.url()).ready();
      Lease held = one.tier.lease(Machine.query(Stored.key(2), 2)).get(20, TimeUnit.SECONDS);
      assertEquals(Lease.State.HELD, held.state(), "so that it also has a lease to give back");
      one.put(1, Stored.body(15 * MEBIBYTE));
      server.signal("STOP");
      try {
        one.tier.offer(Machine.offer(1, false));
        one.tier.close();
        assertEquals(0, one.count(Counter.REMOTE_BREAKS), "the push still stands");
        assertEquals(0, one.count(Counter.REMOTE_PUSHED));
      } finally {
        server.signal("CONT");
        one.close();
      }
    }
  }

  /** To reach for a server takes three seconds at most. */
  @Test
  void theEndDoesNotWaitForAServerThatIsNotReachedYet() throws Exception {
    try (FakeServer silent = new FakeServer(socket -> {})) {
      Machine one = new Machine(directory, silent.url());
      while (silent.connections() == 0) {
        Thread.sleep(5);
      }
      one.tier.invalidated(Stored.key(1), 1, one.clock.instant());
      one.close();
      assertEquals(State.STARTING, one.tier.state());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTransferHoldsLessThanAMebibyteOfTheHeap(boolean sealed) throws Exception {
    Path key = Files.write(directory.resolve("key"), Stored.body(32));
    String[] settings = sealed ? new String[] {"remote.key", key.toString()} : new String[0];
    try (RedisServer server = RedisServer.start(directory);
        FaultyProxy proxy = new FaultyProxy(server);
        Machine one = new Machine(directory, proxy.url(), settings).ready();
        Machine other = new Machine(directory, proxy.url(), settings).ready()) {
      byte[] body = Stored.body(LENGTH);
      one.push(1, body); // all that is made once
      assertEquals(Answer.BROUGHT, other.bring(1));
      one.put(2, body);

      long before = heap();
      FaultyProxy.Hold write = new FaultyProxy.Hold(":2\r\n:1\r\n".length()); // about the head
      proxy.set(write);
      one.tier.offer(Machine.offer(2, false));
      while (fieldsOfUnfinished(server) < 2 + RemoteEntries.AT_ONCE) {
        Thread.sleep(5);
      }
      assertHeld("writing", before);
      write.goOn();
      one.awaitPushes();
      assertEquals(2, one.count(Counter.REMOTE_PUSHED));

      before = heap();
      FaultyProxy.Hold read = new FaultyProxy.Hold(LENGTH / 2);
      proxy.set(read);
      CompletableFuture<Answer> answer = other.asked(Machine.query(Stored.key(2), 2));
      read.await();
      assertHeld("reading", before);
      assertFalse(answer.isDone());
      read.goOn();
      assertEquals(Answer.BROUGHT, answer.get(20, TimeUnit.SECONDS));
      assertArrayEquals(body, Stored.bytes(other.stored(2)));
    }
  }

  private static void assertHeld(String what, long before) throws InterruptedException {
    long held = heap() - before;
    assertTrue(held < MEBIBYTE, () -> what + " holds " + held + " bytes");
  }

  /** The least of some looks: while a transfer moves, or ends, there is garbage besides. */
  private static long heap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      Thread.sleep(20);
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** How many fields the entry has that is being written, or 0. */
  private static int fieldsOfUnfinished(RedisServer server) throws Exception {
    String temporary = server.say("KEYS", "*:t:*");
    return temporary.contains(":t:")
        ? Integer.parseInt(server.say("HLEN", temporary.lines().toList().get(0)).substring(1))
        : 0;
  }
}
