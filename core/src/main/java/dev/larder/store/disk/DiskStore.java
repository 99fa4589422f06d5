package dev.larder.store.disk;

import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.MetadataJson;
import dev.larder.store.Store;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk tier: one file an entry ({@link EntryFile} for its bytes, {@link DiskLayout} for its
 * place). The directory is the truth and several processes may share it, since files appear
 * complete by an atomic rename and never change.
 *
 * <p>The checksum of a small body is verified at every open; that of a large one when it is mapped,
 * and the mappings of the entries used last are kept.
 */
public final class DiskStore implements Store {
  /** Bytes up to which a body is copied where it should be mapped and there is no room. */
  private static final int COPY_INSTEAD = 1 << 20;

  private final DiskLayout layout;
  private final long maxEntrySize;
  private final int mapFrom;
  private final Statistics statistics;
  private final HotMappings mappings = new HotMappings();
  private final LiveMappings live = new LiveMappings();
  private final AtomicBoolean warned = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Does no I/O: the directory is looked at when it is first needed and made when something is
   * first written.
   *
   * @param maxEntrySize bytes of the largest body, at most 2 GiB - 1
   * @param mapFrom bytes from which on a body is mapped, at most 16 MiB
   */
  public DiskStore(Path directory, long maxEntrySize, int mapFrom, Statistics statistics) {
    this.layout = new DiskLayout(directory.toAbsolutePath());
    this.maxEntrySize = Math.min(maxEntrySize, EntryFile.MAX_BODY_SIZE);
    this.mapFrom = Math.max(1, Math.min(mapFrom, 16 << 20));
    this.statistics = statistics;
  }

  @Override
  public @Nullable Entry open(EntryKey key) {
    if (closed) {
      return null;
    }
    Path file = layout.entry(key);
    try {
      return layout.readable() ? read(key, file) : null;
    } catch (NoSuchFileException | FileNotFoundException | ClosedByInterruptException e) {
      return null; // gone since it was looked for, or the thread was interrupted just now
    } catch (EntryFile.DamagedException e) {
      trouble("A damaged entry is removed: ".concat(file.toString()), e);
      delete(file);
      return null;
    } catch (IOException | RuntimeException e) {
      trouble("The cache cannot be read: ".concat(file.toString()), e);
      return null;
    }
  }

  /** The state of the file under a key, or null if there is none that can be told. */
  public @Nullable FileState state(EntryKey key) {
    if (closed) {
      return null;
    }
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(
              layout.entry(key), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() ? FileState.of(attributes) : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private @Nullable Entry read(EntryKey key, Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      return null; // not ours, whatever it is
    }
    Entry kept = mappings.get(key, attributes);
    if (kept != null) {
      return kept;
    }
    // Unlike a channel's, the reads of a RandomAccessFile do not fail on interrupted threads.
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long size = in.length();
      EntryFile.require(size > EntryFile.HEADER_SIZE, "file size");
      byte[] header = new byte[EntryFile.HEADER_SIZE];
      in.readFully(header);
      EntryFile entryFile = EntryFile.read(header, key, size);
      if (entryFile.bodySize() < mapFrom) {
        return copy(entryFile, in);
      }
      if (live.haveRoom()) {
        return map(key, attributes, entryFile, in);
      }
      if (entryFile.bodySize() <= COPY_INSTEAD) {
        return copy(entryFile, in);
      }
      throw new IOException("Too many bodies are in use for one more mapping");
    }
  }

  private Entry copy(EntryFile file, RandomAccessFile in) throws IOException {
    int metadataSize = file.metadataSize();
    int bodySize = (int) file.bodySize();
    byte[] bytes = new byte[metadataSize + bodySize];
    in.readFully(bytes);
    EntryMetadata metadata = metadata(file, bytes);
    ByteBuffer body = ByteBuffer.wrap(bytes, metadataSize, bodySize).slice();
    EntryFile.require(EntryFile.sum(body) == file.bodySum(), "body checksum");
    return new DiskEntry(metadata, body);
  }

  private Entry map(
      EntryKey key, BasicFileAttributes attributes, EntryFile file, RandomAccessFile in)
      throws IOException {
    byte[] bytes = new byte[file.metadataSize()];
    in.readFully(bytes);
    EntryMetadata metadata = metadata(file, bytes);
    ByteBuffer body = map(in.getChannel(), file);
    live.add(body);
    EntryFile.require(EntryFile.sum(body) == file.bodySum(), "body checksum");
    Entry entry = new DiskEntry(metadata, body);
    mappings.keep(key, attributes, entry);
    return entry;
  }

  /** A channel closes itself on an interrupted thread, so the interrupt has to wait. */
  private static ByteBuffer map(FileChannel channel, EntryFile file) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      return channel.map(FileChannel.MapMode.READ_ONLY, file.bodyOffset(), file.bodySize());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static EntryMetadata metadata(EntryFile file, byte[] bytes) throws IOException {
    int size = file.metadataSize();
    EntryFile.require(EntryFile.sum(bytes, 0, size) == file.metadataSum(), "metadata checksum");
    try {
      return MetadataJson.read(bytes, 0, size);
    } catch (IOException e) {
      EntryFile.DamagedException damaged = new EntryFile.DamagedException("metadata");
      damaged.initCause(e);
      throw damaged;
    }
  }

  @Override
  public EntryWriter writer(EntryKey key, EntryMetadata metadata) throws IOException {
    if (closed) {
      throw new IOException("The store is closed");
    }
    layout.prepare();
    return new DiskEntryWriter(this, key, MetadataJson.write(metadata), maxEntrySize);
  }

  @Override
  public void refresh(EntryKey key, Entry old, EntryMetadata renewed) throws IOException {
    EntryWriter writer = writer(key, renewed);
    try {
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
    return delete(layout.entry(key));
  }

  private boolean delete(Path file) {
    try {
      return layout.delete(file);
    } catch (IOException | RuntimeException e) {
      trouble("An entry cannot be removed: ".concat(file.toString()), e);
      return false;
    }
  }

  /** Gives a complete temporary file its place. */
  void publish(EntryKey key, Path temporary) throws IOException {
    if (closed) {
      throw new IOException("The store is closed");
    }
    layout.publish(temporary, layout.entry(key));
    mappings.forget(key);
  }

  Path createTemporary() throws IOException {
    return layout.createTemporary();
  }

  /** Counts each trouble and logs the first in one sentence; why it came about is a detail. */
  void trouble(String what, Exception cause) {
    statistics.failures.increment();
    if (warned.compareAndSet(false, true)) {
      Logger log = LoggerFactory.getLogger(DiskStore.class);
      log.warn("{}: {}", what, cause.toString());
      log.debug(what, cause);
    }
  }

  @Override
  public void close() {
    closed = true;
    mappings.clear();
  }
}
