package dev.larder.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.MemoryKind;
import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.Store;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.memory.MemoryTier;
import dev.larder.store.tiers.TieredStore;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After many operations a store holds no more than after some. {@code -Dlarder.soak=10000000} says
 * how many, and has each footprint printed; {@code -Dlarder.soak.store} names the store to soak, as
 * class and static method from Path to Store: {@code dev.larder.crash.SoakTest#disk}, {@code
 * #chronicle} or {@code #buffer}.
 */
class SoakTest {
  private static final long OPERATIONS = Long.getLong("larder.soak", 0);
  private static final int KEYS = Integer.getInteger("larder.soak.keys", 500);
  private static final String STORE =
      System.getProperty("larder.soak.store", SoakTest.class.getName() + "#disk");
  private static final int HOT = 64;
  private static final long LIMIT = KEYS * 4096L;

  private static final Statistics STATISTICS = new Statistics();

  /** The disk tier with bodies mapped from 64 KiB on. */
  static Store disk(Path directory) {
    return new DiskStore(directory, new DiskStore.Limits(0, 0, 1 << 20), 64 << 10, STATISTICS);
  }

  /** Both tiers on a small budget: some of what is written is evicted from either. */
  static Store chronicle(Path directory) {
    return tiers(directory, MemoryKind.CHRONICLE);
  }

  /** The same without Chronicle Map. */
  static Store buffer(Path directory) {
    return tiers(directory, MemoryKind.BUFFER);
  }

  private static Store tiers(Path directory, MemoryKind kind) {
    DiskStore.Limits limits = new DiskStore.Limits(LIMIT, 1 << 20, 1 << 20);
    MemoryTier.Plan plan = new MemoryTier.Plan(kind, LIMIT / 4, 64 << 10, Duration.ofMillis(250));
    return new TieredStore(
        new DiskStore(directory, limits, 64 << 10, STATISTICS),
        new MemoryTier(plan, () -> {}, STATISTICS));
  }

  private static Function<Path, Store> stores() throws ReflectiveOperationException {
    int hash = STORE.indexOf('#');
    Method factory =
        Class.forName(STORE.substring(0, hash))
            .getDeclaredMethod(STORE.substring(hash + 1), Path.class);
    factory.setAccessible(true);
    return directory -> {
      try {
        return (Store) factory.invoke(null, directory);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  @Test
  void manyOperationsHoldNoMoreThanSome(@TempDir Path directory) throws Exception {
    boolean told = OPERATIONS > 0;
    long operations = told ? OPERATIONS : 24_000;
    List<Footprint> footprints = new ArrayList<>();
    if (told) {
      System.out.println(Footprint.TITLE);
    }
    Soak.run(
        stores(),
        directory,
        KEYS,
        operations,
        operations / (told ? 20 : 6),
        footprint -> {
          footprints.add(footprint);
          if (told) {
            System.out.println(footprint);
          }
        });
    Footprint early = footprints.get(footprints.size() / 3);
    Footprint last = footprints.get(footprints.size() - 1);
    String all = String.join("\n", footprints.stream().map(Footprint::toString).toList());
    assertTrue(last.hits() > 0, all);
    assertTrue(last.mappings() <= HOT + Soak.HELD + 1, all); // the last is the usage
    assertTrue(last.descriptors() <= early.descriptors() + 20, all);
    assertTrue(last.files() <= KEYS + 2, all); // and those of the janitor
    assertEquals(0, last.temporaryFiles(), all);
    assertTrue(last.heap() <= early.heap() + (16 << 20), all);
    assertEquals(0, STATISTICS.count(Counter.FAILURES), all);
  }
}
