package dev.larder.store.disk.eviction;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;

import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.Stored;
import dev.larder.store.disk.DiskStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes and reads entries from several threads until its input ends or it is killed. Arguments:
 * directory, limit in bytes, threads. Prints a line when it has begun, and at the end the number of
 * failures and of entries stored.
 */
final class WriteOften {
  private static final int KEYS = 3000;

  private WriteOften() {}

  public static void main(String[] arguments) throws Exception {
    Statistics statistics = new Statistics();
    long limit = Long.parseLong(arguments[1]);
    AtomicInteger stored = new AtomicInteger();
    try (DiskStore store =
        new DiskStore(
            Path.of(arguments[0]), new DiskStore.Limits(limit, 0, 1 << 30), 64 << 10, statistics)) {
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        Thread thread = new Thread(() -> write(store, stored));
        thread.setDaemon(true);
        thread.start();
      }
      while (stored.get() == 0) {
        Thread.sleep(1);
      }
      System.out.println("begun");
      System.in.readAllBytes();
    }
    System.out.println(statistics.count(Counter.FAILURES) + " failures");
    System.out.println(stored + " stored");
  }

  private static void write(DiskStore store, AtomicInteger stored) {
    Random random = new Random();
    while (true) {
      int key = random.nextInt(KEYS);
      Entry entry = store.open(key(key));
      int size = key % 50 == 0 ? 150_000 : 2000 + 7 * key;
      if (entry != null && !Arrays.equals(Stored.body(size), Stored.bytes(entry))) {
        System.out.println("wrong bytes");
      }
      if (entry == null && put(store, key, size)) {
        stored.incrementAndGet();
      }
    }
  }

  /** It fails where the janitor is too slow, the directory is gone or the store is closed. */
  private static boolean put(DiskStore store, int key, int size) {
    try {
      Stored.put(store, key(key), metadata("/" + key), Stored.body(size));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
