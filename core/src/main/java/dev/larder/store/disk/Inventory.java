package dev.larder.store.disk;

import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.disk.eviction.AccessTracker;
import dev.larder.store.disk.eviction.DirectoryScan;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.EntryFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Lists the entries of the directory for people. It changes nothing: a listed entry does not count
 * as used, and a damaged one is skipped and stays. One entry at a time is held in memory, without
 * its body.
 */
public final class Inventory {

  /**
   * An entry.
   *
   * @param length bytes of its body, which was not read
   * @param uses how often it was used, up to 255, as far as is known
   */
  public record Item(EntryMetadata metadata, long length, int uses) {}

  /**
   * The totals of all entries, including indexes of variants.
   *
   * @param bytes of the disk that they take, in whole blocks
   */
  public record Total(long entries, long bytes) {}

  private final DiskLayout layout;
  private final AccessTracker accesses;

  Inventory(DiskLayout layout, AccessTracker accesses) {
    this.layout = layout;
    this.accesses = accesses;
  }

  /**
   * Shows entries until the visitor returns false. Entries that are stored or removed meanwhile may
   * be shown.
   *
   * @throws IOException if the directory can't be read or isn't ours
   */
  public void list(Predicate<Item> visitor) throws IOException {
    if (layout.readable()) {
      DirectoryScan.entries(layout, (key, bytes, modified) -> show(key, visitor));
    }
  }

  /**
   * Counts entries by their files, without opening any.
   *
   * @throws IOException if the directory can't be read or isn't ours
   */
  public Total total() throws IOException {
    long[] total = new long[2];
    if (layout.readable()) {
      DirectoryScan.entries(
          layout,
          (key, bytes, modified) -> {
            total[0]++;
            total[1] += bytes;
            return true;
          });
    }
    return new Total(total[0], total[1]);
  }

  private boolean show(EntryKey key, Predicate<Item> visitor) {
    Item item;
    Path path = layout.entry(key);
    try (RandomAccessFile in = new RandomAccessFile(path.toFile(), "r")) {
      if (layout.ours(path) == null) {
        return true;
      }
      EntryFile file = EntryFile.read(in, key);
      EntryMetadata metadata = file.readMetadata(in);
      if (!metadata.variants().isEmpty()) {
        return true; // an index
      }
      item = new Item(metadata, file.bodySize(), accesses.uses(key));
    } catch (IOException | RuntimeException e) {
      return true;
    }
    return visitor.test(item);
  }
}
