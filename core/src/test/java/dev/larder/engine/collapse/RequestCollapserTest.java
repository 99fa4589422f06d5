package dev.larder.engine.collapse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who leads, who waits, and for how long. */
class RequestCollapserTest {

  private static final EntryKey KEY = EntryKey.of("one");
  private static final EntryKey OTHER = EntryKey.of("other");

  private final RequestCollapser collapser =
      new RequestCollapser(new FailureLog(new Statistics()), Duration.ofMinutes(1));

  private InFlightFetch fetch(EntryKey key) {
    return new InFlightFetch(collapser, key, "example.org", HeadTimes.UNKNOWN, 0);
  }

  @Test
  void theFirstOfEachResourceLeads() {
    InFlightFetch first = fetch(KEY);
    assertNull(collapser.register(first));
    assertSame(first, collapser.register(fetch(KEY)));
    assertNull(collapser.register(fetch(OTHER)));
  }

  @Test
  void afterALandingTheNextLeads() {
    InFlightFetch first = fetch(KEY);
    collapser.register(first);
    CompletableFuture<Void> waiting = collapser.await(first, null);
    assertFalse(waiting.isDone());
    collapser.end(first, true);
    assertTrue(waiting.isDone());
    assertTrue(first.ended().join());
    assertTrue(collapser.collapses(KEY));
    assertNull(collapser.register(fetch(KEY)));
  }

  @Test
  void whatWasNotStoredIsRemembered() {
    InFlightFetch first = fetch(KEY);
    collapser.register(first);
    collapser.end(first, false);
    assertFalse(collapser.collapses(KEY));
    assertTrue(collapser.collapses(OTHER));
  }

  @Test
  void whatFailedIsNotRemembered() {
    InFlightFetch first = fetch(KEY);
    collapser.register(first);
    CompletableFuture<Void> waiting = collapser.await(first, null);
    collapser.abandon(first);
    assertTrue(waiting.isDone());
    assertTrue(collapser.collapses(KEY));
  }

  @Test
  void whoComesAfterTheLandingDoesNotWait() {
    InFlightFetch first = fetch(KEY);
    collapser.register(first);
    collapser.end(first, true);
    assertTrue(collapser.await(first, null).isDone());
  }

  @Test
  void aFlightThatWasReplacedDoesNotEndTheOther() {
    InFlightFetch first = fetch(KEY);
    InFlightFetch second = fetch(KEY);
    collapser.register(first);
    collapser.abandon(first);
    collapser.register(second);
    collapser.abandon(first);
    assertSame(second, collapser.register(fetch(KEY)));
  }

  @Test
  void aHeadThatDoesNotComeIsNotWaitedForAgain() {
    RequestCollapser impatient =
        new RequestCollapser(new FailureLog(new Statistics()), Duration.ofMillis(1));
    InFlightFetch first = fetch(KEY);
    impatient.register(first);
    impatient.await(first, null).join();
    assertFalse(impatient.collapses(KEY));
    assertFalse(first.ended().isDone());
    assertNull(impatient.register(fetch(KEY)));
  }

  @Test
  void whoHasLessPatienceWaitsNoLongerThanThat() {
    InFlightFetch first = fetch(KEY);
    collapser.register(first);
    collapser.await(first, Duration.ofMillis(1)).join();
    assertFalse(first.ended().isDone());
  }

  @Test
  void aBodyThatDripsIsWaitedForUpToTheLimit() {
    RequestCollapser impatient =
        new RequestCollapser(new FailureLog(new Statistics()), Duration.ofMillis(1));
    InFlightFetch first = fetch(KEY);
    impatient.register(first);
    first.receiving();
    first.received(1);
    impatient.await(first, null).join();
    assertFalse(first.ended().isDone());
  }

