package dev.larder.agent.client.jdk;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rest of a body that nobody wants, if its end is near. If it is not, this cancels the
 * subscription, which is what the client does at once with a body that is not read to its end:
 * HTTP/1.1 closes the connection, HTTP/2 resets the stream.
 *
 * <p>The body that it gives completes at the end, whichever it is, and never with an exception.
 */
final class Discarding implements BodySubscriber<Void> {

  /** How many bytes may still come. */
  static final long MAX_BYTES = 16 * 1024;

  /** How long the end may take, in milliseconds. */
  private static final long MAX_MILLIS = 500;

  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final BooleanSupplier closed;
  private final Runnable beforeCancel;
  private volatile @Nullable Subscription subscription;
  private long received;

  /**
   * @param closed whether the program closes the client, which waits until this ends
   * @param beforeCancel what to run before the subscription is cancelled because the end is far
   */
  Discarding(BooleanSupplier closed, Runnable beforeCancel) {
    this.closed = closed;
    this.beforeCancel = beforeCancel;
  }

  @Override
  public CompletionStage<Void> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Subscription given) {
    take(given);
    given.request(Long.MAX_VALUE);
  }

  /** Goes on with a subscription whose subscriber is gone; the time begins to count. */
  void take(Subscription given) {
    subscription = given;
    Expiry.after(MAX_MILLIS, closed, end, this::giveUp);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      received += buffer.remaining();
    }
    if (received > MAX_BYTES) {
      giveUp();
    }
  }

  /** Reads no further, unless the end has come. Any thread may call. */
  void giveUp() {
    Subscription given = subscription;
    if (given != null && end.complete(null)) {
      beforeCancel.run();
      given.cancel();
    }
  }

  boolean isAtEnd() {
    return end.isDone();
  }

  @Override
  public void onError(Throwable error) {
    end.complete(null);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
