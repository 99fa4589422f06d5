package dev.larder.store.disk.eviction;

import dev.larder.store.EntryKey;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Scans the files of the cache directory, and skips files that are not the cache's own. */
public final class DirectoryScan {
  private static final long STALE_MILLIS = 3_600_000;
  private static final int HEX_DIGITS = 2 * EntryKey.BYTES;

  private DirectoryScan() {}

  /** Receives the files of entries. */
  public interface Visitor {

    /**
     * Called with one file of an entry, which may be gone or damaged.
     *
     * @param bytes that it takes
     * @param modified when its file was made, in milliseconds since the epoch
     * @return whether the scan goes on
     */
    boolean see(EntryKey key, long bytes, long modified);
  }

  /**
   * Deletes temporary files that were last written more than an hour ago, or whose time lies as far
   * in the future because the clock was set back.
   *
   * @return bytes of the temporary files that stay
   */
  static long temporary(DiskLayout layout, AccessTracker accesses) throws IOException {
    long now = System.currentTimeMillis();
    long bytes = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.temporary())) {
      for (Path file : files) {
        BasicFileAttributes attributes = DiskLayout.attributes(file);
        if (attributes != null && attributes.isRegularFile()) {
          long age = now - attributes.lastModifiedTime().toMillis();
          long size = DiskBudget.taken(attributes.size());
          if (Math.abs(age) > STALE_MILLIS && layout.readable() && deleted(file)) {
            accesses.add(-size); // the writer was killed before it gave them back
          } else {
            bytes += size;
          }
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return bytes;
  }

  private static boolean deleted(Path file) {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      return false; // on Windows the file may be in use; a later pass tries again
    }
  }

  /**
   * Shows all entries.
   *
   * @return bytes that they take
   */
  public static long entries(DiskLayout layout, EvictionCandidates candidates) throws IOException {
    long[] total = new long[1];
    entries(
        layout,
        (key, bytes, modified) -> {
          candidates.offer(key, bytes, modified);
          total[0] += bytes;
          return true;
        });
    return total[0];
  }

  /** Calls the visitor for all entries, in any order, until it returns false. */
  public static void entries(DiskLayout layout, Visitor visitor) throws IOException {
    boolean wanted = true;
    for (int shard = 0; wanted && shard < DiskLayout.SHARDS; shard++) {
      Path directory = layout.shard(shard);
      BasicFileAttributes attributes = DiskLayout.attributes(directory);
      if (attributes != null && attributes.isDirectory()) {
        wanted = entries(directory, shard, visitor);
      }
    }
  }

  private static boolean entries(Path directory, int shard, Visitor visitor) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        EntryKey key = key(file);
        BasicFileAttributes attributes = key == null ? null : DiskLayout.attributes(file);
        if (key != null
            && key.bits() >>> 56 == shard
            && attributes != null
            && attributes.isRegularFile()
            && !visitor.see(
                key,
                DiskBudget.taken(attributes.size()),
                attributes.lastModifiedTime().toMillis())) {
          return false;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return true; // it was removed meanwhile
    }
    return true;
  }

  /** The key in the name of a file, or null. */
  private static @Nullable EntryKey key(Path file) {
    String name = String.valueOf(file.getFileName());
    if (name.length() != HEX_DIGITS + 6 || !name.endsWith(".entry")) {
      return null;
    }
    String hex = name.substring(0, HEX_DIGITS);
    try {
      EntryKey key = EntryKey.parse(hex);
      return key.hex().equals(hex) ? key : null; // the cache writes lower case
    } catch (IOException e) {
      return null;
    }
  }
}
