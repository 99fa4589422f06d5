package dev.larder.cache;

import dev.larder.store.EntryKey;
import dev.larder.store.FetchLocks.FetchLock;
import org.jspecify.annotations.Nullable;

/**
 * The part of the first of several requests for one resource, for which the others wait; or of a
 * request for which nobody does. It ends once; what is said after that has no effect.
 */
final class Lead {

  /** Of a request for which nobody waits. */
  static final Lead NONE = new Lead(null, null, null, null);

  private final @Nullable Flights flights;
  private final @Nullable EntryKey resource;
  private final @Nullable Flight flight;
  private final @Nullable FetchLock claim;

  private Lead(
      @Nullable Flights flights,
      @Nullable EntryKey resource,
      @Nullable Flight flight,
      @Nullable FetchLock claim) {
    this.flights = flights;
    this.resource = resource;
    this.flight = flight;
    this.claim = claim;
  }

  /**
   * @param claim that keeps other processes waiting, or null
   */
  static Lead of(Flights flights, EntryKey resource, Flight flight, @Nullable FetchLock claim) {
    if (claim != null && claim != FetchLock.NONE) {
      flights.watch(flight, claim);
    }
    return new Lead(flights, resource, flight, claim);
  }

  /** The head has come. */
  void answered() {
    if (flights != null && resource != null && flight != null) {
      flights.answered(resource, flight);
    }
  }

  /** The head is storable: from now on bytes are expected. */
  void receiving() {
    if (flights != null && resource != null && flight != null) {
      flight.receiving();
      flights.receiving(resource);
    }
  }

  /** Bytes of the body that have come so far. */
  void received(long bytes) {
    if (flight != null) {
      flight.received(bytes);
    }
  }

  /** Bytes that have come are being stored, or no longer are. */
  void busy(boolean now) {
    if (flight != null) {
      flight.busy(now);
    }
  }

  /** The response is stored, or is of a kind that is not. */
  void land(boolean stored) {
    if (flights != null && resource != null && flight != null) {
      release();
      flights.land(resource, flight, stored);
    }
  }

  /** What comes is not for those who wait under this key; for those under another one it may be. */
  void landUnder(EntryKey key) {
    if (key.equals(resource)) {
      land(false);
    }
  }

  /** There will be no response, which says nothing about the next one. */
  void abandon() {
    if (flights != null && resource != null && flight != null) {
      release();
      flights.abandon(resource, flight);
    }
  }

  private void release() {
    if (claim != null) {
      claim.release();
    }
    if (flights != null && flight != null) {
      flights.unwatch(flight);
    }
  }
}
