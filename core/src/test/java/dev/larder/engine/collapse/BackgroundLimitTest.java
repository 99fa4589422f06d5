package dev.larder.engine.collapse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackgroundLimitTest {

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final BackgroundLimit limit = new BackgroundLimit();

  private int permitted(String host, int requests, long nanos) {
    int permitted = 0;
    for (int i = 0; i < requests; i++) {
      permitted += limit.permits(host, nanos) ? 1 : 0;
    }
    return permitted;
  }

  @Test
  void aHostGetsSoManyRequestsAMinute() {
    long begin = Long.MAX_VALUE - MINUTE / 2; // the nanoseconds may overflow
    assertEquals(BackgroundLimit.PER_MINUTE, permitted("a", 10_000, begin));
    assertFalse(limit.permits("a", begin + MINUTE - 1));
    assertEquals(BackgroundLimit.PER_MINUTE, permitted("a", 10_000, begin + MINUTE));
  }

  @Test
  void eachHostCountsByItself() {
    permitted("a", 10_000, 0);
    assertTrue(limit.permits("a:8080", 0));
  }

  @Test
  void theHostsThatWereAskedLastAreRemembered() {
    permitted("a", 10_000, 0);
    for (int i = 0; i < 10 * BackgroundLimit.HOSTS; i++) {
      limit.permits("host" + i, 0);
      assertFalse(limit.permits("a", 0));
    }
    assertTrue(limit.permits("host0", 0), "forgotten");
  }
}
