package dev.larder.store.memory;

import dev.larder.store.Entry;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Slices;
import java.nio.ByteBuffer;
import java.util.List;

/** An entry that was copied out of memory; its body is the rest of an array. */
@SuppressWarnings("ArrayRecordComponent") // it is never compared
record MemoryEntry(EntryMetadata metadata, byte[] bytes, int start, long length) implements Entry {

  @Override
  public List<ByteBuffer> body() {
    return Slices.of(bytes, start, (int) length);
  }

  @Override
  public boolean isInMemory() {
    return true;
  }
}
