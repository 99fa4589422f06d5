package dev.larder.store.tiers;

import dev.larder.config.MemoryStay;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.Store;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.disk.file.FileStamp;
import dev.larder.store.memory.MemoryStore;
import dev.larder.store.memory.MemoryTier;
import dev.larder.store.memory.SourceValidator;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The memory tier over the disk tier. The disk holds every entry and is the truth; memory holds
 * copies of small entries that were read from it. An entry is not copied when it is written: most
 * are not asked for again soon, and the first reader reads a file that the operating system still
 * has in its cache.
 *
 * <p>A copy carries the stamp of its file. What this process replaces or removes is gone from
 * memory before the call returns, and a copy that was begun before is not kept. A change by another
 * process is noticed when the stamp of the file is compared again, at most a few times a second.
 */
public final class TieredStore implements Store, SourceValidator {

  /** After so many reads of small entries the memory tier starts, even if nothing is written. */
  private static final int READS = 32;

  private final DiskStore disk;
  private final MemoryTier memory;
  private final AtomicInteger reads = new AtomicInteger();

  /** Takes over both tiers. The memory tier starts when an entry is written, or many are read. */
  public TieredStore(DiskStore disk, MemoryTier memory) {
    this.disk = disk;
    this.memory = memory;
    disk.onChange(this::forget);
  }

  @Override
  public @Nullable Entry open(EntryKey key) {
    return openFirst(key, null);
  }

  @Override
  public @Nullable Entry open(EntryKey key, MemoryStay stay) {
    return stay.limit() == null ? disk.open(key) : openFirst(key, stay);
  }

  /** Opens the copy in memory, or else the entry on disk. */
  private @Nullable Entry openFirst(EntryKey key, @Nullable MemoryStay stay) {
    MemoryStore above = memory.store();
    if (above == null) {
      Entry entry = disk.open(key);
      if (entry != null && isSmall(entry) && reads.get() < READS) {
        startAfterManyReads();
      }
      return entry;
    }
    Entry copy = stay == null ? above.open(key) : above.open(key, stay);
    if (copy == null) {
      return openBelow(key, above);
    }
    disk.used(key);
    return copy;
  }

  @Override
  public @Nullable Entry current(EntryKey key) {
    return disk.current(key);
  }

  private void startAfterManyReads() {
    if (reads.incrementAndGet() == READS) {
      memory.start(this);
    }
  }

  /** Reads the disk, and copies a small entry to memory. */
  private @Nullable Entry openBelow(EntryKey key, MemoryStore above) {
    int generation = above.generation(key);
    Entry entry = disk.open(key);
    FileStamp stamp = entry == null ? null : DiskStore.stampOf(entry);
    if (entry != null && stamp != null && isSmall(entry)) {
      above.keep(key, entry, stamp, generation);
    }
    return entry;
  }

  private boolean isSmall(Entry entry) {
    return entry.length() <= memory.maxEntrySize();
  }

  @Override
  public boolean isCurrent(EntryKey key, Object source) {
    return source.equals(disk.stamp(key));
  }

  @Override
  public EntryWriter writer(EntryKey key, EntryMetadata metadata) throws IOException {
    EntryWriter writer = disk.writer(key, metadata);
    memory.start(this);
    return writer;
  }

  @Override
  public void refresh(EntryKey key, Entry old, EntryMetadata renewed) throws IOException {
    disk.refresh(key, old, renewed);
  }

  @Override
  public boolean remove(EntryKey key) {
    return disk.remove(key);
  }

  /** After this process replaced or removed the entry on disk, memory has nothing older. */
  private void forget(EntryKey key) {
    MemoryStore above = memory.store();
    if (above != null) {
      above.remove(key);
    }
  }

  @Override
  public long maxEntrySize() {
    return disk.maxEntrySize();
  }

  @Override
  public void close() {
    memory.close();
    disk.close();
  }
}
