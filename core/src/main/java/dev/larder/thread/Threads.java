package dev.larder.thread;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes the threads of the cache. They inherit nothing from the thread that makes them: no context
 * class loader, inheritable thread locals, access-control context, thread group or priority.
 * Otherwise a thread would keep the classes of an application that has been dropped, and code in
 * the thread would find the services of the application.
 */
public final class Threads {

  /** How long the thread of {@link #later} waits for another task, in seconds. */
  private static final long LINGER_SECONDS = 5;

  private Threads() {}

  /** Runs delayed tasks. Its thread ends when there is none for a while. */
  private static final class Delayed {
    static final ScheduledThreadPoolExecutor TASKS =
        new ScheduledThreadPoolExecutor(1, Delayed::thread);

    static {
      TASKS.setKeepAliveTime(LINGER_SECONDS, TimeUnit.SECONDS);
      TASKS.allowCoreThreadTimeOut(true);
      TASKS.setRemoveOnCancelPolicy(true);
    }

    /**
     * A task may complete a future of the program, whose executor then makes a thread that inherits
     * this context class loader.
     */
    private static Thread thread(Runnable worker) {
      Thread thread = of("larder-timer", worker);
      thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
      return thread;
    }
  }

  /** A daemon thread, not started yet. Its context class loader is that of the cache. */
  // Without doPrivileged a thread of JDK 17 refers to all callers; the priority is the usual one.
  @SuppressWarnings({"removal", "ThreadPriorityCheck"})
  public static Thread of(String name, Runnable task) {
    return AccessController.doPrivileged(
        (PrivilegedAction<Thread>)
            () -> {
              Thread thread = new Thread(topGroup(), task, name, 0, false);
              thread.setDaemon(true);
              thread.setPriority(Thread.NORM_PRIORITY);
              thread.setContextClassLoader(Threads.class.getClassLoader());
              return thread;
            });
  }

  private static ThreadGroup topGroup() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
      group = parent;
    }
    return group;
  }

  /** Starts a thread for a short task. */
  public static void start(String name, Runnable task) {
    of(name, task).start();
  }

  /**
   * Runs a very short task later. All these tasks share one thread.
   *
   * @param millis how long to wait, in milliseconds
   * @return cancels the task
   */
  public static Future<?> later(long millis, Runnable task) {
    return Delayed.TASKS.schedule(task, millis, TimeUnit.MILLISECONDS);
  }
}
