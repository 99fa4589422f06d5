package dev.larder.library;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads buffers one after the other; the buffers stay as they are. */
final class BodyStream extends InputStream {
  private final List<ByteBuffer> parts = new ArrayList<>();
  private int next;

  BodyStream(List<ByteBuffer> body) {
    for (ByteBuffer part : body) {
      parts.add(part.duplicate());
    }
  }

  /** Goes to a part with something left in it; whether there is one. */
  private boolean hasMore() {
    while (next < parts.size() && !parts.get(next).hasRemaining()) {
      next++;
    }
    return next < parts.size();
  }

  @Override
  public int read() {
    return hasMore() ? parts.get(next).get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!hasMore()) {
      return -1;
    }
    ByteBuffer part = parts.get(next);
    int count = Math.min(length, part.remaining());
    part.get(into, offset, count);
    return count;
  }

  @Override
  public int available() {
    return hasMore() ? parts.get(next).remaining() : 0;
  }
}
