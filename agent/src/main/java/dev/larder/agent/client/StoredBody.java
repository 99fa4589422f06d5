package dev.larder.agent.client;

import dev.larder.store.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body of a stored response. One thread at a time may read. */
public final class StoredBody extends InputStream {

  private final List<ByteBuffer> parts;
  private ByteBuffer part = ByteBuffer.allocate(0);
  private int next;
  private long left;

  /**
   * A body.
   *
   * @param mapped the entry of whose mapping the buffers are, or null if nobody can change them
   */
  public StoredBody(List<ByteBuffer> buffers, @Nullable Entry mapped) {
    parts = mapped == null ? buffers : new CheckedCopies(buffers, mapped);
    for (ByteBuffer buffer : buffers) {
      left += buffer.remaining();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Throws {@link IOException} if the bytes are no longer those that were stored. */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    while (!part.hasRemaining()) {
      if (next == parts.size()) {
        return -1;
      }
      part = parts.get(next);
      next++;
    }
    int count = Math.min(length, part.remaining());
    part.get(bytes, offset, count);
    left -= count;
    return count;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, left);
  }
}
