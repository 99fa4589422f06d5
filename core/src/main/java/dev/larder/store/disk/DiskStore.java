package dev.larder.store.disk;

import dev.larder.config.RefusedException;
import dev.larder.policy.Reason;
import dev.larder.stats.Statistics;
import dev.larder.store.Checksum;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.EvictionHints;
import dev.larder.store.MetadataJson;
import dev.larder.store.Store;
import dev.larder.store.disk.eviction.AccessTracker;
import dev.larder.store.disk.eviction.DiskBudget;
import dev.larder.store.disk.eviction.Janitor;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.EntryFile;
import dev.larder.store.disk.file.FileStamp;
import dev.larder.store.disk.file.MappedEntryCache;
import dev.larder.store.disk.file.MappedFiles;
import dev.larder.store.disk.file.MappingLimiter;
import dev.larder.store.disk.file.StoreFailures;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The disk tier: one file an entry ({@link EntryFile} for its bytes, {@link DiskLayout} for its
 * place). The directory is the truth. Several processes may share it, because an atomic rename
 * makes complete files appear, and files never change. {@link DiskBudget} keeps it within limits.
 *
 * <p>The checksum of a small body is verified at every open; that of a large one when it is mapped,
 * and the mappings of the entries used last are kept.
 */
public final class DiskStore implements Store, EvictionHints {
  /**
   * Bodies of up to so many bytes are copied if they should be mapped and there are too many
   * mappings.
   */
  private static final int COPY_INSTEAD = 1 << 20;

  private final DiskLayout layout;
  private final long maxEntrySize;
  private final int mapFrom;
  private final StoreFailures failures;
  private final MappedEntryCache mappings = new MappedEntryCache();
  private final MappingLimiter mappingLimiter = new MappingLimiter();
  private final AccessTracker accesses;
  private final Janitor janitor;
  private final DiskBudget budget;

  /** What {@link DiskLayout#prepare()} returned when this store last looked for entries there. */
  private volatile @Nullable Object prepared;

  private volatile boolean closed;
  private Consumer<EntryKey> listener = key -> {};

  /**
   * The limits of a store.
   *
   * @param maxSize bytes of the disk for all entries, or 0 for any number
   * @param minFree bytes of the disk that stay free
   * @param maxEntrySize bytes of the largest body, at most 2 GiB - 1
   */
  public record Limits(long maxSize, long minFree, long maxEntrySize) {}

  /**
   * Does no I/O. The directory is checked when it is first needed, and made at the first write.
   *
   * @param mapFrom bytes from which on a body is mapped, at most 16 MiB
   */
  public DiskStore(Path directory, Limits limits, int mapFrom, Statistics statistics) {
    long maxSize = limits.maxSize();
    long largest = Math.min(limits.maxEntrySize(), EntryFile.MAX_BODY_SIZE);
    this.layout = new DiskLayout(directory.toAbsolutePath());
    this.maxEntrySize = maxSize == 0 ? largest : Math.min(largest, maxSize);
    this.mapFrom = Math.max(1, Math.min(mapFrom, 16 << 20));
    this.failures = new StoreFailures(statistics);
    this.accesses = new AccessTracker(layout, failures);
    this.janitor = new Janitor(layout, accesses, mappings, failures, maxSize);
    this.budget = new DiskBudget(layout, accesses, janitor, failures, maxSize, limits.minFree());
  }

  /**
   * Sets who is told of each key whose entry this store replaced or removed, before the call that
   * did so returns. Called once, before the store is used.
   */
  public void onChange(Consumer<EntryKey> told) {
    listener = told;
  }

  @Override
  public @Nullable Entry open(EntryKey key) {
    Entry entry = current(key);
    if (entry != null) {
      accesses.used(key);
    }
    return entry;
  }

  @Override
  public @Nullable Entry current(EntryKey key) {
    if (closed) {
      return null;
    }
    MappedEntryCache.Kept kept = mappings.find(key);
    Path file = kept == null ? layout.entry(key) : kept.file;
    try {
      Entry entry = kept == null ? null : mappings.use(key, kept, DiskLayout.attributes(file));
      // If an exception told that there is no file, a miss would cost ten times as much.
      if (entry == null && Files.exists(file) && layout.readable(key)) {
        return read(key, file);
      }
      return entry;
    } catch (NoSuchFileException | FileNotFoundException | ClosedByInterruptException e) {
      return null; // removed since the check, or the thread was interrupted
    } catch (EntryFile.DamagedException e) {
      failures.failed("A damaged entry is removed: ".concat(file.toString()), e);
      delete(key);
      return null;
    } catch (RefusedException e) {
      failures.refused(e);
      return null;
    } catch (IOException | RuntimeException e) {
      failures.failed("The cache cannot be read: ".concat(file.toString()), e);
      return null;
    }
  }

  /** The stamp of the file that an entry of this store was read from. */
  public static @Nullable FileStamp stampOf(Entry entry) {
    return entry instanceof DiskEntry ours ? ours.stamp() : null;
  }

