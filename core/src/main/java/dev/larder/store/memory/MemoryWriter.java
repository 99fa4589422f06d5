package dev.larder.store.memory;

import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Gathers an entry on the heap and hands it over when it is complete. */
final class MemoryWriter implements EntryWriter {
  private final MemoryStore store;
  private final EntryKey key;
  private final int metadataSize;
  private final int maxBodySize;

  /** The metadata and what there is of the body; guarded by this, as all below. */
  private byte[] bytes;

  private int end;
  private boolean closed;

  MemoryWriter(MemoryStore store, EntryKey key, EntryMetadata metadata, int maxBodySize) {
    this.store = store;
    this.key = key;
    this.bytes = MetadataBytes.write(metadata, 1024);
    this.metadataSize = bytes.length - 1024;
    this.end = metadataSize;
    this.maxBodySize = maxBodySize;
  }

  @Override
  public synchronized void write(ByteBuffer buffer) throws IOException {
    requireOpen();
    int size = buffer.remaining();
    if (size > maxBodySize - (end - metadataSize)) {
      discard();
      throw new EntryTooLargeException(maxBodySize);
    }
    if (end + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end + size, 2 * bytes.length));
    }
    buffer.duplicate().get(bytes, end, size);
    end += size;
  }

  @Override
  public synchronized long written() {
    return (long) end - metadataSize;
  }

  @Override
  public synchronized void commit() throws IOException {
    requireOpen();
    try {
      store.commit(key, bytes, metadataSize, end);
    } finally {
      discard();
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("The writer is committed or discarded");
    }
  }

  @Override
  public synchronized void discard() {
    closed = true;
    bytes = new byte[0];
  }
}
