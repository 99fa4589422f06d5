package dev.larder.benchmark.tiers;

import dev.larder.benchmark.Trees;
import dev.larder.config.MemoryKind;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryWriter;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.memory.MemoryTier;
import dev.larder.store.tiers.TieredStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * What many entries cost: writes so many of 4 KB, reads them with a store that knows nothing of
 * them, then once more from memory, and prints how long that takes and what it holds. Arguments:
 * numbers of entries.
 */
public final class Population {
  private static final int SIZE = 4096;
  private static final int OPENS = 100_000;

  private Population() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println(
        "| entries | written /s | first open µs | from disk µs | from memory µs | p99.9 µs | heap MB"
            + " |");
    System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (String argument : arguments) {
      Path directory = Files.createTempDirectory("larder-benchmark");
      try {
        measure(Integer.parseInt(argument), directory);
      } finally {
        Trees.delete(directory);
      }
    }
    System.exit(0);
  }

  private static void measure(int entries, Path directory) throws Exception {
    byte[] body = Bodies.random(SIZE);
    double written;
    try (TieredStore store = store(directory, 0)) {
      long start = System.nanoTime();
      for (int i = 0; i < entries; i++) {
        EntryWriter writer = store.writer(key(i), Bodies.metadata(i % Bodies.KEYS));
        writer.write(ByteBuffer.wrap(body));
        writer.commit();
      }
      written = entries * 1e9 / (System.nanoTime() - start);
    }
    long heap = heap();
    Random random = new Random(entries);
    try (TieredStore store = store(directory, 3L << 30)) {
      long first = open(store, random.nextInt(entries));
      long[] disk = opens(store, entries, random, 5_000);
      Thread.sleep(2_000); // memory comes up
      for (int i = 0; i < entries; i++) {
        open(store, i);
      }
      opens(store, entries, random, OPENS);
      long[] memory = opens(store, entries, random, OPENS);
      System.out.printf(
          Locale.ROOT,
          "| %d | %.0f | %.1f | %.2f | %.2f | %.1f | %.1f |%n",
          entries,
          written,
          first / 1e3,
          disk[disk.length / 2] / 1e3,
          memory[memory.length / 2] / 1e3,
          memory[memory.length * 999 / 1000] / 1e3,
          (heap() - heap) / 1e6);
    }
  }

  private static EntryKey key(int number) {
    return EntryKey.of("GET https://cdn.example.org/" + number);
  }

  private static TieredStore store(Path directory, long memory) {
    DiskStore disk =
        new DiskStore(
            directory, new DiskStore.Limits(0, 0, Integer.MAX_VALUE), 32 << 10, new Statistics());
    MemoryTier.Plan plan =
        new MemoryTier.Plan(MemoryKind.CHRONICLE, memory, 32 << 10, Duration.ZERO);
    return new TieredStore(disk, new MemoryTier(plan, () -> {}, new Statistics()));
  }

  private static long[] opens(TieredStore store, int entries, Random random, int count)
      throws IOException {
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      times[i] = open(store, random.nextInt(entries));
    }
    Arrays.sort(times);
    return times;
  }

  /** Opens one entry; nanoseconds. */
  private static long open(TieredStore store, int number) throws IOException {
    EntryKey key = key(number);
    long start = System.nanoTime();
    Entry entry = store.open(key);
    int size = entry == null ? 0 : entry.body().get(0).remaining();
    long time = System.nanoTime() - start;
    if (size != SIZE) {
      throw new IOException("Lost: " + number);
    }
    return time;
  }

  /** Bytes of the heap in use after a collection. */
  private static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
