package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The built agent. With {@code -Dlarder.jar=none} the tests run without one, to check the programs
 * and servers themselves: what only an agent can bring about is then not asserted.
 */
final class Agent {

  private static final String GIVEN = System.getProperty("larder.jar", "");

  private Agent() {}

  static boolean present() {
    return !GIVEN.equals("none");
  }

  static Path jar() {
    Path jar = Path.of(GIVEN).toAbsolutePath().normalize();
    assertTrue(Files.isRegularFile(jar), () -> "No agent at " + jar + ": mvn package builds it");
    return jar;
  }
}