  @Test
  void whatIsForgottenIsNotJoined() {
    InFlightFetch first = fetch(KEY);
    collapser.register(first);
    collapser.forget(KEY);
    assertNull(collapser.register(fetch(KEY)));
    assertFalse(first.ended().isDone());
  }

  @Test
  void aBodyThatStallsIsNotWaitedFor() {
    InFlightFetch first = fetch(KEY);
    collapser.register(first);
    CompletableFuture<Void> waiting = collapser.await(first, null);
    first.receiving();
    first.received(10);
    waiting.join();
    assertFalse(collapser.collapses(KEY));
  }

  @Test
  void aBodyHasStoppedWhenSeveralLooksFindTheSame() {
    InFlightFetch fetch = fetch(KEY);
    StallDetector stall = new StallDetector();
    fetch.receiving();
    for (int i = 0; i < 10; i++) {
      fetch.received(i);
      assertFalse(stall.hasStopped(fetch));
    }
    for (int i = 1; i < StallDetector.LOOKS; i++) {
      assertFalse(stall.hasStopped(fetch));
    }
    assertTrue(stall.hasStopped(fetch));
  }

  @Test
  void aBodyThatIsBeingStoredHasNotStopped() {
    InFlightFetch fetch = fetch(KEY);
    StallDetector stall = new StallDetector();
    fetch.receiving();
    fetch.busy(true);
    for (int i = 0; i < 10; i++) {
      assertFalse(stall.hasStopped(fetch), "the first entry of a process takes a while");
    }
    fetch.busy(false);
    for (int i = 1; i < StallDetector.LOOKS; i++) {
      assertFalse(stall.hasStopped(fetch));
    }
    assertTrue(stall.hasStopped(fetch));
  }

  @Test
  void aHeadHasStoppedWhenItTakesLongerThanIsLikely() {
    InFlightFetch fetch =
        new InFlightFetch(collapser, KEY, "example.org", 5 * StallDetector.LOOK_NANOS, 0);
    StallDetector stall = new StallDetector();
    for (int i = 1; i < 5; i++) {
      assertFalse(stall.hasStopped(fetch));
    }
    assertTrue(stall.hasStopped(fetch));
  }

  @Test
  void aHeadThatComesMakesAResourceWorthWaitingForAgain() {
    InFlightFetch first =
        new InFlightFetch(collapser, KEY, "example.org", StallDetector.LOOK_NANOS, 0);
    collapser.register(first);
    collapser.await(first, null).join();
    assertFalse(collapser.collapses(KEY));
    first.receiving();
    assertTrue(collapser.collapses(KEY));
  }

  @Test
  void whoHasLittlePatienceDoesNotBarTheOthers() {
    InFlightFetch first = fetch(KEY);
    collapser.register(first);
    CompletableFuture<Void> waiting = collapser.await(first, null);
    collapser.await(first, Duration.ofMillis(1)).join();
    assertTrue(collapser.collapses(KEY));
    assertSame(first, collapser.register(fetch(KEY)));
    assertFalse(waiting.isDone());
    collapser.end(first, true);
  }

  @Test
  void aHeadIsWaitedForAsLongAsHeadsOfThisUrlOrHostTook() {
    HeadTimes times = new HeadTimes();
    assertEquals(HeadTimes.UNKNOWN, times.patience(KEY, "a"));
    times.took(KEY, "a", TimeUnit.SECONDS.toNanos(3));
    assertEquals(TimeUnit.SECONDS.toNanos(6), times.patience(KEY, "a"));
    assertEquals(TimeUnit.SECONDS.toNanos(6), times.patience(OTHER, "a"));
    times.took(OTHER, "a", TimeUnit.MILLISECONDS.toNanos(1));
    assertEquals(HeadTimes.LEAST, times.patience(OTHER, "a"));
    assertEquals(TimeUnit.SECONDS.toNanos(6), times.patience(KEY, "a"));
    assertEquals(HeadTimes.UNKNOWN, times.patience(OTHER.hex(), "b"));
  }
}
