package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.lookup.KeyResolver;
import dev.larder.stats.Counter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that share a remote tier ask the origin once for each object. */
class RemoteTierTest {

  private static final int MACHINES = 5;

  private Fleet fleet;

  @BeforeEach
  void open(@TempDir Path directory) {
    fleet = new Fleet(directory, MACHINES);
  }

  @AfterEach
  void close() {
    for (Bench machine : fleet.machines) {
      assertEquals(0, machine.counts().of(Counter.FAILURES));
    }
    fleet.close();
  }

  /** All machines ask at once. */
  private void together() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(MACHINES);
    try {
      List<Callable<Bench.Seen>> all = new ArrayList<>();
      for (Bench machine : fleet.machines) {
        all.add(() -> fleet.exchange(machine, get()));
      }
      for (Future<Bench.Seen> seen : threads.invokeAll(all)) {
        assertEquals(fleet.body, seen.get().body());
      }
      fleet.server.settle();
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void whatOneMachineHasFetchedTheOthersBring() throws Exception {
    for (int i = 0; i < MACHINES; i++) {
      assertEquals("body", fleet.get(i).body());
    }
    fleet.assertOrigin(1, 0);
    Bench second = fleet.machines.get(1);
    assertEquals(1, second.counts().of(Counter.REMOTE_ASKED));
    assertEquals(1, second.counts().of(Counter.REMOTE_BROUGHT));
    assertEquals(4, second.counts().of(Counter.REMOTE_BYTES_BROUGHT));
    assertEquals(1, second.counts().of(Counter.HITS_DISK));
    assertEquals(1, second.counts().remoteTimes().count());
    assertEquals(1, fleet.machines.get(0).counts().of(Counter.REMOTE_ABSENT));
  }

  /** HEAD, a range and a condition are answered from the whole response. */
  @Test
  void requestsForLessBringWhatIsSmall() throws Exception {
    fleet.get(0);
    assertEquals(200, fleet.get(1, Bench.request("HEAD")).head().status());
    Bench.Seen part = fleet.get(2, get("Range", "bytes=1-2"));
    assertEquals(206, part.head().status());
    assertEquals("od", part.body());
    assertEquals(304, fleet.get(3, get("If-None-Match", "\"a\"")).head().status());
    fleet.assertOrigin(1, 0);
    assertTrue(fleet.machines.get(1).hits(get()), "all of it was brought");
  }

  @Test
  void requestsForLessDoNotBringWhatIsLarge() throws Exception {
    fleet.body = "b".repeat(300_000);
    fleet.get(0);
    assertFalse(fleet.get(1, Bench.request("HEAD")).fromCache());
    assertEquals(0, fleet.machines.get(1).counts().of(Counter.REMOTE_BROUGHT));
    assertTrue(fleet.get(1).fromCache());
    assertEquals(1, fleet.machines.get(1).counts().of(Counter.REMOTE_BROUGHT));
  }

  @Test
  void clientsOfDecodedBodiesShareWithEachOtherOnly() throws Exception {
    for (int i = 0; i < 3; i++) {
      ClientRequest request =
          i == 0 ? ClientRequest.of("a", get()) : ClientRequest.in(KeyResolver.DECODED, "b", get());
      Exchange exchange = fleet.machines.get(i).cache.exchange(request);
      RequestDecision decision = exchange.begin(Exchange.Options.handingOut(true, head -> true));
      if (decision instanceof Wait wait) {
        wait.released().get();
        decision = wait.resume();
      }
      assertEquals(i == 2, decision instanceof RequestDecision.Serve);
      if (decision instanceof Forward forward) {
        Bench.relay(forward.received(fleet.answer, null), "body" + i);
        fleet.server.settle();
      }
    }
  }

  @Test
  void aHitIsLocalAndAsksNobody() throws Exception {
    fleet.get(0);
    fleet.get(1);
    int asked = fleet.tiers.get(1).asked.size();
    assertTrue(fleet.machines.get(1).hits(get()));
    fleet.server.settle();
    assertEquals(asked, fleet.tiers.get(1).asked.size());
    assertEquals(1, fleet.machines.get(1).counts().of(Counter.REMOTE_ASKED));
  }

  @Test
  void machinesThatAskAtOnceFetchOnce() throws Exception {
    fleet.delay = Duration.ofMillis(100);
    together();
    fleet.assertOrigin(1, 0);
  }

  @Test
  void machinesThatAskAtOnceValidateOnce() throws Exception {
    for (int i = 0; i < MACHINES; i++) {
      fleet.get(i);
    }
    fleet.passSeconds(61);
    fleet.delay = Duration.ofMillis(100);
    together();
    fleet.assertOrigin(1, 1);
    together();
    fleet.assertOrigin(1, 1);
  }

  @Test
  void whatAnotherMachineHasValidatedIsBroughtWithoutItsBody() throws Exception {
    fleet.get(0);
    fleet.get(1);
    fleet.passSeconds(61);
    fleet.get(0);
    fleet.assertOrigin(1, 1);
    assertTrue(fleet.get(1).fromCache());
    fleet.assertOrigin(1, 1);
    assertEquals(2, fleet.machines.get(1).counts().of(Counter.REMOTE_BROUGHT));
    assertEquals(4, fleet.machines.get(1).counts().of(Counter.REMOTE_BYTES_BROUGHT));
    assertTrue(fleet.machines.get(1).hits(get()));
  }

  @Test
  void aLaterResponseOfAnotherMachineReplacesAStaleOne() throws Exception {
    fleet.get(0);
    fleet.get(1);
    fleet.passSeconds(61);
    fleet.answer = response(200, "Cache-Control", "max-age=60", "ETag", "\"b\"");
    fleet.body = "new";
    fleet.get(0);
    assertEquals("new", fleet.get(1).body());
    fleet.assertOrigin(2, 0);
  }

  @Test
  void aStaleResponseIsBroughtAndValidated() throws Exception {
    fleet.get(0);
    fleet.passSeconds(61);
    assertTrue(fleet.get(1).fromCache());
    fleet.assertOrigin(1, 1);
    assertTrue(fleet.get(2).fromCache());
    fleet.assertOrigin(1, 1);
  }

  @Test
  void aMachineThatDiesCostsOneRequestMore() throws Exception {
    Bench dying = fleet.machines.get(0);
    Wait wait = (Wait) dying.exchange(get()).begin();
    wait.released().join();
    assertTrue(wait.resume() instanceof Forward);
    fleet.tiers.get(0).die();
    for (int i = 1; i < MACHINES; i++) {
      fleet.get(i);
    }
    fleet.assertOrigin(1, 0);
  }

  @Test
  void aRequestThatIsGivenUpHoldsNobodyUp() throws Exception {
    Exchange given = fleet.machines.get(0).exchange(get());
    Wait wait = (Wait) given.begin();
    wait.released().join();
    given.abandoned();
    assertFalse(fleet.get(1).fromCache());
    fleet.assertOrigin(1, 0);
  }

  @Test
  void nobodyWaitsForWhatIsNotStored() throws Exception {
    fleet.answer = response(200, "Cache-Control", "no-store");
    for (int i = 0; i < MACHINES; i++) {
      fleet.get(i);
    }
    fleet.assertOrigin(MACHINES, 0);
    fleet.delay = Duration.ofMillis(50);
    together();
    fleet.assertOrigin(2 * MACHINES, 0);
  }

  @Test
  void nobodyWaitsForWhatIsStoredForOneMachineOnly() throws Exception {
    fleet.answer = response(200, "Cache-Control", "private, max-age=60");
    for (int i = 0; i < MACHINES; i++) {
      fleet.get(i);
      assertTrue(fleet.machines.get(i).hits(get()));
    }
    fleet.assertOrigin(MACHINES, 0);
    assertTrue(fleet.server.values.isEmpty());
  }

  @Test
  void eachVariantIsFetchedOnce() throws Exception {
    fleet.answer = response(200, "Cache-Control", "max-age=60", "Vary", "Accept-Language");
    for (String language : List.of("en", "de", "fr")) {
      fleet.body = language;
      for (int i = 0; i < MACHINES; i++) {
        assertEquals(language, fleet.get(i, get("Accept-Language", language)).body());
      }
    }
    fleet.assertOrigin(3, 0);
    assertEquals(4, fleet.server.values.size());
    for (Bench machine : fleet.machines) {
      assertTrue(machine.hits(get("Accept-Language", "en")));
    }
  }

  @Test
  void aVariantThatIsStoredAtTheSameTimeAsAnotherOneIsBrought() throws Exception {
    fleet.answer = response(200, "Cache-Control", "max-age=60", "Vary", "Accept-Language");
    fleet.get(0, get("Accept-Language", "en"));
    Wait first = (Wait) fleet.machines.get(0).exchange(get("Accept-Language", "de")).begin();
    first.released().join();
    Forward forward = (Forward) first.resume();
    Bench second = fleet.machines.get(1);
    Wait waits = (Wait) second.exchange(get("Accept-Language", "de")).begin();
    fleet.server.settle();
    Bench.relay(forward.received(fleet.answer, null), "de");
    waits.released().join();
    assertEquals("de", second.served(waits.resume()).body());
    fleet.assertOrigin(1, 0);
  }

  @Test
  void eachVariantIsValidatedOnce() throws Exception {
    fleet.answer =
        response(200, "Cache-Control", "max-age=60", "Vary", "Accept-Language", "ETag", "\"v\"");
    for (int i = 0; i < MACHINES; i++) {
      fleet.get(i, get("Accept-Language", "en"));
    }
    fleet.passSeconds(61);
    for (int i = 0; i < MACHINES; i++) {
      assertTrue(fleet.get(i, get("Accept-Language", "en")).fromCache());
    }
    fleet.assertOrigin(1, 1);
  }

  @Test
  void anInvalidationReachesTheOthers() throws Exception {
    for (int i = 0; i < MACHINES; i++) {
      fleet.get(i);
    }
    fleet.passSeconds(1);
    fleet.body = "new";
    fleet.answer = response(200, "Cache-Control", "max-age=60");
    Bench.relay(
        fleet.machines.get(0).forward(Bench.request("PUT")).received(response(204), null), "");
    fleet.server.settle();
    for (int i = 0; i < MACHINES; i++) {
      assertEquals("new", fleet.get(i).body());
    }
    fleet.assertOrigin(2, 0);
  }

  @Test
  void whatWasAskedForBeforeAnInvalidationIsNotPushed() throws Exception {
    Bench first = fleet.machines.get(0);
    Wait wait = (Wait) first.exchange(get()).begin();
    wait.released().join();
    Forward forward = (Forward) wait.resume();
    fleet.passSeconds(1);
    Bench.relay(
        fleet.machines.get(1).forward(Bench.request("PUT")).received(response(204), null), "");
    fleet.server.settle();
    Bench.relay(forward.received(fleet.answer, null), "old");
    fleet.server.settle();
    assertTrue(fleet.server.values.isEmpty());
    fleet.body = "new";
    assertEquals("new", fleet.get(2).body());
    assertEquals("new", fleet.get(0).body());
    fleet.assertOrigin(1, 0);
  }
}
