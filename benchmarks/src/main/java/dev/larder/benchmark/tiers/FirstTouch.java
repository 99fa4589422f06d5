package dev.larder.benchmark.tiers;

import dev.larder.benchmark.Trees;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.disk.DiskStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Entries that a disk store opens for the first time in its life, in any order: nothing of them is
 * known to it. Their files are in the system's cache, as they are after a download or a look.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FirstTouch {
  private static final int ENTRIES = Bodies.KEYS;
  private static final int SIZE = 1024;

  private Path directory = Path.of("");
  private DiskStore store = LarderShelf.disk(directory);
  private final EntryKey[] keys = new EntryKey[ENTRIES];
  private int next;

  @Setup
  public void fill() throws IOException {
    directory = Files.createTempDirectory("larder-benchmark");
    store = LarderShelf.disk(directory);
    byte[] body = Bodies.random(SIZE);
    Random random = new Random(1);
    for (int i = 0; i < ENTRIES; i++) {
      LarderShelf.put(store, i, body);
      int place = random.nextInt(i + 1);
      keys[i] = keys[place];
      keys[place] = LarderShelf.key(i);
    }
  }

  /** The next round of keys goes to a store that has not seen any of them. */
  @Setup(Level.Iteration)
  public void renew() {
    store.close();
    store = LarderShelf.disk(directory);
    next = 0;
  }

  @TearDown
  public void close() {
    store.close();
    Trees.delete(directory);
  }

  @Benchmark
  public Entry open() {
    if (next == ENTRIES) {
      renew();
    }
    Entry entry = store.open(keys[next++]);
    if (entry == null) {
      throw new IllegalStateException("Lost");
    }
    return entry;
  }
}
