package dev.larder.agent.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The body of a network response, of which the cache gets each byte once as the program reads it.
 * It is complete at its end, and as soon as all bytes have come that were announced: many programs
 * read no further. What the program leaves unread when it closes the body is read here if it has
 * come already, or if the client would read it anyway. While one thread reads, another one may
 * close.
 */
public final class TeeStream extends InputStream {

  private static final int DRAINED_AT_ONCE = 8 << 10;

  /** Tells of a body of unknown length whether its end is there, without waiting for it. */
  public interface EndSeen {
    boolean in(InputStream body) throws Throwable;
  }

  private final InputStream in;
  private final BodyTee tee;
  private final long expected;
  private final EndSeen end;
  private final boolean readsOn;
  private final ReentrantLock reading = new ReentrantLock();
  private long position;
  private long marked;

  /** So many bytes has the cache: a program may go back and read some again. */
  private long written;

  private volatile boolean ended;

  /** A body of which no more is read than what has come when it is closed. */
  public TeeStream(InputStream body, BodyTee tee, EndSeen end) {
    this(body, tee, end, false);
  }

  /**
   * A body of a client that reads on itself when it is closed.
   *
   * @param readsOn whether the rest is read then; the stream below says how long that may take
   */
  public TeeStream(InputStream body, BodyTee tee, boolean readsOn) {
    this(body, tee, in -> false, readsOn);
  }

  private TeeStream(InputStream body, BodyTee tee, EndSeen end, boolean readsOn) {
    this.in = body;
    this.tee = tee;
    this.expected = tee.expectedLength();
    this.end = end;
    this.readsOn = readsOn;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    reading.lock();
    try {
      int count = in.read(bytes, offset, length);
      if (count >= 0) {
        take(bytes, offset, count);
      } else {
        complete();
      }
      return count;
    } catch (IOException | RuntimeException | Error failure) {
      abort();
      throw failure;
    } finally {
      reading.unlock();
    }
  }

  private void take(byte[] bytes, int offset, int count) {
    position += count;
    int fresh = (int) Math.min(count, position - written);
    if (fresh > 0 && !ended) {
      tee.write(List.of(ByteBuffer.wrap(bytes, offset + count - fresh, fresh)));
      written = position;
      if (written == expected) {
        complete();
      }
    }
  }

  private void complete() {
    if (!ended) {
      ended = true;
      tee.complete();
    }
  }

  private void abort() {
    if (!ended) {
      ended = true;
      tee.abort();
    }
  }

  @Override
  public long skip(long count) throws IOException {
    byte[] skipped = new byte[(int) Math.max(0, Math.min(count, DRAINED_AT_ONCE))];
    long left = count;
    while (left > 0) {
      int read = read(skipped, 0, (int) Math.min(left, skipped.length));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return Math.max(0, count) - Math.max(0, left);
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public boolean markSupported() {
    return in.markSupported();
  }

  @Override
  public synchronized void mark(int limit) {
    reading.lock();
    try {
      in.mark(limit);
      marked = position;
    } finally {
      reading.unlock();
    }
  }

  @Override
  public synchronized void reset() throws IOException {
    reading.lock();
    try {
      in.reset();
      position = marked;
    } finally {
      reading.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    if (!ended && reading.tryLock()) {
      try {
        drain();
      } finally {
        reading.unlock();
      }
    }
    abort();
    in.close();
  }

  /** Reads what is there already of a body that is being stored. */
  private void drain() {
    if (!tee.isStoring()) {
      return;
    }
    byte[] bytes = new byte[DRAINED_AT_ONCE];
    try {
      boolean allThere = readsOn || (expected < 0 && end.in(in));
      while (!ended && (allThere || (expected >= 0 && in.available() > 0))) {
        int unused = read(bytes, 0, bytes.length);
      }
    } catch (Throwable broken) {
      abort();
    }
  }
}
