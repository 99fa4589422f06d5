package dev.larder.agent.client.jdk;

import dev.larder.agent.client.BodyTee;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscription;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The caller's own subscriber, with every buffer of the network shown to a tee on its way. The
 * buffers reach the caller at the same moment and in the same shape as without it.
 *
 * <p>A caller who has all that he wants cancels, often before the client says that this was the
 * end: who reads JSON or gzip out of a stream does not read the end of the stream. So a cancelled
 * body is complete if all bytes that were announced are there; else {@link Discarding} reads on for
 * a while, in the client's threads, and the body is complete if its end comes.
 */
final class CollectingSubscriber<T> implements BodySubscriber<T> {

  private final BodySubscriber<T> subscriber;
  private final BodyTee tee;
  private final Executor later;
  private final BooleanSupplier closed;

  private volatile @Nullable CompletionStage<T> body;

  /** What the caller was given and the tee was not yet. Guarded by this. */
  private List<ByteBuffer> item = List.of();

  /** Bytes that have come, those of the item included. Guarded by this. */
  private long received;

  /** Whether the caller has cancelled. Guarded by this. */
  private boolean cancelled;

  /** Whether the client has given its last signal. Guarded by this. */
  private boolean ended;

  /** What reads the body after the caller has cancelled, or null. */
  private volatile @Nullable Discarding rest;

  /**
   * A subscriber.
   *
   * @param later runs tasks in another thread than the caller's
   * @param closed whether the program closes the client
   */
  CollectingSubscriber(
      BodySubscriber<T> subscriber, BodyTee tee, Executor later, BooleanSupplier closed) {
    this.subscriber = subscriber;
    this.tee = tee;
    this.later = later;
    this.closed = closed;
  }

  BodySubscriber<T> subscriber() {
    return subscriber;
  }

  @Override
  public CompletionStage<T> getBody() {
    CompletionStage<T> given = subscriber.getBody();
    body = given;
    return given;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    subscriber.onSubscribe(
        new Subscription() {
          @Override
          public void request(long n) {
            subscription.request(n);
          }

          @Override
          public void cancel() {
            cancelled(subscription);
          }
        });
  }

  private void cancelled(Subscription subscription) {
    boolean handedOver = callerHasBody();
    boolean whole;
    Runnable write = () -> {};
    Discarding reader = null;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      long length = tee.expectedLength();
      boolean storing = tee.isStoring();
      boolean near = length < 0 || length - received <= Discarding.MAX_BYTES;
      whole = storing && length == received;
      if (whole) {
        write = tee.completeLater(item);
        item = List.of();
      }
      if (storing && near && handedOver && !ended) {
        reader = new Discarding(closed, tee::abort);
        rest = reader;
      }
    }
    if (reader == null) {
      tee.abort(); // unless it is complete
      subscription.cancel();
      execute(write);
    } else if (whole) {
      finish(reader, subscription, write);
    } else {
      reader.take(subscription);
      execute(() -> subscription.request(Long.MAX_VALUE));
    }
  }

  /** Writes the entry; if the client does not know yet that this was the end, it goes on. */
  private void finish(Discarding reader, Subscription subscription, Runnable write) {
    execute(
        () -> {
          write.run();
          if (!reader.isAtEnd()) {
            reader.onSubscribe(subscription);
          }
        });
  }

  private void execute(Runnable task) {
    try {
      later.execute(task);
    } catch (RuntimeException | Error thrownByExecutor) {
      task.run();
    }
  }

  /**
   * Whether the caller has the body in his hands. A caller who has not may wait for a signal that
   * the client gives when the subscription is cancelled.
   */
  private boolean callerHasBody() {
    CompletionStage<T> given = body;
    try {
      return given != null && given.toCompletableFuture().isDone();
    } catch (RuntimeException e) { // no such future
      return false;
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    List<ByteBuffer> own = new ArrayList<>(buffers.size());
    long bytes = 0;
    for (ByteBuffer buffer : buffers) {
      own.add(buffer.duplicate());
      bytes += buffer.remaining();
    }
    synchronized (this) {
      item = own;
      received += bytes;
    }
    Discarding reader = rest;
    if (reader == null) {
      try {
        subscriber.onNext(buffers);
      } catch (RuntimeException | Error thrownBySubscriber) {
        tee.abort();
        throw thrownBySubscriber;
      }
    } else {
      reader.onNext(buffers);
    }
    synchronized (this) {
      tee.write(item);
      item = List.of();
    }
  }

  @Override
  public void onError(Throwable error) {
    tee.abort();
    Discarding reader = end();
    if (reader != null) {
      reader.onError(error);
    }
    subscriber.onError(error);
  }

  private synchronized @Nullable Discarding end() {
    ended = true;
    return rest;
  }

  /** The caller does not wait until the entry is written, but its next request finds it. */
  @Override
  public void onComplete() {
    Runnable write = tee.completeLater(List.of());
    Discarding reader = end();
    try {
      if (reader == null) {
        subscriber.onComplete();
      } else {
        reader.onComplete();
      }
    } finally {
      write.run();
    }
  }
}
