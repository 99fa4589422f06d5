package dev.larder.store.disk;

import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.disk.eviction.AccessTracker;
import dev.larder.store.disk.eviction.DirectoryScan;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.EntryFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Lists and checks the entries of the directory for people. It changes nothing: a listed entry does
 * not count as used, and a damaged one stays. One entry at a time is held in memory, without its
 * body.
 */
public final class Inventory {

  /**
   * An entry.
   *
   * @param key under which the directory has it
   * @param length bytes of its body, which was not read
   * @param uses how often it was used, up to 255, as far as is known
   */
  public record Item(EntryKey key, EntryMetadata metadata, long length, int uses) {}

  /**
   * An entry that no lookup can use.
   *
   * @param why in a few words, such as {@code Wrong body checksum}
   */
  public record Damage(EntryKey key, Path file, String why) {}

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
   * @return the totals of what was seen
   * @throws IOException if the directory can't be read or isn't ours
   */
  public Total list(Predicate<Item> visitor) throws IOException {
    return scan(key -> show(key, visitor));
  }

  /**
   * Counts entries by their files, without opening any.
   *
   * @throws IOException if the directory can't be read or isn't ours
   */
  public Total total() throws IOException {
    return scan(key -> true);
  }

  private Total scan(Predicate<EntryKey> visitor) throws IOException {
    long[] total = new long[2];
    if (layout.readable()) {
      DirectoryScan.entries(
          layout,
          (key, bytes, modified) -> {
            total[0]++;
            total[1] += bytes;
            return visitor.test(key);
          });
    }
    return new Total(total[0], total[1]);
  }

  /**
   * Reads every entry to its end and compares all checksums. Files of other users are left out, as
   * lookups leave them out.
   *
   * @param damaged receives each entry that is damaged or can't be read
   * @param progress receives how many entries were looked at so far
   * @return the number of entries, including indexes of variants and damaged ones
   * @throws IOException if the directory can't be read or isn't ours
   */
  public long verify(Consumer<Damage> damaged, LongConsumer progress) throws IOException {
    long[] count = new long[1];
    scan(
        key -> {
          progress.accept(count[0]);
          Path path = layout.entry(key);
          try (RandomAccessFile in = new RandomAccessFile(path.toFile(), "r")) {
            if (layout.ours(path) != null) {
              count[0]++;
              EntryFile file = EntryFile.read(in, key);
              file.readMetadata(in);
              requireBody(file, EntryFile.sum(in, file.bodySize()));
            }
          } catch (FileNotFoundException | NoSuchFileException e) {
            return true; // removed meanwhile
          } catch (IOException | RuntimeException e) {
            damaged.accept(new Damage(key, path, reason(e)));
          }
          return true;
        });
    return count[0];
  }

  /**
   * Copies the body of an entry as it was stored: with the content coding that the client showed to
   * the cache.
   *
   * @throws IOException if it was removed meanwhile, is damaged, or can't be written; a part of it
   *     may have been written then
   */
  public void copyBody(EntryKey key, OutputStream to) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(layout.entry(key).toFile(), "r")) {
      EntryFile file = EntryFile.read(in, key);
      file.readMetadata(in);
      requireBody(file, EntryFile.copy(in, file.bodySize(), to));
    }
  }

  /** Begins to take a file, once its size is known. */
  public interface Sink {

    /** Where to write the file, of which so many bytes follow. */
    OutputStream begin(long size) throws IOException;
  }

  /**
   * Copies the file of an entry, after all of it was checked.
   *
   * @return its size in bytes
   * @throws EntryFile.DamagedException if it is damaged; nothing was written
   * @throws IOException if it was removed meanwhile, or can't be written
   */
  public long copyFile(EntryKey key, Sink sink) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(layout.entry(key).toFile(), "r")) {
      EntryFile file = EntryFile.read(in, key);
      file.readMetadata(in);
      requireBody(file, EntryFile.sum(in, file.bodySize()));
      in.seek(0);
      long size = file.bodyOffset() + file.bodySize();
      EntryFile.copy(in, size, sink.begin(size));
      return size;
    }
  }

  private static void requireBody(EntryFile file, int sum) throws IOException {
    EntryFile.require(sum == file.bodySum(), "body checksum");
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
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
      item = new Item(key, metadata, file.bodySize(), accesses.uses(key));
    } catch (IOException | RuntimeException e) {
      return true;
    }
    return visitor.test(item);
  }
}
