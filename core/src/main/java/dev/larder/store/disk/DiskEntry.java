package dev.larder.store.disk;

import dev.larder.store.Entry;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Slices;
import java.nio.ByteBuffer;
import java.util.List;

/** An entry whose body is one buffer, on the heap or mapped, and had this checksum. */
final class DiskEntry implements Entry {
  private final EntryMetadata metadata;
  private final ByteBuffer body;
  private final int sum;

  private final FileState state;

  DiskEntry(EntryMetadata metadata, ByteBuffer body, int sum, FileState state) {
    this.metadata = metadata;
    this.body = body.slice();
    this.sum = sum;
    this.state = state;
  }

  /** The state of the file that it was read from. */
  FileState state() {
    return state;
  }

  @Override
  public int sum() {
    return sum;
  }

  @Override
  public EntryMetadata metadata() {
    return metadata;
  }

  @Override
  public long length() {
    return body.capacity();
  }

  @Override
  public List<ByteBuffer> body() {
    return Slices.of(body);
  }
}
