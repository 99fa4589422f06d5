package dev.larder.thread;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes the threads of the cache. The program's code that is under way when one is made leaves no
 * trace in it: no context class loader, inheritable thread locals, access-control context, thread
 * group or priority. A thread that outlives this code would otherwise keep the classes of an
 * application that has been dropped, and what runs in the thread would find its services.
 */
public final class Threads {

  /** How long the thread of {@link #later} waits for more, in seconds. */
  private static final long LINGER_SECONDS = 5;

  private Threads() {}

  /** Runs what is due. Its thread ends when there has been nothing to wait for. */
  private static final class Delayed {
    static final ScheduledThreadPoolExecutor TASKS =
        new ScheduledThreadPoolExecutor(1, Delayed::thread);

    static {
      TASKS.setKeepAliveTime(LINGER_SECONDS, TimeUnit.SECONDS);
      TASKS.allowCoreThreadTimeOut(true);
      TASKS.setRemoveOnCancelPolicy(true);
    }

    /**
     * An executor of the program may make a thread of its own in here, which inherits the context
     * class loader.
     */
    private static Thread thread(Runnable worker) {
      Thread thread = of("larder-timer", worker);
      thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
      return thread;
    }
  }

  /**
   * A thread that is not started yet and keeps no program from ending. Its context class loader is
   * that of the cache.
   */
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
   * Runs a very short task after a while. All of them share one thread.
   *
   * @param millis how long to wait, in milliseconds
   * @return to be cancelled if the task is not needed any more
   */
  public static Future<?> later(long millis, Runnable task) {
    return Delayed.TASKS.schedule(task, millis, TimeUnit.MILLISECONDS);
  }
}
