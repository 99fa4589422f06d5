package dev.larder.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.config.MemoryKind;
import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryTierTest {
  private final Statistics statistics = new Statistics();

  private MemoryTier tier(MemoryKind kind, long size, Runnable preparation) {
    return new MemoryTier(
        new MemoryTier.Plan(kind, size, 1000, Duration.ZERO), preparation, statistics);
  }

  private static void join() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("larder-memory")) {
        thread.join();
      }
    }
  }

  @Test
  void whereChronicleMapCannotRunBuffersTakeItsPlace() throws Exception {
    MemoryTier tier =
        tier(
            MemoryKind.CHRONICLE,
            1 << 20,
            () -> {
              throw new NoClassDefFoundError("sun/misc/Unsafe");
            });
    tier.start((key, source) -> true);
    join();
    MemoryStore store = tier.store();
    assertEquals("direct buffers", store == null ? "none" : store.kind());
    assertEquals(0, statistics.count(Counter.FAILURES));
    tier.close();
    assertNull(tier.store());
  }

  @Test
  void offIsOffAndSoIsNoSize() throws Exception {
    for (MemoryTier tier :
        new MemoryTier[] {
          tier(MemoryKind.OFF, 1 << 20, () -> {}), tier(MemoryKind.CHRONICLE, 0, () -> {})
        }) {
      tier.start((key, source) -> true);
      join();
      assertNull(tier.store());
    }
  }

  @Test
  void whatIsClosedDoesNotComeUp() throws Exception {
    MemoryTier tier = tier(MemoryKind.CHRONICLE, 1 << 20, () -> {});
    tier.start((key, source) -> true);
    tier.close();
    join();
    assertNull(tier.store());
    tier.start((key, source) -> true);
    join();
    assertNull(tier.store());
  }

  @Test
  void tooSmallForABlockIsNoFailure() throws Exception {
    for (MemoryKind kind : new MemoryKind[] {MemoryKind.CHRONICLE, MemoryKind.BUFFER}) {
      MemoryTier tier = tier(kind, 1000, () -> {});
      tier.start((key, source) -> true);
      join();
      assertEquals(0, statistics.count(Counter.FAILURES), kind.name());
      tier.close();
    }
  }
}
