package dev.larder.store.memory;

import dev.larder.config.MemoryStay;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The memory tier as a store of its own. What is written is kept as if it was read from a file. */
final class WritableMemory implements Store {
  private final MemoryStore memory;
  private final int maxEntrySize;
  private volatile boolean closed;

  WritableMemory(MemoryStore memory, int maxEntrySize) {
    this.memory = memory;
    this.maxEntrySize = maxEntrySize;
  }

  int entries() {
    return memory.entries();
  }

  int generation(EntryKey key) {
    return memory.generation(key);
  }

  boolean keep(EntryKey key, Entry entry, Object source, int generation) {
    return memory.keep(key, entry, source, generation);
  }

  @Override
  public @Nullable Entry open(EntryKey key) {
    return memory.open(key);
  }

  @Override
  public @Nullable Entry open(EntryKey key, MemoryStay stay) {
    return memory.open(key, stay);
  }

  @Override
  public EntryWriter writer(EntryKey key, EntryMetadata metadata) throws IOException {
    if (closed) {
      throw new IOException("The store is closed");
    }
    return new Writer(key, metadata);
  }

  @Override
  public void refresh(EntryKey key, Entry old, EntryMetadata renewed) throws IOException {
    EntryWriter writer = writer(key, renewed);
    for (ByteBuffer part : old.body()) {
      writer.write(part);
    }
    writer.commit();
  }

  @Override
  public boolean remove(EntryKey key) {
    return memory.remove(key);
  }

  @Override
  public void close() {
    closed = true;
    memory.close();
  }

  private final class Writer implements EntryWriter {
    private final EntryKey key;
    private final EntryMetadata metadata;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private boolean ended;

    Writer(EntryKey key, EntryMetadata metadata) {
      this.key = key;
      this.metadata = metadata;
    }

    private void requireOpen() throws IOException {
      if (ended || closed) {
        throw new IOException("The writer or the store is closed");
      }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      requireOpen();
      if (gathered.size() + bytes.remaining() > maxEntrySize) {
        ended = true;
        throw new EntryTooLargeException(maxEntrySize);
      }
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      gathered.writeBytes(copy);
    }

    @Override
    public long written() {
      return gathered.size();
    }

    @Override
    public void commit() throws IOException {
      requireOpen();
      ended = true;
      byte[] body = gathered.toByteArray();
      int generation = memory.generation(key);
      if (!memory.keep(key, new MemoryEntry(metadata, body, 0, body.length), "file", generation)) {
        memory.remove(key); // rather than leave an older entry there
      }
    }

    @Override
    public void discard() {
      ended = true;
    }
  }
}
