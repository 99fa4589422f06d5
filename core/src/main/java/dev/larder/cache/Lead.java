package dev.larder.cache;

import dev.larder.store.EntryKey;
import org.jspecify.annotations.Nullable;

/**
 * The part of the first of several requests for one resource, for which the others wait; or of a
 * request for which nobody does. It ends once; what is said after that has no effect.
 */
final class Lead {

  /** Of a request for which nobody waits. */
  static final Lead NONE = new Lead(null, null, null);

  private final @Nullable Flights flights;
  private final @Nullable EntryKey resource;
  private final @Nullable Flight flight;

  private Lead(@Nullable Flights flights, @Nullable EntryKey resource, @Nullable Flight flight) {
    this.flights = flights;
    this.resource = resource;
    this.flight = flight;
  }

  static Lead of(Flights flights, EntryKey resource, Flight flight) {
    return new Lead(flights, resource, flight);
  }

  /** The head has come and is storable: from now on bytes are expected. */
  void receiving() {
    if (flight != null) {
      flight.receiving();
    }
  }

  /** Bytes of the body that have come so far. */
  void received(long bytes) {
    if (flight != null) {
      flight.received(bytes);
    }
  }

  /** The response is stored, or is of a kind that is not. */
  void land(boolean stored) {
    if (flights != null && resource != null && flight != null) {
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
      flights.abandon(resource, flight);
    }
  }
}
