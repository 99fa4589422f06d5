package dev.larder.it.programs;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A body handler with a defect at one place. */
public record Broken(Broken.Where where) implements BodyHandler<String> {

  /** The place. */
  public enum Where {
    APPLY,
    GET_BODY,
    FAILED_BODY,
    ON_SUBSCRIBE,
    ON_NEXT,
    ON_COMPLETE
  }

  @Override
  public BodySubscriber<String> apply(ResponseInfo info) {
    fail(Where.APPLY);
    return new Subscriber();
  }

  private void fail(Where here) {
    if (where == here) {
      throw new IllegalStateException("broken at " + here);
    }
  }

  private final class Subscriber implements BodySubscriber<String> {
    private final CompletableFuture<String> body = new CompletableFuture<>();

    @Override
    public CompletionStage<String> getBody() {
      fail(Where.GET_BODY);
      return where == Where.FAILED_BODY
          ? CompletableFuture.failedFuture(new IllegalStateException("broken at the body"))
          : body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      fail(Where.ON_SUBSCRIBE);
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      fail(Where.ON_NEXT);
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      fail(Where.ON_COMPLETE);
      body.complete("complete");
    }
  }
}
