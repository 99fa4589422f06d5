package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.stream.Stream;

/** A body that comes in parts, each when the last one was read. */
final class StreamedBody extends InputStream {

  private final Stream<byte[]> parts;
  private final Iterator<byte[]> left;
  private byte[] part = {};
  private int position;

  /** A body of these parts, which are closed with it. */
  StreamedBody(Stream<byte[]> parts) {
    this.parts = parts;
    this.left = parts.iterator();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    while (length > 0 && position == part.length) {
      if (!left.hasNext()) {
        return -1;
      }
      part = left.next();
      position = 0;
    }
    int count = Math.min(length, part.length - position);
    System.arraycopy(part, position, bytes, offset, count);
    position += count;
    return count;
  }

  @Override
  public void close() {
    parts.close();
  }
}
