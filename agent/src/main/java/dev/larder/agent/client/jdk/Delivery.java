package dev.larder.agent.client.jdk;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A stored body on its way to the caller's own body handler: the publisher of a reactive stream
 * (JDK class {@link java.util.concurrent.Flow}) of one item, the list of all buffers, which costs
 * nothing to make as they are slices of what is stored.
 *
 * <p>Like the client's own publishers it never calls the subscriber from within one of the
 * subscriber's calls: demand that comes with the subscription is served when {@code onSubscribe}
 * has returned, on the same thread; demand that comes later is served by the client's executor.
 */
final class Delivery<T> implements Subscription {

  private enum State {
    /** The subscriber has not yet returned from onSubscribe. */
    SUBSCRIBING,
    /** Nobody has asked for the body yet. */
    IDLE,
    /** The signals for the subscriber are being given, or a task for that is under way. */
    SIGNALLING,
    ENDED
  }

  private final BodySubscriber<T> subscriber;
  private final List<ByteBuffer> buffers;
  private final Executor later;
  private final CompletableFuture<T> body = new CompletableFuture<>();

  private State state = State.SUBSCRIBING;
  private boolean demanded;
  private @Nullable Throwable failure;

  private Delivery(BodySubscriber<T> subscriber, List<ByteBuffer> buffers, Executor later) {
    this.subscriber = subscriber;
    this.buffers = buffers;
    this.later = later;
  }

  /**
   * Asks the handler for its subscriber, as the client does when the head of a response has come.
   *
   * @param later runs tasks in another thread than the caller's
   * @throws RuntimeException whatever the handler throws
   */
  static <T> Delivery<T> to(
      BodyHandler<T> handler, ResponseInfo info, List<ByteBuffer> buffers, Executor later) {
    return new Delivery<>(handler.apply(info), buffers, later);
  }

  /**
   * Starts to deliver.
   *
   * @param now where the subscriber is called first: in the caller's thread unless that must not be
   *     held up
   * @return the body that the subscriber makes of it
   */
  CompletableFuture<T> start(Executor now) {
    try {
      now.execute(this::subscribe);
    } catch (RuntimeException | Error e) {
      fail(e);
    }
    return body;
  }

  private void subscribe() {
    try {
      subscriber.onSubscribe(this);
    } catch (Throwable thrownBySubscriber) {
      fail(thrownBySubscriber);
    }
    boolean ready;
    synchronized (this) {
      ready = demanded || buffers.isEmpty() || failure != null;
      if (state == State.SUBSCRIBING) {
        state = ready ? State.SIGNALLING : State.IDLE;
      }
      ready = state == State.SIGNALLING;
    }
    if (ready) {
      signal();
    }
    try {
      subscriber.getBody().whenComplete(this::complete);
    } catch (Throwable thrownBySubscriber) {
      fail(thrownBySubscriber);
    }
  }

  private void complete(T value, @Nullable Throwable error) {
    if (error != null) {
      body.completeExceptionally(error);
    } else {
      body.complete(value);
    }
  }

  @Override
  public void request(long n) {
    synchronized (this) {
      if (n <= 0 && failure == null && !buffers.isEmpty()) {
        failure = new IllegalArgumentException("non-positive subscription request: " + n);
      }
      demanded = true;
      if (state != State.IDLE) {
        return;
      }
      state = State.SIGNALLING;
    }
    signalLater();
  }

  @Override
  public synchronized void cancel() {
    state = State.ENDED;
  }

  /** Ends the delivery with an error, unless it has ended. */
  void fail(Throwable cause) {
    boolean idle;
    synchronized (this) {
      if (failure == null) {
        failure = cause;
      }
      idle = state == State.IDLE;
      if (idle) {
        state = State.SIGNALLING;
      }
    }
    body.completeExceptionally(cause);
    if (idle) {
      signalLater();
    }
  }

  private void signalLater() {
    try {
      later.execute(this::signal);
    } catch (RuntimeException | Error e) {
      body.completeExceptionally(e);
    }
  }

  /** Gives the subscriber its signals; runs once. */
  private void signal() {
    try {
      if (proceed() && !buffers.isEmpty()) {
        subscriber.onNext(buffers);
      }
      if (proceed()) {
        end();
        subscriber.onComplete();
      }
    } catch (Throwable thrownBySubscriber) {
      end();
      body.completeExceptionally(thrownBySubscriber);
      subscriber.onError(thrownBySubscriber);
    }
  }

  /** Whether the delivery goes on; gives the error signal if there is a failure. */
  private boolean proceed() {
    Throwable failed;
    synchronized (this) {
      if (state == State.ENDED) {
        return false;
      }
      failed = failure;
      if (failed != null) {
        state = State.ENDED;
      }
    }
    if (failed == null) {
      return true;
    }
    body.completeExceptionally(failed);
    subscriber.onError(failed);
    return false;
  }

  private synchronized void end() {
    state = State.ENDED;
  }
}
