package dev.larder.store.remote;

import dev.larder.store.remote.redis.ServerException;
import dev.larder.store.remote.redis.ServerException.Kind;
import dev.larder.store.remote.redis.SetupException;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps requests from a server that fails. The first failure opens it; while it is open, a request
 * reads one field and goes on without the tier. After a while the next request starts a probe in
 * the background, and goes on without, too. Any thread may call; no method throws.
 */
final class Breaker {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Within five seconds a server that is back is asked again. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(4);

  /** How long it is open when a person has to mend something. */
  private static final long SETUP_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** Asks the server in the background, and says what came of it. */
  interface Probe {
    /**
     * Asks the server.
     *
     * @param result takes null if the server answers as it should, else the failure
     */
    void start(Consumer<@Nullable IOException> result);
  }

  /** Hears why it was opened, or stays open until a person mends something. */
  interface Listener {
    void opened(IOException cause);
  }

  enum State {
    CLOSED,
    OPEN,
    PROBING
  }

  private final Probe probe;
  private final Listener listener;
  private final LongSupplier nanoTime;
  private volatile State state = State.CLOSED;
  private volatile long until;
  private long wait = FIRST_NANOS;
  private volatile long openings;

  Breaker(Probe probe, Listener listener, LongSupplier nanoTime) {
    this.probe = probe;
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  /** Whether the server may be asked. */
  boolean isClosed() {
    State now = state;
    if (now == State.OPEN && nanoTime.getAsLong() - until >= 0) {
      probe();
    }
    return now == State.CLOSED;
  }

  private void probe() {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.PROBING;
    }
    try {
      probe.start(this::probed);
    } catch (RuntimeException e) {
      probed(new IOException(e));
    }
  }

  private void probed(@Nullable IOException failure) {
    synchronized (this) {
      if (state != State.PROBING) {
        return;
      }
      if (failure == null) {
        state = State.CLOSED;
        wait = FIRST_NANOS;
        return;
      }
      wait = Math.min(LONGEST_NANOS, 2 * wait);
      open(isForAPerson(failure) ? SETUP_NANOS : wait);
    }
    if (isForAPerson(failure)) {
      listener.opened(failure);
    }
  }

  /** A call of the server has failed. */
  void failed(IOException cause) {
    synchronized (this) {
      if (state != State.CLOSED) {
        return; // the next probe tells
      }
      openings++;
      open(isForAPerson(cause) ? SETUP_NANOS : FIRST_NANOS);
    }
    listener.opened(cause);
  }

  private static boolean isForAPerson(IOException cause) {
    return cause instanceof SetupException
        || (cause instanceof ServerException refused && refused.kind() == Kind.NOT_ALLOWED);
  }

  /** With a fifth more or less, so that a fleet does not come back all at once. */
  private void open(long nanos) {
    double spread = 0.8 + 0.4 * ThreadLocalRandom.current().nextDouble();
    until = nanoTime.getAsLong() + (long) (spread * nanos);
    state = State.OPEN;
  }

  State state() {
    return state;
  }

  /** How often it was opened. */
  long openings() {
    return openings;
  }
}
