package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The commands of {@code java -jar larder.jar}, run in a folder on the directory {@code cache}
 * there.
 */
record LarderTool(Jdk jdk, Path folder) {

  /** A command that has ended. */
  record Ended(int exitCode, String stdout, String stderr) {

    Ended is(int expected) {
      assertEquals(expected, exitCode, stdout + stderr);
      return this;
    }
  }

  Path cache() {
    return folder.resolve("cache");
  }

  /** Runs a command on the directory of the test, without a word on standard error. */
  Ended answered(int exitCode, String... arguments) throws IOException, InterruptedException {
    Ended ended = run(List.of("-Dlarder.dir=" + cache()), arguments).is(exitCode);
    assertEquals("", ended.stderr);
    return ended;
  }

  /** Runs a command with these options of the JVM. */
  Ended run(List<String> options, String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    int exitCode = start(out, err, Map.of(), options, arguments).waitFor();
    return new Ended(exitCode, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  /** Starts a command whose output goes to files. */
  Process start(
      Path out, Path err, Map<String, String> variables, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(jdk.tool("java").toString());
    command.addAll(options);
    command.addAll(List.of("-jar", Agent.jar().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LARDER_"));
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(variables);
    return builder.start();
  }

  /**
   * Lets a program wait, by a request for {@code /logged}, until the log of versions knows a path;
   * a minute at most. What waits to be written when a program ends is lost.
   */
  void letAwaitLogged(OriginServer origin, String path) {
    origin.script(
        "/logged",
        (request, wire) -> {
          long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
          while (!isLogged(path) && System.nanoTime() < end) {
            Thread.sleep(20);
          }
          wire.send(Page.of(200, "", "Cache-Control", "no-store"), "GET");
        });
  }

  private boolean isLogged(String path) throws IOException {
    Path log = cache().resolve("v1/versions");
    if (!Files.exists(log)) {
      return false;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(log, "*.json")) {
      for (Path file : files) {
        if (Files.readString(file, UTF_8).contains(path + '"')) {
          return true;
        }
      }
    }
    return false;
  }

  /** Waits until a file that a process writes has so many lines, a minute at most. */
  static List<String> lines(Path file, int count, Process process) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (true) {
      List<String> lines = Files.readString(file, UTF_8).lines().toList();
      if (lines.size() >= count || !process.isAlive() || System.nanoTime() > end) {
        return lines;
      }
      Thread.sleep(20);
    }
  }
}
