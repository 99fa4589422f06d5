package dev.larder.store.memory;

import dev.larder.config.MemoryStay;
import dev.larder.stats.Statistics;
import dev.larder.store.Checksum;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The memory tier: metadata and body of small entries in {@link Blocks}, their index on the heap
 * ({@link SieveIndex}). A hit is copied to the heap and its checksum is compared, so that an entry
 * depends on nothing here after it was opened. An entry that can't be kept or read is a miss.
 */
public final class MemoryStore implements AutoCloseable {

  /** How long a copy is used before its source is validated again, in milliseconds. */
  private static final long TRUST = 250;

  /** The resolution of the time of the last use, in milliseconds. */
  private static final long GRAIN = 100;

  private final Blocks blocks;
  private final int maxEntrySize;
  private final long ttl;
  private final SourceValidator sources;
  private final LongSupplier millis;
  private final Statistics statistics;
  private final SieveIndex index;
  private final DecodedMetadata decoded = new DecodedMetadata();
  private final AtomicBoolean warned = new AtomicBoolean();
  private boolean told;

  /** Whether the store is closed, though its memory may not be freed yet. */
  private volatile boolean closed;

  private final AtomicBoolean returned = new AtomicBoolean();

  /**
   * Takes over the blocks.
   *
   * @param maxEntrySize bytes of the largest body
   * @param ttl how long an entry stays after its last use; zero is for ever
   * @param sources tells whether the file that an entry was copied from is still there
   * @param millis a clock that never goes back, in milliseconds
   */
  MemoryStore(
      Blocks blocks,
      int maxEntrySize,
      Duration ttl,
      SourceValidator sources,
      LongSupplier millis,
      Statistics statistics) {
    this.blocks = blocks;
    this.maxEntrySize = maxEntrySize;
    this.ttl = millis(ttl);
    this.sources = sources;
    this.millis = millis;
    this.statistics = statistics;
    this.index = new SieveIndex(blocks);
  }

  private static long millis(Duration ttl) {
    return ttl.isZero() ? Long.MAX_VALUE : Math.max(1, ttl.toMillis());
  }

  /** The kind of blocks, for people to read. */
  public String kind() {
    return blocks.name();
  }

  /** How many entries there are. */
  public int entries() {
    return index.size();
  }

  /** Bytes of all reserved blocks. */
  public long bytes() {
    return index.bytes();
  }

  /** A copy of this key's entry, or null. */
  public @Nullable Entry open(EntryKey key) {
    return open(key, ttl);
  }

  /** As {@link #open(EntryKey)}, unless the copy was unused for longer than this. */
  public @Nullable Entry open(EntryKey key, MemoryStay stay) {
    Duration limit = stay.limit();
    return limit == null ? null : open(key, millis(limit));
  }

  private @Nullable Entry open(EntryKey key, long longest) {
    SieveNode node = index.get(key);
    if (node == null || closed || blocks.avoidedBy(Thread.currentThread())) {
      return null;
    }
    try {
      if (!isGood(node, longest)) {
        index.remove(node);
        return null;
      }
      return read(node);
    } catch (RuntimeException | Error e) {
      trouble("reading", e);
      return null;
    }
  }

  /** Whether a copy may be used: it was used lately, and its source is still there. */
  private boolean isGood(SieveNode node, long longest) {
    long now = millis.getAsLong();
    long unused = now - node.used;
    if (unused > longest) {
      return false;
    }
    if (now - node.checked >= TRUST) {
      if (!sources.isCurrent(node.key, node.source)) {
        return false;
      }
      node.checked = now;
    }
    if (unused >= GRAIN) {
      node.used = now;
    }
    if (!node.visited) {
      node.visited = true;
    }
    return true;
  }

