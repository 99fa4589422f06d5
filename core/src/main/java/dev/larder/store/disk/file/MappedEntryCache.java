package dev.larder.store.disk.file;

import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the large entries that were used last, mapped and verified. A kept entry is valid while its
 * file is the same one: any process may replace a file, but none changes one. A mapping holds the
 * disk space of a file that another process removed. So the files are checked about once a second
 * while bodies are mapped or written. Any thread may call.
 */
public final class MappedEntryCache {
  private static final int MAX_ENTRIES = 256;
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The resolution of the time of the last use, in nanoseconds. */
  private static final long GRAIN = TimeUnit.MILLISECONDS.toNanos(1);

  /** An entry and the stamp of its file. While the file is mapped, its inode is not used again. */
  public static final class Kept {
    public final Path file;
    final FileStamp stamp;
    final Entry entry;

    /** When it was used last, roughly. */
    volatile long used;

    Kept(Path file, FileStamp stamp, Entry entry, long used) {
      this.file = file;
      this.stamp = stamp;
      this.entry = entry;
      this.used = used;
    }
  }

  private final ConcurrentHashMap<EntryKey, Kept> entries = new ConcurrentHashMap<>();

  private final PollTimer check = new PollTimer();

  public MappedEntryCache() {
    check.restart(CHECK_NANOS);
  }

  /** The kept entry of a key, whose file has still to be compared, or null. */
  public @Nullable Kept find(EntryKey key) {
    return entries.get(key);
  }

  /** The kept entry for one use, if its file is still the same; else null. */
  public @Nullable Entry use(EntryKey key, Kept kept, @Nullable BasicFileAttributes file) {
    if (file == null || !kept.stamp.is(file)) {
      entries.remove(key, kept);
      return null;
    }
    long now = System.nanoTime();
    if (now - kept.used >= GRAIN) {
      kept.used = now;
    }
    return kept.entry;
  }

  /** Keeps an entry that was read from this file after the file had this stamp. */
  public synchronized void keep(EntryKey key, Path file, FileStamp stamp, Entry entry) {
    long now = System.nanoTime();
    entries.put(key, new Kept(file, stamp, entry, now));
    while (entries.size() > MAX_ENTRIES) {
      EntryKey eldest = key;
      long longest = -1;
      for (Map.Entry<EntryKey, Kept> one : entries.entrySet()) {
        long unused = now - one.getValue().used;
        if (unused > longest && !one.getKey().equals(key)) {
          longest = unused;
          eldest = one.getKey();
        }
      }
      entries.remove(eldest);
    }
  }

  /**
   * The keys of all kept entries, whose files are to be checked; none if that was done within a
   * second.
   */
  public List<EntryKey> toCheck() {
    return check.take(CHECK_NANOS) ? List.copyOf(entries.keySet()) : List.of();
  }

  /** Drops the entry if its file has other attributes; null if the file is gone. */
  public void check(EntryKey key, @Nullable BasicFileAttributes file) {
    Kept kept = entries.get(key);
    if (kept != null && (file == null || !kept.stamp.is(file))) {
      entries.remove(key, kept);
    }
  }

  public void forget(EntryKey key) {
    entries.remove(key);
  }

  public void clear() {
    entries.clear();
  }
}
