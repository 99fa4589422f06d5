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

  private static Flight flight() {
    return new Flight("example.org", HeadTimes.UNKNOWN);
  }

  @Test
  void theFirstOfEachResourceLeads() {
    Flight first = flight();
    assertNull(flights.depart(KEY, first));
    assertSame(first, flights.depart(KEY, flight()));
    assertNull(flights.depart(OTHER, flight()));
  }

  @Test
  void afterALandingTheNextLeads() {
    Flight first = flight();
    flights.depart(KEY, first);
    CompletableFuture<Void> waiting = flights.await(KEY, first, null);
    assertFalse(waiting.isDone());
    flights.land(KEY, first, true);
    assertTrue(waiting.isDone());
    assertTrue(first.landed().join());
    assertTrue(flights.collapses(KEY));
    assertNull(flights.depart(KEY, flight()));
  }

  @Test
  void whatWasNotStoredIsRemembered() {
    Flight first = flight();
    flights.depart(KEY, first);
    flights.land(KEY, first, false);
    assertFalse(flights.collapses(KEY));
    assertTrue(flights.collapses(OTHER));
  }

  @Test
  void whatFailedIsNotRemembered() {
    Flight first = flight();
    flights.depart(KEY, first);
    CompletableFuture<Void> waiting = flights.await(KEY, first, null);
    flights.abandon(KEY, first);
    assertTrue(waiting.isDone());
    assertTrue(flights.collapses(KEY));
  }

  @Test
  void whoComesAfterTheLandingDoesNotWait() {
    Flight first = flight();
    flights.depart(KEY, first);
    flights.land(KEY, first, true);
    assertTrue(flights.await(KEY, first, null).isDone());
  }

  @Test
  void aFlightThatWasReplacedDoesNotEndTheOther() {
    Flight first = flight();
    Flight second = flight();
    flights.depart(KEY, first);
    flights.abandon(KEY, first);
    flights.depart(KEY, second);
    flights.abandon(KEY, first);
    assertSame(second, flights.depart(KEY, flight()));
  }

  @Test
  void aHeadThatDoesNotComeIsNotWaitedForAgain() {
    Flights impatient = new Flights(new FailureLog(new Statistics()), Duration.ofMillis(1));
    Flight first = flight();
    impatient.depart(KEY, first);
    impatient.await(KEY, first, null).join();
    assertFalse(impatient.collapses(KEY));
    assertFalse(first.landed().isDone());
    assertNull(impatient.depart(KEY, flight()));
  }

  @Test
  void whoHasLessPatienceWaitsNoLongerThanThat() {
    Flight first = flight();
    flights.depart(KEY, first);
    flights.await(KEY, first, Duration.ofMillis(1)).join();
    assertFalse(first.landed().isDone());
  }

  @Test
  void aBodyThatDripsIsWaitedForUpToTheLimit() {
    Flights impatient = new Flights(new FailureLog(new Statistics()), Duration.ofMillis(1));
    Flight first = flight();
    impatient.depart(KEY, first);
    first.receiving();
    first.received(1);
    impatient.await(KEY, first, null).join();
    assertFalse(first.landed().isDone());
  }

  @Test
  void whatIsForgottenIsNotJoined() {
    Flight first = flight();
    flights.depart(KEY, first);
    flights.forget(KEY);
    assertNull(flights.depart(KEY, flight()));
    assertFalse(first.landed().isDone());
  }

  @Test
  void aBodyThatStallsIsNotWaitedFor() {
    Flight first = flight();
    flights.depart(KEY, first);
    CompletableFuture<Void> waiting = flights.await(KEY, first, null);
    first.receiving();
    first.received(10);
    waiting.join();
    assertFalse(flights.collapses(KEY));
  }

  @Test
  void aBodyHasStoppedWhenSeveralLooksFindTheSame() {
    Flight flight = flight();
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
    Flight flight = flight();
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
    Flight flight = new Flight("example.org", 5 * Movement.LOOK_NANOS);
    Movement movement = new Movement();
    for (int i = 1; i < 5; i++) {
      assertFalse(movement.hasStopped(flight));
    }
    assertTrue(movement.hasStopped(flight));
  }

  @Test
  void aHeadThatComesMakesAResourceWorthWaitingForAgain() {
    Flight first = new Flight("example.org", Movement.LOOK_NANOS);
    flights.depart(KEY, first);
    flights.await(KEY, first, null).join();
    assertFalse(flights.collapses(KEY));
    Lead.of(flights, KEY, first, null).receiving();
    assertTrue(flights.collapses(KEY));
  }

  @Test
  void whoHasLittlePatienceDoesNotBarTheOthers() {
    Flight first = flight();
    flights.depart(KEY, first);
    CompletableFuture<Void> waiting = flights.await(KEY, first, null);
    flights.await(KEY, first, Duration.ofMillis(1)).join();
    assertTrue(flights.collapses(KEY));
    assertSame(first, flights.depart(KEY, flight()));
    assertFalse(waiting.isDone());
    flights.land(KEY, first, true);
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
