package dev.larder.cache;

/**
 * Whether the body of a flight still moves, for one who looks at it from time to time. A machine
 * that is busy may let a thread wait for a second, and the first entry of a process takes a while
 * to be begun: so several looks in a row must find the same, and none while the bytes that have
 * come are being stored. Used by one thread at a time.
 */
final class Movement {

  /** After so many looks without one more byte it has stopped. */
  static final int LOOKS = 3;

  private long received = -1;
  private int same;

  /** Looks once more. */
  boolean hasStopped(Flight flight) {
    if (!flight.isReceiving()) {
      return false;
    }
    long now = flight.received();
    same = now == received && !flight.isBusy() ? same + 1 : 0;
    received = now;
    return same >= LOOKS;
  }
}
