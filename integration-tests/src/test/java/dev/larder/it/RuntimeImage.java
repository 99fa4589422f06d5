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

  /** Links a runtime into a directory. */
  static Jdk of(Jdk jdk, Path directory, String modules) throws Exception {
    Path image = directory.resolve("image");
    Path output = directory.resolve("jlink.txt");
    List<String> jlink =
        List.of(
            jdk.tool("jlink").toString(), "--add-modules", modules, "--output", image.toString());
    Process process =
        new ProcessBuilder(jlink).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertEquals(0, process.waitFor(), jlink + ": " + Files.readString(output));
    return new Jdk(jdk.feature(), image);
  }
}
