package dev.larder.library;

import dev.larder.store.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads buffers one after the other without changing them. */
final class BodyStream extends InputStream {
  private final List<ByteBuffer> parts = new ArrayList<>();
  private final @Nullable Entry mapped;
  private int next;

  /**
   * A stream.
   *
   * @param mapped the entry of whose mapping the buffers are, or null if they are not mapped
   */
  BodyStream(List<ByteBuffer> body, @Nullable Entry mapped) {
    this.mapped = mapped;
    for (ByteBuffer part : body) {
      parts.add(part.duplicate());
    }
  }

  /** Goes to the next part that is not read to its end. Returns whether there is one. */
  private boolean hasMore() {
    while (next < parts.size() && !parts.get(next).hasRemaining()) {
      next++;
    }
    return next < parts.size();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!hasMore()) {
      return -1;
    }
    ByteBuffer part = parts.get(next);
    int count = Math.min(length, part.remaining());
    try {
      part.get(into, offset, count);
      if (!part.hasRemaining()) {
        check(mapped);
      }
    } catch (InternalError e) { // the JVM reports an access behind the end of a mapped file
      throw shortened(e);
    }
    return count;
  }

  /** Fails if the file of the mapping was shortened: the JVM does not always report that. */
  static void check(@Nullable Entry mapped) throws IOException {
    if (mapped != null && mapped.isShortened()) {
      throw shortened(null);
    }
  }

  static IOException shortened(@Nullable Throwable cause) {
    return new IOException("The file of the body was shortened", cause);
  }

  @Override
  public int available() {
    return hasMore() ? parts.get(next).remaining() : 0;
  }
}
