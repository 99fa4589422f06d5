package dev.larder.store.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.remote.redis.SetupException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private final List<Consumer<@Nullable IOException>> probes = new ArrayList<>();
  private final List<IOException> heard = new ArrayList<>();
  private long now = Long.MAX_VALUE - 10; // runs over
  private final Breaker breaker = new Breaker(probes::add, heard::add, () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void theFirstFailureOpensItAndAProbeClosesIt() {
    assertTrue(breaker.isClosed());
    breaker.failed(new IOException("late"));
    breaker.failed(new IOException("late, too"));
    assertEquals(1, breaker.openings());
    assertEquals(1, heard.size());
    assertFalse(breaker.isClosed());
    assertEquals(0, probes.size());
    pass(Duration.ofMillis(1200));
    assertFalse(breaker.isClosed());
    assertFalse(breaker.isClosed());
    assertEquals(1, probes.size());
    probes.get(0).accept(null);
    assertTrue(breaker.isClosed());
    probes.get(0).accept(new IOException("too late"));
    assertTrue(breaker.isClosed());
  }

  @Test
  void itAsksLessOftenWhileTheServerIsAwayAndEveryFiveSecondsAtLeast() {
    breaker.failed(new IOException("refused"));
    long wait = 1000;
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofMillis(wait * 79 / 100));
      assertFalse(breaker.isClosed());
      assertEquals(i, probes.size());
      pass(Duration.ofMillis(wait * 42 / 100));
      assertFalse(breaker.isClosed());
      assertEquals(i + 1, probes.size());
      probes.get(i).accept(new IOException("refused"));
      wait = Math.min(4000, 2 * wait);
    }
    assertEquals(1, heard.size());
    pass(Duration.ofSeconds(5));
    assertFalse(breaker.isClosed());
    probes.get(10).accept(null);
    breaker.failed(new IOException("refused"));
    pass(Duration.ofMillis(1200));
    assertFalse(breaker.isClosed());
    assertEquals(12, probes.size(), "after one second again");
  }

  @Test
  void whatAPersonMustMendIsTriedAgainAfterMinutes() {
    breaker.failed(new SetupException("wrong", null));
    pass(Duration.ofMinutes(3));
    assertFalse(breaker.isClosed());
    assertEquals(0, probes.size());
    pass(Duration.ofMinutes(3));
    assertFalse(breaker.isClosed());
    probes.get(0).accept(new SetupException("still wrong", null));
    assertEquals(2, heard.size());
    pass(Duration.ofMinutes(3));
    assertFalse(breaker.isClosed());
    assertEquals(1, probes.size());
  }

  @Test
  void aProbeThatCannotBeStartedIsOneThatFailed() {
    Breaker alone =
        new Breaker(
            result -> {
              throw new IllegalStateException("no threads");
            },
            heard::add,
            () -> now);
    alone.failed(new IOException("late"));
    pass(Duration.ofMillis(1200));
    assertFalse(alone.isClosed());
    assertEquals(Breaker.State.OPEN, alone.state());
  }
}
