package dev.larder.store.disk;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;

import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Somebody shortens files of the cache while they are mapped, which the cache never does. It runs
 * in a process of its own, as a JVM may not survive what it reads there. Argument: the directory.
 * Prints {@code survived} and how often the store threw or gave what it must not.
 */
final class ShortenedFiles {
  private static final int BODY = 24 << 20;
  private static final int ROUNDS = 12;

  private final Path directory;
  private final Statistics statistics = new Statistics();
  private int wrong;

  private ShortenedFiles(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    ShortenedFiles files = new ShortenedFiles(Path.of(arguments[0]));
    files.entries();
    System.out.println("survived, wrong " + files.wrong);
  }

  private DiskStore store() {
    return new DiskStore(directory, new DiskStore.Limits(0, 0, 1 << 30), 64 << 10, statistics);
  }

  private static void shorten(Path file, long to) throws IOException {
    try (RandomAccessFile shortened = new RandomAccessFile(file.toFile(), "rw")) {
      shortened.setLength(to);
    }
  }

  private void entries() throws Exception {
    List<ByteBuffer> parts = List.of(ByteBuffer.allocate(BODY / 8));
    try (DiskStore store = store()) {
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
