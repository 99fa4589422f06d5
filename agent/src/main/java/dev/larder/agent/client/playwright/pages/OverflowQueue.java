package dev.larder.agent.client.playwright.pages;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.PlaywrightSide;
import dev.larder.thread.Threads;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The messages for which the program's queue has no room while its thread does something else. The
 * reader must not wait for it: pages that a program does not look at go on loading. A thread that
 * ends when the program has caught up hands them on in their order.
 */
final class OverflowQueue {

  /** How much may wait, in characters; then the reader waits, as it would without us. */
  static final long MAX = 32L << 20;

  private final PlaywrightSide side;
  private final WeakReference<Thread> reader;
  private final Executor starter;
  private final Queue<String> waiting = new ArrayDeque<>();
  private long length;
  private boolean handing;

  OverflowQueue(PlaywrightSide side, Thread reader) {
    this(side, reader, task -> Threads.start("larder-playwright-queue", task));
  }

  /**
   * @param starter runs something in a thread of its own
   */
  OverflowQueue(PlaywrightSide side, Thread reader, Executor starter) {
    this.side = side;
    this.reader = new WeakReference<>(reader); // nobody else would keep a Playwright that is gone
    this.starter = starter;
  }

  /**
   * Takes a message if it has to wait. Called by the reader. What can't wait here, as no thread can
   * be had, waits in the reader, as it would without us.
   */
  synchronized boolean takes(BlockingQueue<Object> queue, String message) {
    if (!handing && queue.remainingCapacity() > 0) {
      return false;
    }
    waiting.add(message);
    length += message.length();
    if (handing) {
      awaitRoom();
      return true;
    }
    handing = true;
    try {
      starter.execute(() -> hand(queue));
      return true;
    } catch (RuntimeException | Error failure) {
      handing = false;
      waiting.clear(); // there was nothing else
      length = 0;
      LarderRuntime.failed("starting a thread for Playwright's messages", failure);
      return false;
    }
  }

  private synchronized void awaitRoom() {
    try {
      while (length > MAX) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it is closed
    }
  }

  private void hand(BlockingQueue<Object> queue) {
    boolean alive = true;
    for (String message = next(); message != null; message = next()) {
      try {
        alive = alive && offer(queue, side.message(message));
      } catch (InterruptedException | RuntimeException | Error failure) {
        // It is lost, but those behind it are not, nor what comes later.
        LarderRuntime.failed("handing messages on to Playwright", failure);
      }
    }
  }

  /** Waits for room as long as somebody reads. */
  private boolean offer(BlockingQueue<Object> queue, Object parsed) throws InterruptedException {
    while (!queue.offer(parsed, 1, TimeUnit.SECONDS)) {
      Thread reads = reader.get();
      if (reads == null || !reads.isAlive()) {
        return false;
      }
    }
    return true;
  }

  private synchronized @Nullable String next() {
    String message = waiting.poll();
    handing = message != null;
    length -= message == null ? length : message.length();
    notifyAll();
    return message;
  }
}
