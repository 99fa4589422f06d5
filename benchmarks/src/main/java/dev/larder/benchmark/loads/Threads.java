package dev.larder.benchmark.loads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several threads that begin the same thing at once, virtual ones if the process is told so. */
final class Threads {
  /** A system property; for JDK 21 and later. */
  static final String VIRTUAL = "benchmark.virtual";

  private Threads() {}

  /** Nanoseconds from the moment at which all begin to the end of the last. */
  static long together(int count, Callable<?> task) throws Exception {
    ExecutorService executor = executor();
    try {
      CountDownLatch ready = new CountDownLatch(count);
      CountDownLatch go = new CountDownLatch(1);
      List<Future<?>> results = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        results.add(
            executor.submit(
                () -> {
                  ready.countDown();
                  go.await();
                  return task.call();
                }));
      }
      ready.await();
      long start = System.nanoTime();
      go.countDown();
      for (Future<?> result : results) {
        result.get();
      }
      return System.nanoTime() - start;
    } finally {
      executor.shutdown();
    }
  }

  private static ExecutorService executor() throws ReflectiveOperationException {
    return Boolean.getBoolean(VIRTUAL)
        ? (ExecutorService)
            Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)
        : Executors.newCachedThreadPool();
  }
}
