package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who leads, who waits, and for how long. */
class FlightsTest {

  private static final EntryKey KEY = EntryKey.of("one");
  private static final EntryKey OTHER = EntryKey.of("other");

  private final Flights flights =
      new Flights(new FailureLog(new Statistics()), Duration.ofMinutes(1));

  @Test
  void theFirstOfEachResourceLeads() {
    Flight first = new Flight();
    assertNull(flights.depart(KEY, first));
    assertSame(first, flights.depart(KEY, new Flight()));
    assertNull(flights.depart(OTHER, new Flight()));
  }

  @Test
  void afterALandingTheNextLeads() {
    Flight first = new Flight();
    flights.depart(KEY, first);
    CompletableFuture<Void> waiting = flights.await(KEY, first, null);
    assertFalse(waiting.isDone());
    flights.land(KEY, first, true);
    assertTrue(waiting.isDone());
    assertTrue(first.landed().join());
    assertTrue(flights.collapses(KEY));
    assertNull(flights.depart(KEY, new Flight()));
  }

  @Test
  void whatWasNotStoredIsRemembered() {
    Flight first = new Flight();
    flights.depart(KEY, first);
    flights.land(KEY, first, false);
    assertFalse(flights.collapses(KEY));
    assertTrue(flights.collapses(OTHER));
  }

  @Test
  void whatFailedIsNotRemembered() {
    Flight first = new Flight();
    flights.depart(KEY, first);
    CompletableFuture<Void> waiting = flights.await(KEY, first, null);
    flights.abandon(KEY, first);
    assertTrue(waiting.isDone());
    assertTrue(flights.collapses(KEY));
  }

  @Test
  void whoComesAfterTheLandingDoesNotWait() {
    Flight first = new Flight();
    flights.depart(KEY, first);
    flights.land(KEY, first, true);
    assertTrue(flights.await(KEY, first, null).isDone());
  }

  @Test
  void aFlightThatWasReplacedDoesNotEndTheOther() {
    Flight first = new Flight();
    Flight second = new Flight();
    flights.depart(KEY, first);
    flights.abandon(KEY, first);
    flights.depart(KEY, second);
    flights.abandon(KEY, first);
    assertSame(second, flights.depart(KEY, new Flight()));
  }

  @Test
  void aHeadThatDoesNotComeIsNotWaitedForAgain() {
    Flights impatient = new Flights(new FailureLog(new Statistics()), Duration.ofMillis(1));
    Flight first = new Flight();
    impatient.depart(KEY, first);
    impatient.await(KEY, first, null).join();
    assertFalse(impatient.collapses(KEY));
    assertFalse(first.landed().isDone());
    assertNull(impatient.depart(KEY, new Flight()));
  }

  @Test
  void whoHasLessPatienceWaitsNoLongerThanThat() {
    Flight first = new Flight();
    flights.depart(KEY, first);
    flights.await(KEY, first, Duration.ofMillis(1)).join();
    assertFalse(first.landed().isDone());
  }

  @Test
  void aBodyThatDripsIsWaitedForUpToTheLimit() {
    Flights impatient = new Flights(new FailureLog(new Statistics()), Duration.ofMillis(1));
    Flight first = new Flight();
    impatient.depart(KEY, first);
    first.receiving();
    first.received(1);
    impatient.await(KEY, first, null).join();
    assertFalse(first.landed().isDone());
  }

  @Test
  void whatIsForgottenIsNotJoined() {
    Flight first = new Flight();
    flights.depart(KEY, first);
    flights.forget(KEY);
    assertNull(flights.depart(KEY, new Flight()));
    assertFalse(first.landed().isDone());
  }

  @Test
  void aBodyThatStallsIsNotWaitedFor() {
    Flight first = new Flight();
    flights.depart(KEY, first);
    CompletableFuture<Void> waiting = flights.await(KEY, first, null);
    first.receiving();
    first.received(10);
    waiting.join();
    assertFalse(flights.collapses(KEY));
  }

  @Test
  void aBodyHasStoppedWhenSeveralLooksFindTheSame() {
    Flight flight = new Flight();
    Movement movement = new Movement();
    for (int i = 0; i < 10; i++) {
      assertFalse(movement.hasStopped(flight), "its head has not come");
    }
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
    Flight flight = new Flight();
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
}
