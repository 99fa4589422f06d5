package dev.larder.store.disk;

import dev.larder.store.Entry;
import dev.larder.store.EntryMetadata;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An entry whose body is one read-only buffer, on the heap or mapped. */
final class DiskEntry implements Entry {
  private static final int SLICE = 1 << 20;

  private final EntryMetadata metadata;
  private final ByteBuffer body;

  DiskEntry(EntryMetadata metadata, ByteBuffer body) {
    this.metadata = metadata;
    this.body = body.asReadOnlyBuffer();
  }

  @Override
  public EntryMetadata metadata() {
    return metadata;
  }

  @Override
  public long length() {
    return body.remaining();
  }

  @Override
  public List<ByteBuffer> body() {
    int length = body.remaining();
    if (length == 0) {
      return List.of();
    }
    if (length <= SLICE) {
      return List.of(body.slice());
    }
    List<ByteBuffer> slices = new ArrayList<>(length / SLICE + 1);
    int start = body.position();
    for (int done = 0; done < length; done += SLICE) {
      slices.add(body.slice(start + done, Math.min(SLICE, length - done)));
      if (length - done <= SLICE) {
        break; // done must not overflow near 2 GiB
      }
    }
    return slices;
  }
}
