package dev.larder.store.disk;

import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The large entries that were used last, mapped and checked. A kept entry is good only while its
 * file is the same: any process may replace a file, never change it. What is kept holds the disk
 * space of a file that another process removed until the files are looked at again, which happens
 * about once a second while bodies are mapped or written. Any thread may call.
 */
final class HotMappings {
  private static final int MAX_ENTRIES = 64;
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** One state of a file. A mapping holds the inode, so that its number is not used again. */
  private record Identity(@Nullable Object fileKey, FileTime modified, long size) {
    static Identity of(BasicFileAttributes file) {
      return new Identity(file.fileKey(), file.lastModifiedTime(), file.size());
    }

    boolean is(BasicFileAttributes file) {
      return size == file.size()
          && modified.equals(file.lastModifiedTime())
          && Objects.equals(fileKey, file.fileKey());
    }
  }

  private record Kept(Identity identity, Entry entry) {}

  /** The least recently used first; guarded by this. */
  private final Map<EntryKey, Kept> entries = new LinkedHashMap<>(16, 0.75f, true);

  private long checked = System.nanoTime();

  /** The entry that was kept for this state of the key's file, or null. */
  synchronized @Nullable Entry get(EntryKey key, BasicFileAttributes file) {
    Kept kept = entries.get(key);
    if (kept == null) {
      return null;
    }
    if (!kept.identity.is(file)) {
      entries.remove(key);
      return null;
    }
    return kept.entry;
  }

  /** Keeps an entry that was read after the file was in this state. */
  synchronized void keep(EntryKey key, BasicFileAttributes file, Entry entry) {
    entries.put(key, new Kept(Identity.of(file), entry));
    if (entries.size() > MAX_ENTRIES) {
      Iterator<EntryKey> eldest = entries.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  /** The keys of all that is kept, to look at their files, or none if that was done just now. */
  synchronized List<EntryKey> toCheck() {
    long now = System.nanoTime();
    if (now - checked < CHECK_NANOS) {
      return List.of();
    }
    checked = now;
    return List.copyOf(entries.keySet());
  }

  /** Keeps the entry only if its file is in this state; null if it is gone. */
  synchronized void check(EntryKey key, @Nullable BasicFileAttributes file) {
    Kept kept = entries.get(key);
    if (kept != null && (file == null || !kept.identity.is(file))) {
      entries.remove(key);
    }
  }

  synchronized void forget(EntryKey key) {
    entries.remove(key);
  }

  synchronized void clear() {
    entries.clear();
  }
}
