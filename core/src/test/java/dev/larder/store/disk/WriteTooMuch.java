package dev.larder.store.disk;

import dev.larder.stats.Statistics;
import dev.larder.store.EntryWriter;
import dev.larder.store.Stored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Runs where no file may become large: a large entry must fail, a small one must not. */
final class WriteTooMuch {

  private WriteTooMuch() {}

  public static void main(String[] arguments) throws IOException {
    try (DiskStore store =
        new DiskStore(
            Path.of(arguments[0]),
            new DiskStore.Limits(0, 0, 1 << 30),
            1 << 16,
            new Statistics())) {
      EntryWriter writer = store.writer(Stored.key(1), Stored.metadata("/large"));
      try {
        for (int i = 0; i < 1000; i++) {
          writer.write(ByteBuffer.allocate(10_000));
        }
      } catch (IOException e) {
        System.out.println("write: " + e.getMessage());
      }
      Stored.put(store, Stored.key(2), Stored.metadata("/small"), Stored.body(100));
    }
  }
}
