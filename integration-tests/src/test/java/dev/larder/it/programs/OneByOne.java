package dev.larder.it.programs;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one item at a time, from another thread, and notes any signal that it didn't ask for.
 * Cancels after so many items.
 */
final class OneByOne implements BodySubscriber<String> {

  /** Long enough for an item that nobody asked for to come in between. */
  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);

  private final int items;
  private final AtomicInteger demand = new AtomicInteger();
  private final CompletableFuture<String> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;
  private int received;
  private long bytes;
  private int hash;

  OneByOne(int items) {
    this.items = items;
  }

  @Override
  public CompletionStage<String> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    next(given);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (demand.decrementAndGet() < 0) {
      body.complete("an item that was not asked for");
    }
    for (ByteBuffer buffer : buffers) {
      bytes += buffer.remaining();
      while (buffer.hasRemaining()) {
        hash = hash * 31 + buffer.get();
      }
    }
    received++;
    Flow.Subscription current = subscription;
    if (current == null) {
      return;
    }
    if (received >= items) {
      // At once: how much of a body one item holds is the client's choice, and may be all of it.
      next(current);
    } else {
      CompletableFuture.runAsync(() -> next(current), LATER).exceptionally(this::failed);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(bytes + " bytes, hash " + hash);
  }

  private void next(Flow.Subscription current) {
    if (received >= items) {
      current.cancel();
      body.complete("cancelled after " + received);
    } else {
      demand.incrementAndGet();
      current.request(1);
    }
  }

  private @Nullable Void failed(Throwable failure) {
    body.completeExceptionally(failure);
    return null;
  }
}
