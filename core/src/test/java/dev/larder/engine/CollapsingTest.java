package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import dev.larder.store.EntryKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several requests for one resource at a time. */
class CollapsingTest {

  private static final ResponseHead FRESH =
      response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"");

  private final Path directory;
  private final Bench bench;

  CollapsingTest(@TempDir Path directory) {
    this.directory = directory;
    bench = new Bench(directory);
  }

  private List<CompletableFuture<RequestDecision>> waiting(Bench at, int number) {
    List<CompletableFuture<RequestDecision>> waiting = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Wait wait = assertInstanceOf(Wait.class, at.exchange(get()).begin());
      waiting.add(wait.released().thenApply(nothing -> wait.resume()));
    }
    return waiting;
  }

  private static void assertForwarded(List<CompletableFuture<RequestDecision>> waiting) {
    for (CompletableFuture<RequestDecision> next : waiting) {
      assertInstanceOf(Forward.class, next.join());
    }
  }

  @Test
  void thoseWhoWaitGetTheEntryOfTheFirst() {
    Forward leader = bench.forwarded(get());
    List<CompletableFuture<RequestDecision>> waiting = waiting(bench, 5);
    EntryRecorder recorder = Bench.relayed(leader.received(FRESH, null));
    recorder.write(List.of(Bench.bytes("bo")));
    waiting.forEach(next -> assertFalse(next.isDone()));
    recorder.write(List.of(Bench.bytes("dy")));
    recorder.complete();
    waiting.forEach(next -> assertEquals("body", bench.served(next.join()).body()));
    assertEquals(1, bench.counts().of(Counter.MISSES));
    assertEquals(5, bench.counts().of(Counter.COLLAPSED));
    bench.assertOneOutcomeEach(6);
  }

  @Test
  void whatComesWhileARequestIsLookedUpIsNotAskedForAgain() {
    Forward leader = bench.forwarded(get());
    EntryRecorder recorder = Bench.relayed(leader.received(FRESH, null));
    recorder.write(List.of(Bench.bytes("body")));
    bench.store.afterOpen = recorder::complete;
    assertEquals("body", bench.served(bench.exchange(get()).begin()).body());
    assertEquals(1, bench.counts().of(Counter.COLLAPSED));
    bench.assertOneOutcomeEach(2);
    assertEquals(
        "body", bench.served(bench.exchange(get()).begin()).body(), "nobody is waited for");
  }

  @Test
  void thoseWhoWaitGetAValidatedResponseToo() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward leader = bench.forwarded(get(), "If-None-Match", "\"a\"");
    List<CompletableFuture<RequestDecision>> waiting = waiting(bench, 2);
    bench.served(leader.received(response(304, "ETag", "\"a\""), null));
    waiting.forEach(next -> assertEquals("body", bench.served(next.join()).body()));
    bench.assertOneOutcomeEach(4);
  }

  @Test
  void aResponseThatIsNotStorableReleasesThemAtOnceAndIsRemembered() {
    Forward leader = bench.forwarded(get());
    List<CompletableFuture<RequestDecision>> waiting = waiting(bench, 3);
    EntryRecorder recorder =
        Bench.relayed(leader.received(response(200, "Cache-Control", "no-store"), null));
    waiting.forEach(next -> assertTrue(next.isDone(), "before the body"));
    assertForwarded(waiting);
    recorder.complete();
    bench.forwarded(get());
    bench.forwarded(get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"failed", "abandoned", "body abandoned", "too large"})
  void aLeaderThatBringsNothingReleasesThem(String how) {
    Forward leader = bench.forwarded(get());
    List<CompletableFuture<RequestDecision>> waiting = waiting(bench, 3);
    switch (how) {
      case "failed" -> leader.failed(new IOException("no network"));
      case "abandoned" -> leader.abandoned();
      case "too large" -> Bench.relay(leader.received(FRESH, null), "x".repeat(Bench.LARGEST + 1));
      default -> Bench.relayed(leader.received(FRESH, null)).abort();
    }
    waiting.forEach(next -> assertTrue(next.isDone(), how));
    assertForwarded(waiting);
  }

  @Test
  void aLeaderThatFailedSaysNothingAboutTheNext() {
    bench.forwarded(get()).failed(new IOException("no network"));
    bench.forwarded(get());
    assertInstanceOf(Wait.class, bench.exchange(get()).begin());
  }

  @Test
  void aBodyThatStallsReleasesThem() {
    Forward leader = bench.forwarded(get());
    List<CompletableFuture<RequestDecision>> waiting = waiting(bench, 3);
    EntryRecorder recorder = Bench.relayed(leader.received(FRESH, null));
    recorder.write(List.of(Bench.bytes("bo")));
    assertForwarded(waiting);
    recorder.write(List.of(Bench.bytes("dy")));
    recorder.complete();
    assertEquals("body", bench.served(bench.exchange(get()).begin()).body());
  }

  @Test
  void aHeadThatDoesNotComeReleasesWhoWaits() {
    Bench impatient = new Bench(directory, Duration.ofMillis(1));
    impatient.forwarded(get());
    assertForwarded(waiting(impatient, 1));
  }

  @Test
  void whoHasWaitedOnceDoesNotWaitAgain() {
    Forward leader = bench.forwarded(get());
    List<CompletableFuture<RequestDecision>> waiting = waiting(bench, 3);
    leader.abandoned();
    assertForwarded(waiting);
    Forward next = bench.forwarded(get());
    List<CompletableFuture<RequestDecision>> others = waiting(bench, 3);
    next.abandoned();
    assertForwarded(others);
  }

  @Test
  void onlyWhatMayBeSharedIsWaitedFor() {
    bench.forwarded(get());
    for (RequestHead other :
        List.of(
            get("Cookie", "a=b"),
            get("Authorization", "Basic eDp5"),
            get("Range", "bytes=0-1"),
            get("If-None-Match", "\"x\""),
            Bench.request("HEAD"))) {
      Exchange exchange = bench.exchange(other);
      assertInstanceOf(Forward.class, exchange.begin(), other::toString);
      exchange.abandoned();
    }
  }

  @Test
  void withoutCollapsingEachGoesByItself() {
    Bench alone = new Bench(directory, null);
    alone.forwarded(get());
    alone.forwarded(get());
  }

  @Test
  void aFailureWhileLookingAgainSendsThemOn() {
    Forward leader = bench.forwarded(get());
    List<CompletableFuture<RequestDecision>> waiting = waiting(bench, 2);
    EntryRecorder recorder = Bench.relayed(leader.received(FRESH, null));
    recorder.write(List.of(Bench.bytes("body")));
    bench.store.place = FaultyStore.Place.OPEN;
    recorder.complete();
    assertForwarded(waiting);
    assertTrue(bench.counts().of(Counter.FAILURES) >= 2);
  }

  /** What is claimed, as processes see it that use one directory. */
  private final Set<EntryKey> claimed = ConcurrentHashMap.newKeySet();

  private int claims;

  /** Another process on the same directory. */
  private Bench process(Duration maxWait) {
    Bench process = new Bench(directory, maxWait);
    process.cache.setFetchLocks(
        key -> {
          claims++;
          return claimed.add(key) ? () -> claimed.remove(key) : null;
        });
    return process;
  }

  @Test
  void thoseWhoWaitForAnotherProcessGetItsEntry() {
    Bench one = process(Duration.ofMinutes(1));
    Bench other = process(Duration.ofMinutes(1));
    Forward leader = one.forwarded(get());
    List<CompletableFuture<RequestDecision>> waiting = waiting(other, 5);
    Bench.relay(leader.received(FRESH, null), "body");
    waiting.forEach(next -> assertEquals("body", other.served(next.join()).body()));
    assertEquals(0, other.counts().of(Counter.MISSES));
    assertEquals(5, other.counts().of(Counter.COLLAPSED));
    assertEquals(Set.of(), claimed);
  }

  @Test
  void aProcessThatHasDiedIsWaitedForNoLonger() {
    Bench one = process(Duration.ofMinutes(1));
    Bench other = process(Duration.ofMinutes(1));
    one.forwarded(get());
    Wait wait = assertInstanceOf(Wait.class, other.exchange(get()).begin());
    List<CompletableFuture<RequestDecision>> behind = waiting(other, 2);
    claimed.clear();
    wait.released().join();
    Forward first = assertInstanceOf(Forward.class, wait.resume());
    behind.forEach(next -> assertFalse(next.isDone(), "they wait for the first of their own"));
    Bench.relay(first.received(FRESH, null), "body");
    behind.forEach(next -> assertEquals("body", other.served(next.join()).body()));
  }

  @Test
  void whatAnotherProcessDoesNotStoreIsFetchedByEach() {
    Bench one = process(Duration.ofMinutes(1));
    Bench other = process(Duration.ofMinutes(1));
    ResponseHead unwilling = response(200, "Cache-Control", "no-store");
    Forward leader = one.forwarded(get());
    Wait wait = assertInstanceOf(Wait.class, other.exchange(get()).begin());
    leader.received(unwilling, null);
    wait.released().join();
    Forward first = assertInstanceOf(Forward.class, wait.resume());
    first.received(unwilling, null);
    int before = claims;
    one.forwarded(get());
    other.forwarded(get());
    assertEquals(before, claims, "both have learned that");
  }

  @Test
  void anotherProcessIsNotWaitedForBeyondTheLimit() {
    Bench one = process(Duration.ofMinutes(1));
    Bench impatient = process(Duration.ofMillis(1));
    one.forwarded(get());
    assertForwarded(waiting(impatient, 1));
  }

  @Test
  void aBodyThatStallsDoesNotHoldUpOtherProcesses() {
    Bench one = process(Duration.ofMinutes(1));
    Bench other = process(Duration.ofMinutes(1));
    Forward leader = one.forwarded(get());
    List<CompletableFuture<RequestDecision>> waiting = waiting(other, 1);
    Bench.relayed(leader.received(FRESH, null)).write(List.of(Bench.bytes("bo")));
    assertForwarded(waiting);
  }

  @Test
  void whoGivesUpWaitingForAnotherProcessReleasesThoseBehind() {
    Bench one = process(Duration.ofMinutes(1));
    Bench other = process(Duration.ofMinutes(1));
    one.forwarded(get());
    Exchange first = other.exchange(get());
    assertInstanceOf(Wait.class, first.begin());
    List<CompletableFuture<RequestDecision>> behind = waiting(other, 2);
    first.abandoned();
    assertForwarded(behind);
  }

  @Test
  void whoWaitsForNobodyDoesNotWaitForAnotherProcess() {
    process(Duration.ofMinutes(1)).forwarded(get());
    Exchange alone = process(Duration.ofMinutes(1)).exchange(get());
    assertInstanceOf(Forward.class, alone.begin(Exchange.Options.ALONE));
  }

  @Test
  void whoWaitsForNobodyLeavesNothingThatLooks() throws Exception {
    process(Duration.ofMinutes(1)).forwarded(get());
    Exchange alone = process(Duration.ofMinutes(1)).exchange(get());
    assertInstanceOf(Forward.class, alone.begin(Exchange.Options.ALONE));
    int before = claims;
    Thread.sleep(100);
    assertEquals(before, claims, "who waits looks every 15 ms");
  }

  @Test
  void anotherProcessWhoseHeadDoesNotComeIsNotWaitedFor() {
    process(Duration.ofMinutes(1)).forwarded(get());
    assertForwarded(waiting(process(Duration.ofMinutes(1)), 1));
  }

  @Test
  void aHeadThatDoesNotComeHoldsUpNobodyForLong() {
    bench.forwarded(get());
    assertForwarded(waiting(bench, 3));
    bench.forwarded(get());
  }

  @Test
  void oneUserDoesNotWaitForAnother() {
    bench.forwarded(get("Authorization", "Bearer a"));
    assertInstanceOf(Forward.class, bench.exchange(get("Authorization", "Bearer b")).begin());
    Exchange same = bench.exchange(get("Authorization", "Bearer a"));
    assertInstanceOf(Wait.class, same.begin());
  }

  @Test
  void whoWantsTheOriginsAnswerDoesNotWait() {
    bench.forwarded(get());
    assertInstanceOf(Forward.class, bench.exchange(get("Cache-Control", "no-cache")).begin());
  }
}
