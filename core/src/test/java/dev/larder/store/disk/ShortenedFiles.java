package dev.larder.store.disk;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;

import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.Stored;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Somebody shortens files of the cache while they are mapped, which the cache never does. It runs
 * in a process of its own, as a JVM may not survive what it reads there. Arguments: the directory,
 * and {@code usage} or {@code entry}. Prints {@code survived} and how often the store threw or gave
 * what it must not.
 */
final class ShortenedFiles {
  private static final int BODY = 24 << 20;
  private static final int ROUNDS = 12;
  private static final int USES = 60_000;

  private final Path directory;
  private final Statistics statistics = new Statistics();
  private int wrong;

  private ShortenedFiles(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    ShortenedFiles files = new ShortenedFiles(Path.of(arguments[0]));
    if (arguments[1].equals("usage")) {
      files.usage();
    } else {
      files.entry();
    }
    System.out.println("survived, wrong " + files.wrong);
  }

  private DiskStore store(long limit) {
    return new DiskStore(directory, new DiskStore.Limits(limit, 0, 1 << 30), 64 << 10, statistics);
  }

  private static void shorten(Path file, long to) throws IOException {
    try (RandomAccessFile shortened = new RandomAccessFile(file.toFile(), "rw")) {
      shortened.setLength(to);
    }
  }

  private void usage() throws Exception {
    Path usage = directory.resolve("v1/usage");
    try (DiskStore store = store(1 << 30)) {
      Stored.put(store, key(1), metadata("/a"), Stored.body(100));
      Eventually.holds("a table", () -> usage.toFile().length() > 0);
      use(store, USES); // until it is compiled
      shorten(usage, 0);
      try {
        use(store, USES);
      } catch (InternalError e) {
        use(store, USES); // or even here
      }
      Eventually.holds("another table", () -> renewed(store, usage));
      wrong += store.open(key(1)) == null ? 1 : 0;
    }
  }

  private boolean renewed(DiskStore store, Path usage) throws IOException {
    Stored.put(store, key(2), metadata("/b"), Stored.body(60_000));
    return UsageFile.open(usage) != null;
  }

  private void use(DiskStore store, int times) {
    for (int i = 0; i < times; i++) {
      try {
        store.used(key(i % 5000));
        if (i % 100 == 0) {
          store.open(key(1));
        }
      } catch (InternalError e) {
        i++; // on JDK 17 it may come after the access, and so where nobody catches it
      } catch (RuntimeException e) {
        wrong++;
      }
    }
  }

  private void entry() throws Exception {
    List<ByteBuffer> parts = List.of(ByteBuffer.allocate(BODY / 8));
    try (DiskStore store = store(0)) {
      for (int round = 0; round < ROUNDS; round++) {
        var writer = store.writer(key(round), metadata("/a"));
        for (int i = 0; i < 8; i++) {
          writer.write(parts.get(0));
        }
        writer.commit();
        Path file = new DiskLayout(directory).entry(key(round));
        Thread reader = new Thread(() -> read(store));
        reader.start();
        Thread.sleep(round); // to come in the middle of it
        shorten(file, 4096);
        reader.join();
      }
    }
  }

  /** All that was written so far. */
  private void read(DiskStore store) {
    for (int i = 0; i < ROUNDS; i++) {
      try {
        Entry entry = store.open(key(i));
        wrong += entry == null || entry.length() == BODY ? 0 : 1;
      } catch (Throwable e) {
        wrong++;
      }
    }
  }
}
