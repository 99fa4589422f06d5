package dev.larder.engine.write;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A body of which the cache holds a part and the network brings the rest (RFC 9111 §3.4).
 *
 * @param before read-only buffers of what comes first
 * @param middle how many bytes the network brings; fewer mean a broken body
 * @param after read-only buffers of what follows
 */
public record Splice(List<ByteBuffer> before, long middle, List<ByteBuffer> after) {

  /** The same with buffers of its own, since whoever reads them moves their positions. */
  Splice copy() {
    return new Splice(duplicates(before), middle, duplicates(after));
  }

  private static List<ByteBuffer> duplicates(List<ByteBuffer> buffers) {
    List<ByteBuffer> duplicates = new ArrayList<>(buffers.size());
    for (ByteBuffer buffer : buffers) {
      duplicates.add(buffer.duplicate());
    }
    return duplicates;
  }

  /** Bytes in buffers. */
  static long bytes(List<ByteBuffer> buffers) {
    long bytes = 0;
    for (ByteBuffer buffer : buffers) {
      bytes += buffer.remaining();
    }
    return bytes;
  }

  /** Bytes of the whole. */
  long length() {
    return bytes(before) + middle + bytes(after);
  }
}
