package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo that the README names, as it was built. */
@Tag(Extensive.ONE_JDK)
class DemoIT {

  private static final Path JAR =
      Path.of(System.getProperty("larder.it.target", "target")).resolve("demo.jar");

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  private int demo(Path output, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Jdk.running().tool("java").toString());
    command.addAll(List.of("-Dlarder.jar=" + Agent.jar(), "-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LARDER_"));
    return builder.start().waitFor();
  }

  @Test
  void aFullCacheSavesAllBytes() throws Exception {
    Path output = folder.resolve("output");
    assertEquals(0, demo(output, "--latency", "0", "--rate", "0"), () -> read(output));
    List<String> lines = Files.readAllLines(output);
    assertEquals(
        "A site on loopback; the network is imitated: 0 ms until a response begins, any number of"
            + " MB/s.",
        lines.get(0));
    assertTrue(
        lines.get(4).matches("Larder, full cache +\\d+ ms .* 5 +\\d+ +100.0%"), lines.get(4));
  }

  @Test
  void aWrongNumberIsSaidInOneSentence() throws Exception {
    Path output = folder.resolve("output");
    assertEquals(1, demo(output, "--latency", "soon"));
    assertEquals(
        "--latency takes a whole number from 0 on: [--latency MILLISECONDS] [--rate"
            + " MEGABYTES-PER-SECOND]\n",
        read(output));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
