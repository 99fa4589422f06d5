package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.RequestHead;
import dev.larder.stats.Counter;
import dev.larder.store.RemoteTier;
import dev.larder.store.remote.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engines of machines with directories of their own, over one real server. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RedisFleetTest {

  private static final int MACHINES = 5;

  private RedisServer server;
  private Fleet fleet;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    server = RedisServer.start(directory);
    fleet = new Fleet(directory, 0);
    for (int i = 0; i < MACHINES; i++) {
      fleet.connect(directory.resolve("m" + i), server.url());
    }
    for (Bench machine : fleet.machines) {
      Fleet.await(machine, RemoteTier.State.READY);
    }
  }

  @AfterEach
  void close() {
    for (Bench machine : fleet.machines) {
      machine.cache.close();
      assertEquals(0, machine.counts().of(Counter.FAILURES));
    }
    server.close();
  }

  private void together(RequestHead request) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(MACHINES);
    try {
      List<Callable<Bench.Seen>> all = new ArrayList<>();
      for (Bench machine : fleet.machines) {
        all.add(() -> fleet.exchange(machine, request));
      }
      for (Future<Bench.Seen> seen : threads.invokeAll(all)) {
        assertEquals(fleet.body, seen.get().body());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void eachObjectIsFetchedOnceAndValidatedOnce() throws Exception {
    for (Bench machine : fleet.machines) {
      assertEquals("body", fleet.exchange(machine, get()).body());
    }
    fleet.assertOrigin(1, 0);
    fleet.passSeconds(61);
    for (Bench machine : fleet.machines) {
      assertTrue(fleet.exchange(machine, get()).fromCache());
    }
    fleet.assertOrigin(1, 1);
  }

  @Test
  void machinesThatAskAtOnceFetchOnceAndValidateOnce() throws Exception {
    fleet.delay = Duration.ofMillis(50);
    fleet.body = "b".repeat(700_000);
    together(get());
    fleet.assertOrigin(1, 0);
    fleet.passSeconds(61);
    together(get());
    fleet.assertOrigin(1, 1);
  }

  @Test
  void eachVariantIsFetchedOnceAndValidatedOnce() throws Exception {
    eachAsksFor("en", "de");
    fleet.assertOrigin(2, 0);
    fleet.passSeconds(61);
    eachAsksFor("en", "de");
    fleet.assertOrigin(2, 2);
  }

  @Test
  void theOnlyVariantIsFetchedOnceAndValidatedOnce() throws Exception {
    eachAsksFor("en");
    fleet.assertOrigin(1, 0);
    fleet.passSeconds(61);
    eachAsksFor("en");
    fleet.assertOrigin(1, 1);
  }

  @Test
  void whoHasOnlyHitsHearsWhatOthersInvalidate() throws Exception {
    Bench writer = fleet.machines.get(0);
    Bench reader = fleet.machines.get(1);
    fleet.exchange(writer, get());
    assertTrue(fleet.exchange(reader, get()).fromCache());
    fleet.passSeconds(1);
    fleet.body = "new";
    Bench.relay(writer.forward(Bench.request("PUT")).received(response(204), null), "");
    String seen = "body";
    while (seen.equals("body")) {
      Thread.sleep(20);
      seen = fleet.exchange(reader, get()).body();
    }
    assertEquals("new", seen);
  }

  private void eachAsksFor(String... languages) throws Exception {
    for (String language : languages) {
      String tag = '"' + language + '"';
      fleet.answer =
          response(200, "Cache-Control", "max-age=60", "Vary", "Accept-Language", "ETag", tag);
      for (Bench machine : fleet.machines) {
        fleet.exchange(machine, get("Accept-Language", language));
      }
    }
  }
}
