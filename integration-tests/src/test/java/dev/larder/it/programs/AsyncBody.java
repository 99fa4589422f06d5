package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * A body that a thread reads while it comes: the client gets capacity for as much as was read. What
 * comes without capacity, as the client says that it may, is kept.
 */
final class AsyncBody implements AsyncResponseConsumer<Void> {

  /** The end of a body, whole or not. */
  private static final byte[] END = {};

  private final CountDownLatch head = new CountDownLatch(1);
  private final BlockingQueue<byte[]> parts = new LinkedBlockingQueue<>();
  private volatile @Nullable FutureCallback<Void> callback;
  private volatile @Nullable CapacityChannel capacity;
  private volatile @Nullable Exception failure;
  private volatile List<? extends Header> trailers = List.of();
  private volatile boolean whole;
  private long pending;
  private long most;

  /** The most bytes that were there before they were read. */
  synchronized long most() {
    return most;
  }

  /** What came after the body. */
  List<String> trailers() {
    return trailers.stream().map(Header::toString).toList();
  }

  /** The body, once the head is there. */
  InputStream stream(Future<Void> response) throws InterruptedException {
    head.await();
    return new Stream(response);
  }

  @Override
  public void consumeResponse(
      HttpResponse response,
      @Nullable EntityDetails details,
      HttpContext context,
      FutureCallback<Void> result) {
    callback = result;
    if (details == null) {
      streamEnd(null);
    }
    head.countDown();
  }

  @Override
  public void informationResponse(HttpResponse response, HttpContext context) {}

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    capacity = channel;
    grant();
  }

  /** Lets as many bytes come as there is room for. */
  private void grant() throws IOException {
    CapacityChannel channel = capacity;
    boolean room;
    synchronized (this) {
      room = pending == 0;
    }
    if (channel != null && room) {
      capacity = null;
      channel.update(10_000);
    }
  }

  @Override
  public void consume(ByteBuffer bytes) {
    byte[] part = new byte[bytes.remaining()];
    bytes.get(part);
    synchronized (this) {
      pending += part.length;
      most = Math.max(most, pending);
    }
    parts.add(part);
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> fields) {
    trailers = fields == null ? List.of() : fields;
    whole = true;
    parts.add(END);
    FutureCallback<Void> result = callback;
    if (result != null) {
      result.completed(null);
    }
  }

  /** Version 5.0 may cancel a request that was answered before it knew how to cancel it. */
  @Override
  public void failed(Exception cause) {
    if (whole) {
      return;
    }
    failure = cause;
    parts.add(END);
    head.countDown();
  }

  @Override
  public void releaseResources() {}

  private final class Stream extends InputStream {

    private final Future<Void> response;
    private byte[] part = {};
    private int position;
    private boolean ended;

    Stream(Future<Void> response) {
      this.response = response;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      while (length > 0 && position == part.length) {
        if (ended) {
          return -1;
        }
        next();
      }
      int count = Math.min(length, part.length - position);
      System.arraycopy(part, position, bytes, offset, count);
      position += count;
      return count;
    }

    private void next() throws IOException {
      grant();
      try {
        part = parts.take();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      position = 0;
      ended = part == END;
      Exception cause = failure;
      if (ended && cause != null) {
        throw new IOException(cause);
      }
      synchronized (AsyncBody.this) {
        pending -= part.length;
      }
    }

    @Override
    public void close() {
      response.cancel(true);
    }
  }
}
