package dev.larder.agent.cli;

import dev.larder.engine.write.EntryRecorder;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads the body of a response: gives it to a recorder, or drops it. */
final class BodyReader implements Subscriber<List<ByteBuffer>> {

  private final Publisher<List<ByteBuffer>> body;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile @Nullable EntryRecorder recorder;
  private volatile @Nullable Subscription subscription;
  private volatile long lastNanos = System.nanoTime();
  private long bytes;

  BodyReader(Publisher<List<ByteBuffer>> body) {
    this.body = body;
  }

  /** Lets the client close or reuse the connection without reading the body. */
  void drop() {
    body.subscribe(this);
  }

  /**
   * Gives the body to a recorder, to its end or until that takes no more.
   *
   * @param silence how long no byte may come
   * @return the bytes that came
   * @throws IOException if the body ends early
   */
  long record(EntryRecorder to, Duration silence) throws IOException, InterruptedException {
    recorder = to;
    lastNanos = System.nanoTime();
    body.subscribe(this);
    boolean whole = false;
    try {
      while (!isDone()) {
        if (System.nanoTime() - lastNanos > silence.toNanos()) {
          throw new HttpTimeoutException("no byte came for " + Text.span(silence));
        }
      }
      whole = true;
      return bytes;
    } finally {
      if (!whole) {
        to.abort();
        cancel();
      }
    }
  }

  private boolean isDone() throws IOException, InterruptedException {
    try {
      done.get(1, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  private void cancel() {
    Subscription known = subscription;
    if (known != null) {
      known.cancel();
    }
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    if (recorder == null) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    EntryRecorder to = recorder;
    Subscription from = subscription;
    if (to == null || from == null) {
      return;
    }
    lastNanos = System.nanoTime();
    bytes += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    to.write(buffers);
    if (to.isStoring()) {
      from.request(1);
    } else {
      from.cancel();
      done.complete(null);
    }
  }

  @Override
  public void onError(Throwable failure) {
    EntryRecorder to = recorder;
    if (to != null) {
      to.abort();
    }
    done.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    EntryRecorder to = recorder;
    if (to != null) {
      to.complete();
    }
    done.complete(null);
  }
}
