package dev.larder.store.disk;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.Stored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies of the largest size, by setting 40 MiB less a byte; with {@code -Dlarder.largest=true}
 * that of the format, 2 GiB less a byte, which takes 4 GiB of the disk.
 */
class LargestEntryTest {
  private static final boolean OF_FORMAT = Boolean.getBoolean("larder.largest");
  private static final long LARGEST = OF_FORMAT ? Integer.MAX_VALUE : (40 << 20) - 1;

  @Test
  void aBodyOfTheLargestSizeIsStoredRenewedAndReadBack(@TempDir Path directory) throws IOException {
    Statistics statistics = new Statistics();
    try (DiskStore store =
        new DiskStore(
            directory,
            new DiskStore.Limits(5L << 30, 0, OF_FORMAT ? 1L << 40 : LARGEST),
            64 << 10,
            statistics)) {
      assertEquals(LARGEST, store.maxEntrySize());
      EntryWriter writer = store.writer(key(1), metadata("/largest"));
      for (long at = 0; at < LARGEST; at += 1 << 20) {
        writer.write(part(at));
      }
      writer.commit();
      Entry entry = Stored.open(store, key(1));
      assertWhole(entry);
      store.refresh(key(1), entry, metadata("/renewed"));
      Entry renewed = Stored.open(store, key(1));
      assertEquals(metadata("/renewed"), renewed.metadata());
      assertWhole(renewed);

      EntryWriter tooLarge = store.writer(key(2), metadata("/larger"));
      for (long at = 0; at < LARGEST; at += 1 << 20) {
        tooLarge.write(part(at));
      }
      assertThrows(EntryTooLargeException.class, () -> tooLarge.write(ByteBuffer.allocate(1)));
      assertEquals(LARGEST, Stored.open(store, key(1)).length());
    }
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  /** Each number tells its place. */
  private static ByteBuffer part(long at) {
    ByteBuffer part = ByteBuffer.allocate((int) Math.min(1 << 20, (LARGEST - at + 7) & -8));
    while (part.hasRemaining()) {
      part.putLong((at + part.position()) * 0x9E3779B97F4A7C15L);
    }
    part.flip().limit((int) Math.min(1 << 20, LARGEST - at));
    return part;
  }

  private static void assertWhole(Entry entry) {
    assertEquals(LARGEST, entry.length());
    long at = 0;
    for (ByteBuffer slice : entry.body()) {
      ByteBuffer expected = part(at);
      assertTrue(slice.isDirect());
      assertEquals(-1, expected.mismatch(slice), "after byte " + at);
      at += slice.remaining();
    }
    assertEquals(LARGEST, at);
  }
}
