package dev.larder.store.remote;

import dev.larder.stats.Counter;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.remote.redis.Commands;
import dev.larder.store.remote.redis.Connections;
import dev.larder.store.remote.redis.ServerException;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the server: on a few threads that end when there is nothing to do for a while, and only
 * while the breaker is closed. What fails opens the breaker. Any thread may call.
 */
final class RemoteCalls implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int MOST_WAITING = 1024;

  /** How long writes pause after the server has refused one. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(4);

  /** How often a probe asks. */
  private static final int PROBES = 2;

  private final Connections connections;
  private final ServerClock clock;
  private final Duration patience;
  private final Statistics statistics;
  private final FailureLog failures;
  private final Breaker breaker;
  private final AtomicInteger numbers = new AtomicInteger();
  private final ThreadPoolExecutor threads;
  private volatile boolean reached;
  private volatile long pausedUntil = System.nanoTime();
  private volatile boolean closed;

  /**
   * @param patience for each call that says nothing else
   * @param linger how long a thread stays that has nothing to do
   */
  RemoteCalls(
      Connections connections,
      ServerClock clock,
      Duration patience,
      Duration linger,
      Statistics statistics,
      FailureLog failures) {
    this.connections = connections;
    this.clock = clock;
    this.patience = patience;
    this.statistics = statistics;
    this.failures = failures;
    this.breaker = new Breaker(this::probe, this::opened, System::nanoTime);
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            linger.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> Threads.of("larder-remote-" + numbers.incrementAndGet(), task));
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Reaches for the server in the background.
   *
   * @param then runs when it is reached, or is not
   */
  void start(Runnable then) {
    probe(
        failure -> {
          if (failure != null) {
            breaker.failed(failure);
          }
          then.run();
        });
  }

  private void probe(Consumer<@Nullable IOException> result) {
    submit(
        () -> {
          try {
            for (int i = 0; i < PROBES; i++) {
              connections.run(null, deadline(patience), one -> one.call(Commands.ping()));
            }
            reached = true;
            result.accept(null);
          } catch (IOException e) {
            connections.closeIdle();
            result.accept(e);
          }
        },
        () -> result.accept(new IOException("The tier has too much to do")));
  }

  private void opened(IOException cause) {
    statistics.add(Counter.REMOTE_BREAKS, 1);
    failures.record("asking the remote tier", cause);
    connections.closeIdle();
  }

  private static long deadline(Duration patience) {
    return System.nanoTime() + patience.toNanos();
  }

  /** Whether the server may be asked now. While it may not, looks from time to time. */
  boolean isReady() {
    return breaker.isClosed() && reached && clock.isUsable() && !closed;
  }

  /** Whether one server has all keys, so that commands about several may be sent at once. */
  boolean isSingle() {
    return connections.isSingle();
  }

  Breaker breaker() {
    return breaker;
  }

  Duration patience() {
    return patience;
  }

  /**
   * Runs a task in one of the threads.
   *
   * @param instead is run here if there is too much to do
   */
  void submit(Runnable task, Runnable instead) {
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException | LinkageError e) {
              failures.record("using the remote tier", e);
              instead.run();
            }
          });
    } catch (RejectedExecutionException e) {
      instead.run();
    }
  }

  /** Asks the server, with the usual patience. */
  <T> T ask(String key, Connections.Task<T> task) throws IOException {
    return ask(key, patience, task);
  }

  /**
   * Asks the server; in one of the threads only.
   *
   * @param key that the task is about
   * @throws ServerException if it refuses, and a {@link LocalException} that the task has thrown
   * @throws IOException if it can't be asked
   */
  <T> T ask(String key, Duration time, Connections.Task<T> task) throws IOException {
    if (!breaker.isClosed()) {
      throw new IOException("The remote tier is away");
    }
    try {
      return connections.run(key, deadline(time), task);
    } catch (LocalException e) {
      throw e;
    } catch (ServerException e) {
      switch (e.kind()) {
        case NO_WRITES -> refused();
        case NOT_READY, NOT_ALLOWED, MOVED, ASK -> breaker.failed(e);
        case OTHER -> failures.record("asking the remote tier", e);
      }
      throw e;
    } catch (IOException e) {
      breaker.failed(e);
      throw e;
    }
  }

  private void refused() {
    statistics.add(Counter.REMOTE_REFUSED, 1);
    pausedUntil = System.nanoTime() + PAUSE_NANOS;
  }

  /** Whether the server takes writes, as far as is known. */
  boolean takesWrites() {
    return System.nanoTime() - pausedUntil >= 0;
  }

  /** Waits for nothing. */
  @Override
  public void close() {
    closed = true;
    threads.shutdown();
    connections.close();
  }
}