  /** The stamp of the file of a key, or null if there is no such file. */
  public @Nullable FileStamp stamp(EntryKey key) {
    if (closed) {
      return null;
    }
    try {
      BasicFileAttributes attributes = DiskLayout.attributes(layout.entry(key));
      return attributes != null && attributes.isRegularFile() ? FileStamp.of(attributes) : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private @Nullable Entry read(EntryKey key, Path file) throws IOException {
    FileStamp stamp = layout.ours(file);
    if (stamp == null) {
      return null; // not the user's own file
    }
    // Unlike a channel's, the reads of a RandomAccessFile do not fail on interrupted threads.
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      EntryFile entryFile = EntryFile.read(in, key);
      if (entryFile.bodySize() < mapFrom) {
        return copy(entryFile, in, file, stamp);
      }
      if (mappingLimiter.hasRoom()) {
        Entry mapped = map(entryFile, in, file, stamp);
        mappings.keep(key, file, stamp, mapped);
        dropRemoved();
        return mapped;
      }
      if (entryFile.bodySize() <= COPY_INSTEAD) {
        return copy(entryFile, in, file, stamp);
      }
      throw new IOException("Too many bodies are in use for one more mapping");
    }
  }

  private static Entry copy(EntryFile file, RandomAccessFile in, Path path, FileStamp stamp)
      throws IOException {
    int metadataSize = file.metadataSize();
    int bodySize = (int) file.bodySize();
    byte[] bytes = new byte[metadataSize + bodySize];
    in.readFully(bytes);
    EntryMetadata metadata = file.metadata(bytes);
    ByteBuffer body = ByteBuffer.wrap(bytes, metadataSize, bodySize).slice();
    EntryFile.require(Checksum.of(body) == file.bodySum(), "body checksum");
    return new DiskEntry(metadata, body, file.bodySum(), path, stamp);
  }

  private Entry map(EntryFile file, RandomAccessFile in, Path path, FileStamp stamp)
      throws IOException {
    EntryMetadata metadata = file.readMetadata(in);
    EntryFile.require(EntryFile.sum(in, file.bodySize()) == file.bodySum(), "body checksum");
    ByteBuffer body = MappedFiles.map(in, file.bodyOffset(), file.bodySize());
    mappingLimiter.add(body);
    return new DiskEntry(metadata, body, file.bodySum(), path, stamp);
  }

  /**
   * Drops the mappings of files that other processes removed, because they still take disk space.
   */
  private void dropRemoved() throws IOException {
    for (EntryKey key : mappings.toCheck()) {
      mappings.check(key, DiskLayout.attributes(layout.entry(key)));
    }
  }

  @Override
  public EntryWriter writer(EntryKey key, EntryMetadata metadata) throws IOException {
    return writer(key, metadata, false);
  }

  private DiskEntryWriter writer(EntryKey key, EntryMetadata metadata, boolean renewal)
      throws IOException {
    if (closed) {
      throw new IOException("The store is closed");
    }
    try {
      prepare();
    } catch (RefusedException e) {
      failures.refused(e);
      throw new EntryTooLargeException(Reason.DIR_UNUSABLE); // as in a full store
    }
    return new DiskEntryWriter(this, key, MetadataJson.write(metadata), maxEntrySize, renewal);
  }

  /**
   * Makes the directory if it is missing. If it holds no entry, the total of all entries is known.
   * Threads that find another directory than before wait until one of them has looked.
   */
  private void prepare() throws IOException {
    if (layout.prepare() == prepared) {
      return;
    }
    synchronized (this) {
      Object now = layout.prepare();
      if (now != prepared) {
        if (!layout.hasShards()) {
          accesses.setKnown();
        }
        prepared = now;
      }
    }
  }

  @Override
  public void refresh(EntryKey key, Entry old, EntryMetadata renewed) throws IOException {
    DiskEntryWriter writer = writer(key, renewed, true);
    try {
      if (old instanceof DiskEntry verified) {
        writer.expect(
            verified.sum()); // a body that changed meanwhile must not get a right checksum
      }
      for (ByteBuffer part : old.body()) {
        writer.write(part);
      }
      writer.commit();
    } finally {
      writer.discard();
    }
  }

  @Override
  public long maxEntrySize() {
    return maxEntrySize;
  }

  @Override
  public boolean remove(EntryKey key) {
    mappings.forget(key);
    return delete(key);
  }

  private boolean delete(EntryKey key) {
    try {
      long size = layout.delete(key);
      if (size > 0) {
        budget.give(DiskBudget.taken(size));
      }
      return size >= 0;
    } catch (RefusedException e) {
      failures.refused(e);
      return false;
    } catch (IOException | RuntimeException e) {
      failures.failed("An entry cannot be removed: ".concat(key.hex()), e);
      return false;
    } finally {
      listener.accept(key);
    }
  }

  /** Records a use of an entry that a tier above had. */
  public void used(EntryKey key) {
    accesses.used(key);
  }

  @Override
  public void demote(EntryKey key) {
    accesses.demote(key);
  }

  @Override
  public boolean isUsed(EntryKey key) {
    return accesses.isUsed(key);
  }

  @Override
  public boolean isShared() {
    accesses.table();
    return accesses.isShared();
  }

  /** Gives a complete temporary file its place. */
  void publish(EntryKey key, Path temporary, boolean renewal) throws IOException {
    if (closed) {
      throw new IOException("The store is closed");
    }
    if (!renewal) {
      accesses.used(key); // before the janitor can see the file
    }
    try {
      long replaced = layout.publish(temporary, key);
      if (replaced > 0) {
        budget.give(DiskBudget.taken(replaced));
      }
    } finally {
      mappings.forget(key);
      listener.accept(key);
    }
    dropRemoved();
  }

  /** Lists the entries of the directory. */
  public Inventory inventory() {
    return new Inventory(layout, accesses);
  }

  /** How many bodies are mapped, including those that only a caller holds. */
  int mapped() {
    return mappingLimiter.count();
  }

  DiskBudget budget() {
    return budget;
  }

  StoreFailures failures() {
    return failures;
  }

  Path createTemporary() throws IOException {
    return layout.createTemporary();
  }

  @Override
  public void close() {
    closed = true;
    janitor.close();
    mappings.clear();
  }
}
