package dev.larder.agent.client.companion;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.thread.Threads;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads for clients that never wait and have none of their own that take tasks. They run code of
 * the program, which may block, so no task waits for another one: if all are busy, the thread that
 * adds a task runs it.
 */
final class EventThreads {

  private static final int AT_MOST = 64;

  /** How long a thread waits for another task, in seconds. */
  private static final long LINGER_SECONDS = 5;

  private static final Executor THREADS =
      new ThreadPoolExecutor(
          0,
          AT_MOST,
          LINGER_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> Threads.of("larder-responses", task),
          new ThreadPoolExecutor.CallerRunsPolicy());

  private EventThreads() {}

  /** Runs tasks that see the context class loader of a thread. */
  static Executor inContextOf(Thread of) {
    ClassLoader loader = of.getContextClassLoader();
    return task -> THREADS.execute(() -> run(task, loader));
  }

  private static void run(Runnable task, @Nullable ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      task.run();
    } catch (Throwable failure) {
      LarderRuntime.failed("going on with a request", failure);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
