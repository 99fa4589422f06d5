package dev.larder.store.memory;

import dev.larder.store.Entry;
import dev.larder.store.EntryMetadata;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An entry that was copied out of memory; its body is the rest of an array. */
final class MemoryEntry implements Entry {
  private static final int SLICE = 1 << 20;

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
    if (length == 0) {
      return List.of();
    }
    if (length <= SLICE) {
      return List.of(slice(0, length));
    }
    List<ByteBuffer> slices = new ArrayList<>(length / SLICE + 1);
    for (int done = 0; done < length; done += SLICE) {
      slices.add(slice(done, Math.min(SLICE, length - done)));
    }
    return slices;
  }

  private ByteBuffer slice(int offset, int size) {
    return ByteBuffer.wrap(bytes, start + offset, size).slice().asReadOnlyBuffer();
  }
}
