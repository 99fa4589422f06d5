package dev.larder.agent.client.playwright;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.PlaywrightSide;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The messages for which the program's queue has no room while its thread does something else. The
 * reader must not wait for it: pages that a program does not look at go on loading. A thread that
 * ends when the program has caught up hands them on in their order.
 */
final class Surplus {

  private final PlaywrightSide side;
  private final Thread reader;
  private final Queue<String> waiting = new ArrayDeque<>();
  private boolean handing;

  Surplus(PlaywrightSide side, Thread reader) {
    this.side = side;
    this.reader = reader;
  }

  /** Takes a message if it has to wait. Called by the reader. */
  synchronized boolean takes(BlockingQueue<Object> queue, String message) {
    if (!handing && queue.remainingCapacity() > 0) {
      return false;
    }
    waiting.add(message);
    if (!handing) {
      handing = true;
      Thread thread = new Thread(null, () -> hand(queue), "larder-playwright-queue", 0, false);
      thread.setDaemon(true);
      thread.start();
    }
    return true;
  }

  private void hand(BlockingQueue<Object> queue) {
    try {
      for (String message = next(); message != null; message = next()) {
        Object parsed = side.message(message);
        while (!queue.offer(parsed, 1, TimeUnit.SECONDS)) {
          if (!reader.isAlive()) {
            return;
          }
        }
      }
    } catch (InterruptedException | RuntimeException | Error failure) {
      LarderRuntime.failed("handing messages on to Playwright", failure);
    }
  }

  private synchronized @Nullable String next() {
    String message = waiting.poll();
    handing = message != null;
    return message;
  }
}
