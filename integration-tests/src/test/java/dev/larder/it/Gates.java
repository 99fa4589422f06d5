package dev.larder.it;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Points at which a program and a server wait for each other, by name; closed at first. */
final class Gates {

  private static final int PATIENCE_SECONDS = 120;

  private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

  void open(String name) {
    gate(name).countDown();
  }

  /** Waits; a gate that nobody opens is an error of the test. */
  void await(String name) throws IOException, InterruptedException {
    if (!gate(name).await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("Nobody opened the gate " + name);
    }
  }

  /** Waits for a while; whether the gate is open then. */
  boolean isOpenWithin(String name, int millis) throws InterruptedException {
    return gate(name).await(millis, TimeUnit.MILLISECONDS);
  }

  void closeAll() {
    gates.values().forEach(CountDownLatch::countDown);
    gates.clear();
  }

  /** Answers {@code /gate/open/NAME} and {@code /gate/await/NAME}. */
  void serve(String target, Wire wire) throws IOException, InterruptedException {
    String[] parts = target.split("/", -1);
    if (parts[2].equals("open")) {
      open(parts[3]);
    } else {
      await(parts[3]);
    }
    wire.send(Page.of(200, "", "Cache-Control", "no-store"), "GET");
  }

  private CountDownLatch gate(String name) {
    return gates.computeIfAbsent(name, n -> new CountDownLatch(1));
  }
}
