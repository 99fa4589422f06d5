package dev.larder.it.programs;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.asynchttpclient.AsyncHandler;
import org.asynchttpclient.BoundRequestBuilder;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.HttpResponseStatus;
import org.asynchttpclient.ListenableFuture;

/** Takes the parts of a body with AsyncHttpClient as they come. */
public final class AhcParts implements AsyncHandler<Boolean> {

  private static final byte[] END = {};

  private final CountDownLatch head = new CountDownLatch(1);
  private final BlockingQueue<byte[]> parts = new LinkedBlockingQueue<>();

  private AhcParts() {}

  /** Makes a call, and waits for the head; who closes the stream cancels the call. */
  public static Stream<byte[]> of(BoundRequestBuilder request) throws InterruptedException {
    AhcParts taken = new AhcParts();
    ListenableFuture<?> running = request.execute(taken);
    taken.head.await();
    return Stream.generate(taken::next)
        .takeWhile(part -> part != END)
        .onClose(() -> running.cancel(true));
  }

  private byte[] next() {
    try {
      return parts.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public State onStatusReceived(HttpResponseStatus status) {
    return State.CONTINUE;
  }

  @Override
  public State onHeadersReceived(HttpHeaders headers) {
    head.countDown();
    return State.CONTINUE;
  }

  @Override
  public State onBodyPartReceived(HttpResponseBodyPart part) {
    if (part.length() > 0) {
      parts.add(part.getBodyPartBytes());
    }
    return State.CONTINUE;
  }

  @Override
  public void onThrowable(Throwable failure) {
    head.countDown();
    parts.add(END);
  }

  @Override
  public Boolean onCompleted() {
    parts.add(END);
    return true;
  }
}
