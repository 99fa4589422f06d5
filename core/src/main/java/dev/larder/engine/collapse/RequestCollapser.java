package dev.larder.engine.collapse;

import dev.larder.stats.FailureLog;
import dev.larder.store.EntryKey;
import dev.larder.store.FetchLocks;
import dev.larder.store.FetchLocks.FetchLock;
import dev.larder.thread.Threads;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * At most one request a resource on the way to the network. The first leads; the others wait for
 * its entry up to a limit: for its head as long as heads of this URL or host are known to take, and
 * for its body only as long as bytes come. A resource that turned out not to be storable, or whose
 * response does not come, is not waited for again for a while.
 */
public final class RequestCollapser {

  /** How often those who wait look whether the response still moves, in milliseconds. */
  private static final long LOOK_MILLIS = TimeUnit.NANOSECONDS.toMillis(StallDetector.LOOK_NANOS);

  /** How often those who wait for another process look whether it is done, in milliseconds. */
  private static final long LOOK_AT_PROCESS_MILLIS = 15;

  /** How long a resource is remembered as not worth waiting for, in nanoseconds. */
  private static final long REMEMBER_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** How many fetches run in the background at most. */
  private static final int MAX_BACKGROUND = 16;

  /** How many counters tell that something has landed, a power of two. */
  private static final int COUNTERS = 256;

  /** How many such resources are remembered at most. */
  private static final int REMEMBERED = 4096;

  private final Map<EntryKey, InFlightFetch> running = new ConcurrentHashMap<>();
  private final Map<EntryKey, Long> notCollapsible = new ConcurrentHashMap<>();
  private final Map<InFlightFetch, StallDetector> watched = new ConcurrentHashMap<>();
  private final AtomicBoolean looking = new AtomicBoolean();

  /** How many fetches have stored something, by a part of the hash of the URI. */
  private final AtomicIntegerArray landed = new AtomicIntegerArray(COUNTERS);

  private final HeadTimes times = new HeadTimes();
  private final AtomicInteger background = new AtomicInteger();
  private final BackgroundLimit backgroundLimit = new BackgroundLimit();
  private final FailureLog failures;
  private final boolean collapsing;
  private final long maxWaitNanos;
  private volatile FetchLocks locks = FetchLocks.NONE;

  /**
   * @param maxWait how long a request waits for another one at most, or null if none waits
   */
  public RequestCollapser(FailureLog failures, @Nullable Duration maxWait) {
    this.failures = failures;
    this.collapsing = maxWait != null;
    this.maxWaitNanos = maxWait == null ? 0 : maxWait.toNanos();
  }

  /** Shares fetches with other processes from now on, by these locks. */
  public void setLocks(FetchLocks shared) {
    locks = shared;
  }

  /** Locks what a fetch of this process is about; null if one of another process is. */
  public @Nullable FetchLock lock(EntryKey resource) {
    return locks.tryLock(resource);
  }

  /** Ends the locks of a fetch when it does not move, which no other process can see. */
  void watch(InFlightFetch fetch) {
    watched.put(fetch, new StallDetector());
    if (fetch.ended().isDone()) { // meanwhile
      fetch.unlock();
      watched.remove(fetch);
    }
    lookAtWatched();
  }

  /** A fetch has ended. */
  void unwatch(InFlightFetch fetch) {
    watched.remove(fetch);
  }

  private void lookAtWatched() {
    if (watched.isEmpty() || !looking.compareAndSet(false, true)) {
      return;
    }
    later(
        LOOK_MILLIS,
        () -> {
          watched.forEach(
              (fetch, stall) -> {
                if (stall.hasStopped(fetch)) {
                  fetch.unlock();
                  watched.remove(fetch);
                }
              });
          looking.set(false);
          lookAtWatched();
        },
        () -> looking.set(false));
  }

  /** A request for a resource that goes to the network now. */
  public InFlightFetch start(EntryKey resource, URI uri) {
    String host = String.valueOf(uri.getRawAuthority());
    int counter = uri.hashCode() & (COUNTERS - 1);
    return new InFlightFetch(this, resource, host, times.patience(resource, host), counter);
  }

  /** The head of a response has come. */
  void answered(InFlightFetch fetch) {
    times.took(fetch.resource(), fetch.host(), fetch.age());
  }

  /** A response is on its way, be it slow: it is worth waiting for. */
  void receiving(EntryKey resource) {
    notCollapsible.remove(resource);
  }

  /**
   * Looks after a while, in a thread that is not held until then.
   *
   * @param instead what to do if looking fails
   */
  private void later(long millis, Runnable look, Runnable instead) {
    Threads.later(
        millis,
        () -> {
          try {
            look.run();
          } catch (Throwable failure) {
            failures.record("waiting for another request", failure);
            instead.run();
          }
        });
  }

  /** Whether requests wait for each other at all. */
  public boolean isOn() {
    return collapsing;
  }

  /** How long a request waits for others at most. */
  public Duration limit(@Nullable Duration patience) {
    long nanos = patience == null ? maxWaitNanos : Math.min(maxWaitNanos, patience.toNanos());
    return Duration.ofNanos(nanos);
  }

  /** Whether it is worth waiting for this resource. */
  public boolean collapses(EntryKey resource) {
    if (!collapsing) {
      return false;
    }
    Long until = notCollapsible.get(resource);
    if (until == null) {
      return true;
    }
    if (System.nanoTime() - until < 0) {
      return false;
    }
    notCollapsible.remove(resource, until);
    return true;
  }

