package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runtimes of a few modules, as programs are shipped with. */
final class RuntimeImage {

  /** What a program with an agent can't be without; JMX and Chronicle Map need more. */
  static final String FEWEST = "java.instrument,java.net.http";

  /** What the agent needs for everything that it does; no compiler is among it. */
  static final String MODULES =
      "java.base,java.instrument,java.management,java.naming,java.net.http,jdk.unsupported";

  private RuntimeImage() {}

  /** Those that were linked, for all tests, by their JDK and modules. */
  private static final Path IMAGES =
      Path.of(System.getProperty("larder.it.target", "target")).resolve("images");

  /** Links a runtime unless it is there. */
  static synchronized Jdk of(Jdk jdk, String modules) throws Exception {
    String name = jdk.feature() + "-" + Integer.toHexString((jdk.require() + modules).hashCode());
    Path image = IMAGES.resolve(name).toAbsolutePath();
    if (!Files.exists(image)) {
      Path made = Files.createTempDirectory(Files.createDirectories(IMAGES), name);
      Path output = made.resolve("jlink.txt");
      List<String> jlink =
          List.of(
              jdk.tool("jlink").toString(),
              "--add-modules",
              modules,
              "--output",
              made.resolve("image").toString());
      Process process =
          new ProcessBuilder(jlink)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertEquals(0, process.waitFor(), jlink + ": " + Files.readString(output));
      Files.move(made.resolve("image"), image);
    }
    return new Jdk(jdk.feature(), image);
  }
}