  private @Nullable Entry read(SieveNode node) {
    EntryMetadata metadata = node.metadata;
    int start = metadata == null ? node.metadataSize : 0;
    byte[] bytes = new byte[start + node.bodySize];
    if (!blocks.get(node.place, node.size(), node.metadataSize - start, bytes)) {
      return null; // evicted just now
    }
    if (Checksum.of(bytes, start, node.bodySize) != node.bodySum
        || (start != 0 && Checksum.of(bytes, 0, start) != node.metadataSum)) {
      index.remove(node);
      trouble("reading", new IllegalStateException("Wrong checksum"));
      return null;
    }
    if (metadata == null) {
      metadata = MetadataBytes.read(ByteBuffer.wrap(bytes, 0, start));
      if (metadata == null) {
        index.remove(node);
        return null;
      }
      decoded.keep(node, metadata);
    }
    if (!told) {
      told = true; // other threads see this sooner or later, which is enough
      LoggerFactory.getLogger(MemoryStore.class)
          .debug("The first entry is served from memory: ".concat(kind()));
    }
    return new MemoryEntry(metadata, bytes, start, node.bodySize);
  }

  /** A number that changes whenever an entry of this key is removed. Read it before the source. */
  public int generation(EntryKey key) {
    return index.generation(key);
  }

  /**
   * Keeps a copy of an entry of another store, if there is room and no entry of its key was removed
   * since.
   *
   * @param source passed to {@link SourceValidator}
   * @param generation of the key before the entry was opened
   */
  public boolean keep(EntryKey key, Entry entry, Object source, int generation) {
    if (entry.length() > maxEntrySize || closed || blocks.avoidedBy(Thread.currentThread())) {
      return false;
    }
    byte[] bytes = MetadataBytes.write(entry.metadata(), (int) entry.length());
    int end = bytes.length - (int) entry.length();
    int metadataSize = end;
    for (ByteBuffer part : entry.body()) {
      int size = part.remaining();
      part.get(bytes, end, size);
      end += size;
    }
    SieveNode node = put(key, bytes, metadataSize, end, source);
    if (node == null) {
      return false;
    }
    try {
      if (index.publish(node, generation)) {
        return true;
      }
    } catch (RuntimeException | Error e) {
      trouble("writing", e);
      return false;
    }
    drop(node);
    return false;
  }

  private @Nullable SieveNode put(
      EntryKey key, byte[] bytes, int metadataSize, int end, Object source) {
    boolean reserved = false;
    Blocks.Place place = null;
    try {
      reserved = index.reserve(end);
      if (!reserved) {
        return null;
      }
      place = blocks.put(bytes, end);
      if (place == null) { // less memory than planned
        index.evict(end);
        place = blocks.put(bytes, end);
      }
      if (place == null) {
        return null;
      }
      int bodySize = end - metadataSize;
      return new SieveNode(
          key,
          place,
          metadataSize,
          bodySize,
          Checksum.of(bytes, 0, metadataSize),
          Checksum.of(bytes, metadataSize, bodySize),
          source,
          millis.getAsLong());
    } catch (RuntimeException | Error e) {
      trouble("writing", e);
      return null;
    } finally {
      if (reserved && place == null) {
        index.release(end);
      }
    }
  }

  /** Frees the blocks of an entry that was not published. */
  private void drop(SieveNode node) {
    try {
      blocks.free(node.place, node.size());
      index.release(node.size());
    } catch (RuntimeException | Error e) {
      trouble("removing", e);
    }
  }

  /** Removes the copy of this key's entry; whether there was one. */
  public boolean remove(EntryKey key) {
    if (closed) {
      return false;
    }
    try {
      return index.remove(key);
    } catch (RuntimeException | Error e) {
      trouble("removing", e);
      return false;
    }
  }

  /**
   * Counts a failure and logs the first. After an Error the tier is not used any more: a thread
   * that ran out of stack within the map may have left a lock.
   */
  private void trouble(String what, Throwable cause) {
    if (closed) {
      return; // a store that is closed while it is in use fails in many ways
    }
    statistics.failed(what, cause);
    if (cause instanceof Error) {
      closed = true;
    }
    if (warned.compareAndSet(false, true)) {
      LoggerFactory.getLogger(MemoryStore.class)
          .warn("The cache in memory failed (".concat(what).concat(")"), cause);
    }
  }

  @Override
  public void close() {
    closed = true;
    if (!returned.compareAndSet(false, true)) {
      return;
    }
    index.clear();
    decoded.clear();
    try {
      blocks.close();
    } catch (RuntimeException | Error e) {
      LoggerFactory.getLogger(MemoryStore.class).warn("The cache in memory did not close", e);
    }
  }
}
