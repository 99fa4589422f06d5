package dev.larder.store.disk;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;

/** Waits for what another thread or process is going to do. */
public final class Eventually {
  private static final long PATIENCE_MILLIS = 60_000;

  /** Something that is or is not so yet. */
  public interface Condition {
    boolean holds() throws IOException;
  }

  private Eventually() {}

  /** Fails if it does not come to hold within a minute. */
  public static void holds(String what, Condition condition)
      throws IOException, InterruptedException {
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!condition.holds()) {
      if (System.currentTimeMillis() > end) {
        fail("In vain waited for: " + what);
      }
      Thread.sleep(5);
    }
  }
}
