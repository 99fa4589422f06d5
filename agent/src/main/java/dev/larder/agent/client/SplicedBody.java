package dev.larder.agent.client;

import dev.larder.engine.write.PartialMerge;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body of which a part is stored and the network brings the rest (RFC 9111 §3.4). One thread at a
 * time may read.
 */
public final class SplicedBody extends FilterInputStream {

  private final InputStream before;
  private final InputStream after;
  private long missing;

  /**
   * The body.
   *
   * @param middle what the network brings
   */
  public SplicedBody(InputStream middle, PartialMerge merge) {
    super(middle);
    before = new StoredBody(merge.before(), null);
    after = new StoredBody(merge.after(), null);
    missing = merge.middle();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Throws {@link EOFException} if the network brings less than it said. */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = before.read(bytes, offset, length);
    if (count >= 0) {
      return count;
    }
    if (missing == 0) {
      return after.read(bytes, offset, length);
    }
    count = in.read(bytes, offset, (int) Math.min(length, missing));
    if (count < 0) {
      throw new EOFException("The response lacks " + missing + " bytes");
    }
    missing -= count;
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    byte[] skipped = new byte[(int) Math.max(0, Math.min(count, 8 << 10))];
    int read = skipped.length == 0 ? 0 : read(skipped, 0, skipped.length);
    return Math.max(0, read);
  }

  @Override
  public int available() throws IOException {
    int stored = before.available();
    return stored > 0 ? stored : missing > 0 ? in.available() : after.available();
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
