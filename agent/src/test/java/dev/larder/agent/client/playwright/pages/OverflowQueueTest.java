package dev.larder.agent.client.playwright.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.bridge.PlaywrightSide;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OverflowQueueTest {

  /** Hands on what it is given. */
  private static final PlaywrightSide SIDE =
      (PlaywrightSide)
          Proxy.newProxyInstance(
              OverflowQueueTest.class.getClassLoader(),
              new Class<?>[] {PlaywrightSide.class},
              (self, method, arguments) -> arguments[0]);

  @Test
  @Timeout(60)
  void whatFindsNoRoomArrivesInItsOrder() throws InterruptedException {
    BlockingQueue<Object> queue = new ArrayBlockingQueue<>(2);
    OverflowQueue overflow = new OverflowQueue(SIDE, Thread.currentThread());
    List<Object> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String message = "message " + i;
      sent.add(message);
      boolean taken = overflow.takes(queue, message);
      assertTrue(taken || i < 2, "the reader would wait");
      if (!taken) {
        queue.put(message);
      }
    }
    List<Object> arrived = new ArrayList<>();
    while (arrived.size() < sent.size()) {
      arrived.add(queue.poll(30, TimeUnit.SECONDS));
    }
    assertEquals(sent, arrived);
  }

  @Test
  @Timeout(60)
  void withoutAThreadTheReaderWaitsItself() throws InterruptedException {
    BlockingQueue<Object> queue = new ArrayBlockingQueue<>(1);
    boolean[] threads = {false};
    OverflowQueue overflow =
        new OverflowQueue(
            SIDE,
            Thread.currentThread(),
            task -> {
              if (!threads[0]) {
                throw new OutOfMemoryError("no thread");
              }
              new Thread(task).start();
            });
    queue.put("first");
    assertFalse(overflow.takes(queue, "second"), "it is the reader's");
    assertFalse(overflow.takes(queue, "second"), "as often as that happens");
    threads[0] = true;
    assertTrue(overflow.takes(queue, "second"));
    assertEquals("first", queue.poll(30, TimeUnit.SECONDS));
    assertEquals("second", queue.poll(30, TimeUnit.SECONDS), "once");
  }

  @Test
  @Timeout(60)
  void whatCantBeReadHoldsUpNothingElse() throws InterruptedException {
    PlaywrightSide picky =
        (PlaywrightSide)
            Proxy.newProxyInstance(
                OverflowQueueTest.class.getClassLoader(),
                new Class<?>[] {PlaywrightSide.class},
                (self, method, arguments) -> {
                  if (arguments[0].equals("bad")) {
                    throw new IllegalStateException("bad");
                  }
                  return arguments[0];
                });
    BlockingQueue<Object> queue = new ArrayBlockingQueue<>(1);
    OverflowQueue overflow = new OverflowQueue(picky, Thread.currentThread());
    queue.put("first");
    for (String message : List.of("bad", "second", "bad", "third")) {
      assertTrue(overflow.takes(queue, message));
    }
    for (String message : List.of("first", "second", "third")) {
      assertEquals(message, queue.poll(30, TimeUnit.SECONDS));
    }
  }

  @Test
  @Timeout(60)
  void theReaderWaitsWhereMuchWaits() throws InterruptedException {
    BlockingQueue<Object> queue = new ArrayBlockingQueue<>(1);
    OverflowQueue overflow = new OverflowQueue(SIDE, Thread.currentThread());
    String large = "x".repeat((int) (OverflowQueue.MAX / 4));
    queue.put("first");
    Thread reader =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 10; i++) {
                  if (!overflow.takes(queue, large)) {
                    queue.put(large); // as the reader does
                  }
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    reader.start();
    while (reader.getState() != Thread.State.WAITING) {
      assertTrue(reader.isAlive(), "it took all");
      Thread.onSpinWait();
    }
    for (int i = 0; i < 11; i++) {
      queue.poll(30, TimeUnit.SECONDS);
    }
    reader.join();
  }

  @Test
  void whatFindsRoomGoesAsEver() {
    OverflowQueue overflow = new OverflowQueue(SIDE, Thread.currentThread());
    assertFalse(overflow.takes(new ArrayBlockingQueue<>(2), "message"));
  }

  @Test
  @Timeout(60)
  void aPipeDoesNotKeepItsReader() throws InterruptedException {
    Thread reader = new Thread(() -> {});
    WeakReference<Thread> gone = new WeakReference<>(reader);
    DriverConnection driver =
        new DriverConnection(SIDE, reader, new ArrayBlockingQueue<>(1), Runnable::run, null);
    reader = null;
    try {
      while (gone.get() != null) {
        System.gc();
        Thread.sleep(1);
      }
    } finally {
      Reference.reachabilityFence(driver);
    }
  }
}
