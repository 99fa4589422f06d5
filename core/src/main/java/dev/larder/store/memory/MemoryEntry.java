package dev.larder.store.memory;

import dev.larder.store.Entry;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Slices;
import java.nio.ByteBuffer;
import java.util.List;

/** An entry that was copied out of memory; its body is the rest of an array. */
final class MemoryEntry implements Entry {
  private final EntryMetadata metadata;
  private final byte[] bytes;
  private final int start;
  private final int length;

  MemoryEntry(EntryMetadata metadata, byte[] bytes, int start, int length) {
    this.metadata = metadata;
    this.bytes = bytes;
    this.start = start;
    this.length = length;
  }

  @Override
  public EntryMetadata metadata() {
    return metadata;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public List<ByteBuffer> body() {
    return Slices.of(bytes, start, length);
  }
}
