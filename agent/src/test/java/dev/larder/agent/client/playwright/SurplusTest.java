package dev.larder.agent.client.playwright;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.bridge.PlaywrightSide;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SurplusTest {

  /** Hands on what it is given. */
  private static final PlaywrightSide SIDE =
      (PlaywrightSide)
          Proxy.newProxyInstance(
              SurplusTest.class.getClassLoader(),
              new Class<?>[] {PlaywrightSide.class},
              (self, method, arguments) -> arguments[0]);

  @Test
  @Timeout(60)
  void whatFindsNoRoomArrivesInItsOrder() throws InterruptedException {
    BlockingQueue<Object> queue = new ArrayBlockingQueue<>(2);
    Surplus surplus = new Surplus(SIDE, Thread.currentThread());
    List<Object> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String message = "message " + i;
      sent.add(message);
      boolean taken = surplus.takes(queue, message);
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
  void whatFindsRoomGoesAsEver() {
    Surplus surplus = new Surplus(SIDE, Thread.currentThread());
    assertFalse(surplus.takes(new ArrayBlockingQueue<>(2), "message"));
  }
}
