package dev.larder.library;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library's classes with Chronicle Map as shipped, in a JVM of their own: the other tests run
 * with the classes of it that the agent's build has patched. What the JVM needs is what
 * docs/library.md says.
 */
class ShippedChronicleTest {

  @TempDir private Path directory = Path.of("");

  @Test
  void theMemoryTierIsChronicleMapWithTheOptionsOfTheDocumentation() throws Exception {
    List<String> options =
        Files.readAllLines(Path.of("../docs/library.md")).stream()
            .filter(line -> line.startsWith("--add-"))
            .map(line -> line.replace(' ', '='))
            .toList();
    assertEquals(5, options.size());
    assertEquals("Chronicle Map: a body", output(options));
  }

  @Test
  void withoutThemItIsDirectBuffers() throws Exception {
    assertEquals("direct buffers: a body", output(List.of()));
  }

  private String output(List<String> options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Dchronicle.analytics.disable=true");
    command.add("-Djava.io.tmpdir=" + directory);
    command.add("-cp");
    command.add(classPath());
    command.add(Path.of("src/test/java/dev/larder/library/ShippedChronicle.java").toString());
    Path errors = directory.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    process.waitFor(1, TimeUnit.MINUTES);
    assertEquals(0, process.exitValue(), () -> output + read(errors));
    return output;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** That of this test without its own classes, beside which those of Chronicle Map lie. */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(part -> !part.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
