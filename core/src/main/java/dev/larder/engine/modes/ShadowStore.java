package dev.larder.engine.modes;

import dev.larder.config.MemoryStay;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A store that is not to be written, and over it in memory what would have been: what was removed
 * and, to observe with, what was stored, without the bytes of its body. Of these, the ones used
 * last are known.
 */
public final class ShadowStore implements Store {
  private static final int MOST = 4096;

  /** What would lie under a key; its body can't be served. */
  private record Shadow(EntryMetadata metadata, long length) implements Entry {
    @Override
    public List<ByteBuffer> body() {
      return List.of();
    }
  }

  private record Change(@Nullable Shadow shadow) {}

  private final Store store;
  private final boolean observing;
  private final Map<EntryKey, Change> changes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<EntryKey, Change> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param observing whether what would be stored is to be found, else nothing can be written
   */
  public ShadowStore(Store store, boolean observing) {
    this.store = store;
    this.observing = observing;
  }

  @Override
  public @Nullable Entry open(EntryKey key) {
    Change change = change(key);
    return change == null ? store.open(key) : change.shadow;
  }

  @Override
  public @Nullable Entry open(EntryKey key, MemoryStay stay) {
    Change change = change(key);
    return change == null ? store.open(key, stay) : change.shadow;
  }

  private @Nullable Change change(EntryKey key) {
    synchronized (changes) {
      return changes.get(key);
    }
  }

  private void change(EntryKey key, @Nullable Shadow to) {
    synchronized (changes) {
      changes.put(key, new Change(to));
    }
  }

  @Override
  public EntryWriter writer(EntryKey key, EntryMetadata metadata) throws IOException {
    if (!observing) {
      throw new IOException("Nothing is stored in this mode");
    }
    return new Counter(key, metadata);
  }

  @Override
  public void refresh(EntryKey key, Entry old, EntryMetadata renewed) {
    if (observing) {
      change(key, new Shadow(renewed, old.length()));
    }
  }

  @Override
  public boolean remove(EntryKey key) {
    boolean there = open(key) != null;
    if (there) {
      change(key, null);
    }
    return there;
  }

  @Override
  public long maxEntrySize() {
    return store.maxEntrySize();
  }

  @Override
  public void close() {
    // The store belongs to others.
  }

  /** Counts a body. */
  private final class Counter implements EntryWriter {
    private final EntryKey key;
    private final EntryMetadata metadata;
    private long written;
    private boolean ended;

    Counter(EntryKey key, EntryMetadata metadata) {
      this.key = key;
      this.metadata = metadata;
    }

    @Override
    public synchronized void write(ByteBuffer bytes) throws IOException {
      if (ended) {
        throw new IOException("The writer is closed");
      }
      written += bytes.remaining();
      if (written > maxEntrySize()) {
        ended = true;
        throw new EntryTooLargeException(maxEntrySize());
      }
    }

    @Override
    public synchronized long written() {
      return written;
    }

    @Override
    public synchronized void commit() throws IOException {
      if (ended) {
        throw new IOException("The writer is closed");
      }
      ended = true;
      change(key, new Shadow(metadata, written));
    }

    @Override
    public synchronized void discard() {
      ended = true;
    }
  }
}
