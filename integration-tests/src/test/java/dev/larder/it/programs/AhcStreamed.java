package dev.larder.it.programs;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.asynchttpclient.BoundRequestBuilder;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.HttpResponseStatus;
import org.asynchttpclient.handler.StreamedAsyncHandler;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A body of which version 2 of AsyncHttpClient reads a part when the program asks for it. */
final class AhcStreamed implements StreamedAsyncHandler<Boolean> {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> all = new CompletableFuture<>();

  private AhcStreamed() {}

  /** Makes a call, and reads all; the client may be done before the parts are. */
  static byte[] read(BoundRequestBuilder request) throws Exception {
    AhcStreamed handler = new AhcStreamed();
    request.execute(handler).get();
    return handler.all.get(10, TimeUnit.SECONDS);
  }

  @Override
  public State onStream(Publisher<HttpResponseBodyPart> parts) {
    parts.subscribe(
        new Subscriber<>() {
          private @Nullable Subscription subscription;

          @Override
          public void onSubscribe(Subscription begun) {
            subscription = begun;
            begun.request(1);
          }

          @Override
          public void onNext(HttpResponseBodyPart part) {
            bytes.writeBytes(part.getBodyPartBytes());
            requireNonNull(subscription).request(1);
          }

          @Override
          public void onError(Throwable failure) {
            all.completeExceptionally(failure);
          }

          @Override
          public void onComplete() {
            all.complete(bytes.toByteArray());
          }
        });
    return State.CONTINUE;
  }

  @Override
  public State onStatusReceived(HttpResponseStatus status) {
    return State.CONTINUE;
  }

  @Override
  public State onHeadersReceived(HttpHeaders headers) {
    return State.CONTINUE;
  }

  @Override
  public State onBodyPartReceived(HttpResponseBodyPart part) {
    throw new IllegalStateException("Not as a stream");
  }

  @Override
  public void onThrowable(Throwable failure) {
    all.completeExceptionally(failure);
  }

  @Override
  public Boolean onCompleted() {
    return true;
  }
}
