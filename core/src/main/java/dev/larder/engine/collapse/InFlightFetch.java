package dev.larder.engine.collapse;

import dev.larder.store.EntryKey;
import dev.larder.store.FetchLocks.FetchLock;
import dev.larder.store.RemoteTier.Lease;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to the network for which others wait, or {@link #NONE}. Its sender says how
 * far it has come, so that they wait no longer than it moves. It ends once; what is said after that
 * has no effect. Any thread may call.
 */
public final class InFlightFetch {

  /** A request for which nobody waits. */
  public static final InFlightFetch NONE = new InFlightFetch(null, EntryKey.of(""), "", 0, 0);

  private final @Nullable RequestCollapser collapser;
  private final EntryKey resource;
  private final String host;
  private final long patience;
  private final int counter;
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private volatile long since = System.nanoTime();
  private volatile @Nullable FetchLock lock;
  private volatile @Nullable Lease lease;
  private volatile boolean receiving;
  private volatile long received;
  private volatile boolean busy;

  /**
   * A request that goes to the network now.
   *
   * @param host that is asked
   * @param patience how long it pays to wait for its head, in nanoseconds
   * @param counter which counter of what has landed is its own
   */
  InFlightFetch(
      @Nullable RequestCollapser collapser,
      EntryKey resource,
      String host,
      long patience,
      int counter) {
    this.collapser = collapser;
    this.resource = resource;
    this.host = host;
    this.patience = patience;
    this.counter = counter;
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

  int counter() {
    return counter;
  }

  /** It goes to the network only now, after having waited for others. */
  public void sent() {
    since = System.nanoTime();
  }

  /** How long it has been under way, in nanoseconds. */
  long age() {
    return System.nanoTime() - since;
  }

  boolean isReceiving() {
    return receiving;
  }

  public long received() {
    return received;
  }

  public boolean isBusy() {
    return busy;
  }

  /** True when the response was stored, false when those who wait must go by themselves. */
  public CompletableFuture<Boolean> ended() {
    return ended;
  }

  /** From now on other processes wait for it, too. */
  public void lock(FetchLock held) {
    lock = held;
    if (collapser != null && held != FetchLock.NONE) {
      collapser.watch(this);
    }
  }

  /** From now on other machines wait for it, too. */
  public void lease(Lease held) {
    lease = held;
    if (collapser == null || ended.isDone()) {
      held.release(); // nobody goes to the network
    } else {
      collapser.watch(this);
    }
  }

  /** Other machines get nothing of what comes, so that they need not wait for it. */
  public void refuse() {
    Lease held = lease;
    if (held != null) {
      held.refuse();
    }
  }

  /** It does not move: nobody else is to wait for it any more. */
  void unlock() {
    FetchLock held = lock;
    if (held != null) {
      held.release();
    }
    Lease shared = lease;
    if (shared != null) {
      shared.release();
    }
  }

  /** The head has come. */
  public void answered() {
    if (collapser != null) {
      collapser.answered(this);
    }
  }

  /** The head is storable: from now on bytes are expected. */
  public void receiving() {
    if (collapser != null) {
      receiving = true;
      collapser.receiving(resource);
    }
  }

  /** Bytes of the body that have come so far. */
  public void received(long bytes) {
    if (collapser != null) {
      received = bytes;
    }
  }

  /** Bytes that have come are being stored, or no longer are. */
  public void busy(boolean now) {
    if (collapser != null) {
      busy = now;
    }
  }

  /**
   * The response is in its place: who looks from now on finds it, and does not join. Those who wait
   * already go on at the {@link #end}.
   */
  public void landed() {
    if (collapser != null) {
      collapser.landed(this);
    }
  }

  /** The response is stored, or is of a kind that is not. */
  public void end(boolean stored) {
    if (collapser != null) {
      if (stored) {
        landed(); // to release a lock takes a while
      } else {
        refuse();
      }
      release();
      collapser.end(this, stored);
    }
  }

  /** What comes is not for those who wait under this key; for those under another one it may be. */
  public void endUnder(EntryKey key) {
    if (key.equals(resource)) {
      end(false);
    }
  }

  /** There will be no response, which says nothing about the next one. */
  public void abandon() {
    if (collapser != null) {
      release();
      collapser.abandon(this);
    }
  }

  private void release() {
    unlock();
    if (collapser != null) {
      collapser.unwatch(this);
    }
  }
}
