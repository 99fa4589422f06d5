package dev.larder.it;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A Java runtime to test on.
 *
 * @param feature its feature version, as 17
 * @param home where it is installed; null if it isn't on this machine
 */
record Jdk(int feature, @Nullable Path home) {

  /** The running one. */
  static Jdk running() {
    return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
  }

  /** Where it is installed; skips the test if it isn't, under CI fails it. */
  Path require() {
    if (home != null) {
      return home;
    }
    String sentence =
        "JDK %d was not found: install it (Debian: openjdk-%d-jdk-headless) or name its home in"
            + " LARDER_JDKS, a list separated as PATH is.";
    throw Ci.unavailable(sentence.formatted(feature, feature));
  }

  /** A program of this runtime, as {@code java}. */
  Path tool(String name) {
    return require().resolve("bin").resolve(name);
  }

  @Override
  public String toString() {
    return "JDK " + feature;
  }

  /** Whether a missing part of the environment is a failure. */
  static final class Ci {
    private Ci() {}

    /** Ends the test, so never returns: skipped on a developer's machine, failed under CI. */
    static RuntimeException unavailable(String sentence) {
      if ("true".equals(System.getenv("CI"))) {
        return fail(sentence);
      }
      return abort(sentence);
    }
  }
}