  /** Registers a fetch unless there is one; returns the one that was there before, or null. */
  public @Nullable InFlightFetch register(InFlightFetch fetch) {
    return running.putIfAbsent(fetch.resource(), fetch);
  }

  /**
   * Registers a fetch in the background, for which only those wait who can't be served meanwhile.
   *
   * @return whether it may take place: there is no other of this resource, and not too many in all
   *     or of this host
   */
  public boolean registerInBackground(InFlightFetch fetch) {
    if (background.incrementAndGet() > MAX_BACKGROUND || register(fetch) != null) {
      background.decrementAndGet();
      return false;
    }
    if (!backgroundLimit.permits(fetch.host(), System.nanoTime())) {
      background.decrementAndGet();
      leave(fetch, false);
      return false;
    }
    fetch.ended().whenComplete((stored, failure) -> background.decrementAndGet());
    return true;
  }

  /** Ends a fetch; false makes the resource one that is not waited for. */
  void end(InFlightFetch fetch, boolean stored) {
    if (!stored) {
      remember(fetch.resource());
    }
    leave(fetch, stored);
  }

  /** Ends a fetch that failed or was given up, which says nothing about the next one. */
  void abandon(InFlightFetch fetch) {
    leave(fetch, false);
  }

  /**
   * A number that changes whenever a fetch of this URI has stored something, and now and then for
   * other ones. Who reads it before it looks into the store, and finds another number after it has
   * registered a fetch, may have looked too early.
   */
  public int landed(URI uri) {
    return landed.get(uri.hashCode() & (COUNTERS - 1));
  }

  /** A response is in its place: nobody joins its fetch any more. */
  void landed(InFlightFetch fetch) {
    landed.incrementAndGet(fetch.counter());
    running.remove(fetch.resource(), fetch);
  }

  private void leave(InFlightFetch fetch, boolean stored) {
    running.remove(fetch.resource(), fetch);
    fetch.ended().complete(stored);
  }

  private void remember(EntryKey resource) {
    if (notCollapsible.size() >= REMEMBERED) {
      notCollapsible.clear();
    }
    notCollapsible.put(resource, System.nanoTime() + REMEMBER_NANOS);
  }

  /** Lets nobody join the present fetch any more; those who wait already are not disturbed. */
  public void forget(EntryKey resource) {
    running.remove(resource);
  }

  /**
   * Waits for a fetch without holding a thread.
   *
   * @param patience how long at most, if that is shorter than the limit for all
   * @return completes normally when the fetch has ended or is not worth waiting for any longer
   */
  public CompletableFuture<Void> await(InFlightFetch fetch, @Nullable Duration patience) {
    CompletableFuture<Void> released = new CompletableFuture<>();
    fetch.ended().whenComplete((stored, failure) -> released.complete(null));
    look(fetch, released, deadline(patience), isShort(patience), new StallDetector());
    return released;
  }

  private boolean isShort(@Nullable Duration patience) {
    return patience != null && patience.toNanos() < maxWaitNanos;
  }

  private long deadline(@Nullable Duration patience) {
    return System.nanoTime() + limit(patience).toNanos();
  }

  /**
   * Waits for the fetch of another process, without holding a thread. A process that has died has
   * no lock any more.
   *
   * @param own fetch, for which others of this process wait meanwhile
   * @param patience how long at most, if that is shorter than the limit for all
   * @return completes normally when the other process has ended or is waited for no longer
   */
  public CompletableFuture<Void> awaitProcess(InFlightFetch own, @Nullable Duration patience) {
    CompletableFuture<Void> released = new CompletableFuture<>();
    own.ended().whenComplete((stored, failure) -> released.complete(null)); // given up
    lookAtProcess(own.resource(), released, deadline(patience), isShort(patience));
    return released;
  }

  /**
   * @param impatient whether it is only this one who does not wait any longer at the deadline
   */
  private void lookAtProcess(
      EntryKey resource, CompletableFuture<Void> released, long deadline, boolean impatient) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    later(
        Math.max(1, Math.min(LOOK_AT_PROCESS_MILLIS, left)),
        () -> {
          FetchLock lock = released.isDone() ? FetchLock.NONE : locks.tryLock(resource);
          if (lock != null) {
            lock.release(); // who finds nothing now goes alone, so that nobody waits in a row
            released.complete(null);
          } else if (System.nanoTime() - deadline >= 0) {
            if (!impatient) {
              remember(resource);
            }
            released.complete(null);
          } else {
            lookAtProcess(resource, released, deadline, impatient);
          }
        },
        () -> released.complete(null));
  }

  private void look(
      InFlightFetch fetch,
      CompletableFuture<Void> released,
      long deadlineNanos,
      boolean impatient,
      StallDetector stall) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    later(
        Math.max(1, Math.min(LOOK_MILLIS, left)),
        () -> {
          if (released.isDone()) {
            return;
          }
          boolean stalled = left >= LOOK_MILLIS && stall.hasStopped(fetch);
          boolean over = System.nanoTime() - deadlineNanos >= 0;
          if (stalled || (over && !impatient)) {
            remember(fetch.resource());
            running.remove(fetch.resource(), fetch);
          }
          if (stalled || over) {
            released.complete(null);
          } else {
            look(fetch, released, deadlineNanos, impatient, stall);
          }
        },
        () -> released.complete(null));
  }
}
