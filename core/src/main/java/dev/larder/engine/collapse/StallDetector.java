package dev.larder.engine.collapse;

import java.util.concurrent.TimeUnit;

/**
 * Whether a fetch still moves, for one who looks at it from time to time. A machine that is busy
 * may let a thread wait for a second, and the first entry of a process takes a while to be begun:
 * so several looks in a row must find the same, none of them much too late, and none while the
 * bytes that have come are being stored. Used by one thread at a time.
 */
final class StallDetector {

  /** How much time there is between two looks. */
  static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** After so many looks without one more byte of a body it has stopped. */
  static final int LOOKS = 3;

  private long looked = System.nanoTime();
  private long received = -1;
  private int same;

  /** Looks once more. */
  boolean hasStopped(InFlightFetch fetch) {
    long time = System.nanoTime();
    boolean late = time - looked > 2 * LOOK_NANOS;
    looked = time;
    if (late) {
      return false;
    }
    boolean receiving = fetch.isReceiving();
    long now = receiving ? fetch.received() : -1;
    same = now == received && !fetch.isBusy() ? same + 1 : 0;
    received = now;
    return same >= (receiving ? LOOKS : fetch.patience() / LOOK_NANOS);
  }
}
