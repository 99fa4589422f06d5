package dev.larder.store.remote.redis;

import java.io.IOException;
import java.io.InputStream;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * Reads replies of bounded size. A server may announce any length, and room for it is made before
 * its bytes come; here a reply that is larger than any that was asked for ends the connection.
 */
final class ReplyStream extends RedisInputStream {

  /** Bytes of the largest reply, which is that of a stream. */
  private static final int LARGEST = 4 << 20;

  /** What each length counts besides, so that arrays are bounded in number and depth. */
  private static final int EACH = 1024;

  private long left = LARGEST;

  ReplyStream(InputStream in) {
    super(new Counted(in));
  }

  /** The next reply begins. */
  void begin() {
    left = LARGEST;
    ((Counted) in).left = LARGEST;
  }

  @Override
  public int readIntCrLf() {
    long length = readLongCrLf();
    left -= Math.max(0, length) + EACH;
    if (length < -1 || length > LARGEST || left < 0) {
      throw new JedisConnectionException("A reply is larger than what was asked for");
    }
    return (int) length;
  }

  /** Bounds what has no length, such as the text of an error. */
  private static final class Counted extends InputStream {
    private final InputStream in;
    private long left = LARGEST;

    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      left -= count;
      if (left < 0) {
        throw new IOException("A reply is larger than what was asked for");
      }
      return count;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }
  }
}
