package dev.larder.agent.client.jdk;

import dev.larder.agent.client.CheckedCopies;
import dev.larder.store.Entry;
import java.io.IOException;
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
 * (JDK class {@link java.util.concurrent.Flow}). It has one item, the list of all buffers, which
 * costs nothing to make as they are slices of what is stored, or {@link CheckedCopies} that are
 * made when they are read; but a mapped body that a {@link MappedBody} has to copy has an item for
 * each copied piece.
 *
 * <p>Like the client's own publishers it never calls the subscriber from within one of the
 * subscriber's calls: demand that comes with the subscription is served when {@code onSubscribe}
 * has returned, the first item on the same thread; all else is served by the client's executor, as
 * a subscriber may let {@code onNext} wait until somebody reads the body that it gives.
 */
final class CachedBodyPublisher<T> implements Subscription {

  private enum State {
    /** The subscriber has not yet returned from onSubscribe. */
    SUBSCRIBING,
    /** Nobody has asked for the body yet. */
    IDLE,
    /** The signals for the subscriber are being given, or a task for that is under way. */
    SIGNALLING,
    ENDED
  }

  /** Bytes of a mapped body from which on its file is looked at again after it was read. */
  private static final long CHECKED_FROM = 1 << 20;

  private final BodySubscriber<T> subscriber;
  private final List<ByteBuffer> buffers;
  private final @Nullable Entry mapped;

  /** The copies that the subscriber gets, or null if it gets the buffers themselves. */
  private final @Nullable MappedBody copies;

  private final Executor later;
  private final CompletableFuture<T> body = new CompletableFuture<>();

  private State state = State.SUBSCRIBING;
  private long demand;
  private @Nullable Throwable failure;

  /** Whether the buffers themselves were given; of the signalling thread. */
  private boolean given;

  private CachedBodyPublisher(
      BodySubscriber<T> subscriber,
      List<ByteBuffer> buffers,
      @Nullable Entry mapped,
      Executor later) {
    this.subscriber = subscriber;
    this.buffers = buffers;
    this.mapped = mapped;
    this.copies =
        mapped == null || MappedBody.mayGoTo(subscriber) ? null : new MappedBody(buffers, mapped);
    this.later = later;
  }

  /**
   * Asks the handler for its subscriber, as the client does when the head of a response has come.
   *
   * @param mapped the entry of whose mapping the buffers are, or null if they are not mapped
   * @param later runs tasks in another thread than the caller's
   * @throws RuntimeException whatever the handler throws
   */
  static <T> CachedBodyPublisher<T> to(
      BodyHandler<T> handler,
      ResponseInfo info,
      List<ByteBuffer> buffers,
      @Nullable Entry mapped,
      Executor later) {
    BodySubscriber<T> subscriber = handler.apply(info);
    return mapped != null && MappedBody.isStream(subscriber)
        ? new CachedBodyPublisher<>(subscriber, new CheckedCopies(buffers, mapped), null, later)
        : new CachedBodyPublisher<>(subscriber, buffers, mapped, later);
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
      ready = demand > 0 || buffers.isEmpty() || failure != null;
      if (state == State.SUBSCRIBING) {
        state = ready ? State.SIGNALLING : State.IDLE;
      }
      ready = state == State.SIGNALLING;
    }
    if (ready && signalOnce() && proceedLater()) {
      signalLater();
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
      demand = n > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + Math.max(n, 0);
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
    } catch (RuntimeException | Error refused) {
      signal(); // as nobody else does
    }
  }

  /** Gives the subscriber its signals as long as there is demand; no two threads at once. */
  private void signal() {
    while (signalOnce()) {}
  }

  /**
   * Gives an item, if there is demand, and with the last the signal of the end; whether to go on.
   */
  private boolean signalOnce() {
    try {
      if (hasNext()) {
        if (!proceed(true)) {
          return false;
        }
        subscriber.onNext(next());
        if (hasNext()) {
          return true;
        }
      }
      if (proceed(false)) {
        end();
        subscriber.onComplete();
        check();
      }
    } catch (Throwable thrown) {
      Throwable cause =
          mapped != null && thrown instanceof InternalError fault
              ? CheckedCopies.damaged(fault)
              : thrown;
      end();
      body.completeExceptionally(cause);
      subscriber.onError(cause);
    }
    return false;
  }

  /**
   * Completes the body with a failure if a subscriber that read a mapping itself cannot have got
   * the stored bytes, before it is asked for its body. The JVM may tell of a fault too late, and
   * the rest of a last page is zeros. What is read within some 100 µs after the file was looked at
   * is not checked, as looking at it again would cost a good part of that.
   */
  private void check() {
    if (mapped != null
        && copies == null
        && mapped.length() >= CHECKED_FROM
        && mapped.isShortened()) {
      body.completeExceptionally(CheckedCopies.damaged(null));
    }
  }

  private boolean hasNext() {
    return copies == null ? !given && !buffers.isEmpty() : copies.hasNext();
  }

  private List<ByteBuffer> next() throws IOException {
    if (copies != null) {
      return copies.next();
    }
    given = true;
    return buffers;
  }

  /** Whether the delivery goes on at once, but not in this thread. */
  private synchronized boolean proceedLater() {
    if (state == State.SIGNALLING && failure == null && demand == 0) {
      state = State.IDLE;
    }
    return state == State.SIGNALLING;
  }

  /**
   * Whether the delivery goes on now; gives the error signal if there is a failure.
   *
   * @param takes whether that takes an item of the demand; if there is none, it goes on later
   */
  private boolean proceed(boolean takes) {
    Throwable failed;
    synchronized (this) {
      if (state == State.ENDED) {
        return false;
      }
      failed = failure;
      if (failed != null) {
        state = State.ENDED;
      } else if (takes && demand == 0) {
        state = State.IDLE;
        return false;
      } else if (takes) {
        demand--;
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
