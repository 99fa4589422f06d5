package dev.larder.cache;

import java.util.concurrent.CompletableFuture;

/**
 * A request on its way to the network for which others wait. Says how far it has come, so that they
 * wait no longer than it moves.
 */
final class Flight {

  private final long since = System.nanoTime();
  private final String host;
  private final long patience;
  private final CompletableFuture<Boolean> landed = new CompletableFuture<>();
  private volatile boolean receiving;
  private volatile long received;
  private volatile boolean busy;

  /**
   * A request that goes to the network now.
   *
   * @param host that is asked
   * @param patience how long it pays to wait for its head, in nanoseconds
   */
  Flight(String host, long patience) {
    this.host = host;
    this.patience = patience;
  }

  String host() {
    return host;
  }

  long patience() {
    return patience;
  }

  /** How long it has been under way, in nanoseconds. */
  long age() {
    return System.nanoTime() - since;
  }

  /** The head has come and is storable: from now on bytes are expected. */
  void receiving() {
    receiving = true;
  }

  /** Bytes of the body that have come so far. */
  void received(long bytes) {
    received = bytes;
  }

  /** Bytes that have come are being stored, or no longer are. */
  void busy(boolean now) {
    busy = now;
  }

  boolean isBusy() {
    return busy;
  }

  boolean isReceiving() {
    return receiving;
  }

  long received() {
    return received;
  }

  /** True when the response was stored, false when those who wait must go by themselves. */
  CompletableFuture<Boolean> landed() {
    return landed;
  }
}
