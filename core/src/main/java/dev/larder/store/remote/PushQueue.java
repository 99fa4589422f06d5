package dev.larder.store.remote;

import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.RemoteTier.Offer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be pushed, one after the other, and what waits for that. It holds references, no
 * bodies. When too many wait, the newest is dropped. Any thread may call.
 */
final class PushQueue {

  /** How many offers wait at most. */
  private static final int MOST = 256;

  /** Writes one offer to the server; whether it is there now. */
  interface Pusher {
    boolean push(Offer offer);
  }

  private final RemoteCalls calls;
  private final Pusher pusher;
  private final Statistics statistics;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private int offers;
  private boolean running;
  private volatile boolean pushed = true;

  PushQueue(RemoteCalls calls, Pusher pusher, Statistics statistics) {
    this.calls = calls;
    this.pusher = pusher;
    this.statistics = statistics;
  }

  void offer(Offer offer) {
    boolean full;
    synchronized (this) {
      full = offers >= MOST;
      if (!full) {
        offers++;
        tasks.add(() -> push(offer));
      }
    }
    if (full) {
      statistics.add(Counter.REMOTE_DROPPED, 1);
    } else {
      run();
    }
  }

  private void push(Offer offer) {
    synchronized (this) {
      offers--;
    }
    pushed = pusher.push(offer);
  }

  /** Runs a short task when all that was offered before is pushed or dropped. */
  void afterThose(Runnable task) {
    synchronized (this) {
      tasks.add(task);
    }
    run();
  }

  private void run() {
    synchronized (this) {
      if (running) {
        return;
      }
      running = true;
    }
    calls.submit(this::runAll, this::stop);
  }

  private void runAll() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        stop();
        throw e;
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable task = tasks.poll();
    if (task == null) {
      running = false;
      notifyAll();
    }
    return task;
  }

  private synchronized void stop() {
    running = false;
    notifyAll();
  }

  /** Waits until all is done, if it goes well and the server answers. */
  synchronized void await(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      while (running && pushed && calls.isReady()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
