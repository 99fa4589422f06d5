package dev.larder.it;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Prints each test that took a second or more when it ends, as a class of tests may take minutes
 * and the build says nothing of it meanwhile. The launcher finds it as a service.
 */
public final class ConsoleProgress implements TestExecutionListener {

  private static final Duration SHORT = Duration.ofSeconds(1);

  private final Map<TestIdentifier, Long> started = new ConcurrentHashMap<>();

  @Override
  public void executionStarted(TestIdentifier test) {
    started.put(test, System.nanoTime());
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Long start = started.remove(test);
    TestSource source = test.getSource().orElse(null);
    if (start == null || !test.isTest() || !(source instanceof MethodSource method)) {
      return;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (took.compareTo(SHORT) >= 0) {
      String name = method.getClassName().replaceFirst(".*\\.", "") + '.' + method.getMethodName();
      String shown = test.getDisplayName();
      System.out.printf(
          Locale.ROOT,
          "%6.1f s  %s %s%n",
          took.toMillis() / 1000.0,
          name,
          shown.startsWith(method.getMethodName()) ? "" : shown);
    }
  }
}
