package dev.larder.cache;

import dev.larder.store.EntryKey;
import dev.larder.store.FetchLocks.FetchLock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to the network for which others wait, or {@link #NONE}. Its sender says how
 * far it has come, so that they wait no longer than it moves. It ends once; what is said after that
 * has no effect. Any thread may call.
 */
final class InFlightFetch {

  /** A request for which nobody waits. */
  static final InFlightFetch NONE = new InFlightFetch(null, EntryKey.of(""), "", 0);

  private final @Nullable Flights flights;
  private final EntryKey resource;
  private final String host;
  private final long patience;
  private final long since = System.nanoTime();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private volatile @Nullable FetchLock lock;
  private volatile boolean receiving;
  private volatile long received;
  private volatile boolean busy;

  /**
   * A request that goes to the network now.
   *
   * @param host that is asked
   * @param patience how long it pays to wait for its head, in nanoseconds
   */
  InFlightFetch(@Nullable Flights flights, EntryKey resource, String host, long patience) {
    this.flights = flights;
    this.resource = resource;
    this.host = host;
    this.patience = patience;
  }

  EntryKey resource() {
    return resource;
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

  boolean isReceiving() {
    return receiving;
  }

  long received() {
    return received;
  }

  boolean isBusy() {
    return busy;
  }

  /** True when the response was stored, false when those who wait must go by themselves. */
  CompletableFuture<Boolean> ended() {
    return ended;
  }

  /** From now on other processes wait for it, too. */
  void lock(FetchLock held) {
    lock = held;
    if (flights != null && held != FetchLock.NONE) {
      flights.watch(this, held);
    }
  }

  /** The head has come. */
  void answered() {
    if (flights != null) {
      flights.answered(this);
    }
  }

  /** The head is storable: from now on bytes are expected. */
  void receiving() {
    if (flights != null) {
      receiving = true;
      flights.receiving(resource);
    }
  }

  /** Bytes of the body that have come so far. */
  void received(long bytes) {
    if (flights != null) {
      received = bytes;
    }
  }

  /** Bytes that have come are being stored, or no longer are. */
  void busy(boolean now) {
    if (flights != null) {
      busy = now;
    }
  }

  /** The response is stored, or is of a kind that is not. */
  void end(boolean stored) {
    if (flights != null) {
      release();
      flights.end(this, stored);
    }
  }

  /** What comes is not for those who wait under this key; for those under another one it may be. */
  void endUnder(EntryKey key) {
    if (key.equals(resource)) {
      end(false);
    }
  }

  /** There will be no response, which says nothing about the next one. */
  void abandon() {
    if (flights != null) {
      release();
      flights.abandon(this);
    }
  }

  private void release() {
    FetchLock held = lock;
    if (held != null) {
      held.release();
    }
    if (flights != null) {
      flights.unwatch(this);
    }
  }
}
