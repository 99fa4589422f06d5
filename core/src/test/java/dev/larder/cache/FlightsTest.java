package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who leads, who waits, and for how long. */
class FlightsTest {

  private static final EntryKey KEY = EntryKey.of("one");
  private static final EntryKey OTHER = EntryKey.of("other");

  private final Flights flights =
      new Flights(new FailureLog(new Statistics()), Duration.ofMinutes(1));

  private InFlightFetch fetch(EntryKey key) {
    return new InFlightFetch(flights, key, "example.org", HeadTimes.UNKNOWN);
  }

  @Test
  void theFirstOfEachResourceLeads() {
    InFlightFetch first = fetch(KEY);
    assertNull(flights.depart(first));
    assertSame(first, flights.depart(fetch(KEY)));
    assertNull(flights.depart(fetch(OTHER)));
  }

  @Test
  void afterALandingTheNextLeads() {
    InFlightFetch first = fetch(KEY);
    flights.depart(first);
    CompletableFuture<Void> waiting = flights.await(first, null);
    assertFalse(waiting.isDone());
    flights.end(first, true);
    assertTrue(waiting.isDone());
    assertTrue(first.ended().join());
    assertTrue(flights.collapses(KEY));
    assertNull(flights.depart(fetch(KEY)));
  }

  @Test
  void whatWasNotStoredIsRemembered() {
    InFlightFetch first = fetch(KEY);
    flights.depart(first);
    flights.end(first, false);
    assertFalse(flights.collapses(KEY));
    assertTrue(flights.collapses(OTHER));
  }

  @Test
  void whatFailedIsNotRemembered() {
    InFlightFetch first = fetch(KEY);
    flights.depart(first);
    CompletableFuture<Void> waiting = flights.await(first, null);
    flights.abandon(first);
    assertTrue(waiting.isDone());
    assertTrue(flights.collapses(KEY));
  }

  @Test
  void whoComesAfterTheLandingDoesNotWait() {
    InFlightFetch first = fetch(KEY);
    flights.depart(first);
    flights.end(first, true);
    assertTrue(flights.await(first, null).isDone());
  }

  @Test
  void aFlightThatWasReplacedDoesNotEndTheOther() {
    InFlightFetch first = fetch(KEY);
    InFlightFetch second = fetch(KEY);
    flights.depart(first);
    flights.abandon(first);
    flights.depart(second);
    flights.abandon(first);
    assertSame(second, flights.depart(fetch(KEY)));
  }

  @Test
  void aHeadThatDoesNotComeIsNotWaitedForAgain() {
    Flights impatient = new Flights(new FailureLog(new Statistics()), Duration.ofMillis(1));
    InFlightFetch first = fetch(KEY);
    impatient.depart(first);
    impatient.await(first, null).join();
    assertFalse(impatient.collapses(KEY));
    assertFalse(first.ended().isDone());
    assertNull(impatient.depart(fetch(KEY)));
  }

  @Test
  void whoHasLessPatienceWaitsNoLongerThanThat() {
    InFlightFetch first = fetch(KEY);
    flights.depart(first);
    flights.await(first, Duration.ofMillis(1)).join();
    assertFalse(first.ended().isDone());
  }

  @Test
  void aBodyThatDripsIsWaitedForUpToTheLimit() {
    Flights impatient = new Flights(new FailureLog(new Statistics()), Duration.ofMillis(1));
    InFlightFetch first = fetch(KEY);
    impatient.depart(first);
    first.receiving();
    first.received(1);
    impatient.await(first, null).join();
    assertFalse(first.ended().isDone());
  }

  @Test
  void whatIsForgottenIsNotJoined() {
    InFlightFetch first = fetch(KEY);
    flights.depart(first);
    flights.forget(KEY);
    assertNull(flights.depart(fetch(KEY)));
    assertFalse(first.ended().isDone());
  }

  @Test
  void aBodyThatStallsIsNotWaitedFor() {
    InFlightFetch first = fetch(KEY);
    flights.depart(first);
    CompletableFuture<Void> waiting = flights.await(first, null);
    first.receiving();
    first.received(10);
    waiting.join();
    assertFalse(flights.collapses(KEY));
  }

  @Test
  void aBodyHasStoppedWhenSeveralLooksFindTheSame() {
    InFlightFetch flight = fetch(KEY);
    Movement movement = new Movement();
    flight.receiving();
    for (int i = 0; i < 10; i++) {
      flight.received(i);
      assertFalse(movement.hasStopped(flight));
    }
    for (int i = 1; i < Movement.LOOKS; i++) {
      assertFalse(movement.hasStopped(flight));
    }
    assertTrue(movement.hasStopped(flight));
  }

  @Test
  void aBodyThatIsBeingStoredHasNotStopped() {
    InFlightFetch flight = fetch(KEY);
    Movement movement = new Movement();
    flight.receiving();
    flight.busy(true);
    for (int i = 0; i < 10; i++) {
      assertFalse(movement.hasStopped(flight), "the first entry of a process takes a while");
    }
    flight.busy(false);
    for (int i = 1; i < Movement.LOOKS; i++) {
      assertFalse(movement.hasStopped(flight));
    }
    assertTrue(movement.hasStopped(flight));
  }

  @Test
  void aHeadHasStoppedWhenItTakesLongerThanIsLikely() {
    InFlightFetch flight = new InFlightFetch(flights, KEY, "example.org", 5 * Movement.LOOK_NANOS);
    Movement movement = new Movement();
    for (int i = 1; i < 5; i++) {
      assertFalse(movement.hasStopped(flight));
    }
    assertTrue(movement.hasStopped(flight));
  }

  @Test
  void aHeadThatComesMakesAResourceWorthWaitingForAgain() {
    InFlightFetch first = new InFlightFetch(flights, KEY, "example.org", Movement.LOOK_NANOS);
    flights.depart(first);
    flights.await(first, null).join();
    assertFalse(flights.collapses(KEY));
    first.receiving();
    assertTrue(flights.collapses(KEY));
  }

  @Test
  void whoHasLittlePatienceDoesNotBarTheOthers() {
    InFlightFetch first = fetch(KEY);
    flights.depart(first);
    CompletableFuture<Void> waiting = flights.await(first, null);
    flights.await(first, Duration.ofMillis(1)).join();
    assertTrue(flights.collapses(KEY));
    assertSame(first, flights.depart(fetch(KEY)));
    assertFalse(waiting.isDone());
    flights.end(first, true);
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
