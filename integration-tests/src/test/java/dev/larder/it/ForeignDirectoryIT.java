package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What others have put into the cache directory, or in its place, is neither read nor changed. */
class ForeignDirectoryIT {

  private static final String FRESH = "max-age=3600";

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theDirectoryOfAnotherUserIsLeftAlone(Jdk jdk, @TempDir Path directory) throws Exception {
    Path theirs = Files.createDirectory(directory.resolve("theirs"));
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/item", r -> Page.of(200, "content", "Cache-Control", FRESH));
      give(theirs, 65534);
      Consumer<ForkedJvm> program =
          Steps.of(directory, "GET /item", "GET /item", "GET /item?2").program(origin, 7);
      ForkedJvm.Result without =
          Comparison.run(ForkedJvm.on(jdk), List.of(origin), program).result();
      Path log = directory.resolve("log");
      ForkedJvm.Result logged =
          Comparison.run(
                  Comparison.withAgent(jdk, theirs).property("larder.log", log),
                  List.of(origin),
                  program)
              .result();
      ForkedJvm.Result unlogged =
          Comparison.run(Comparison.withAgent(jdk, theirs), List.of(origin), program).result();
      Comparison.sameOutput(without, logged, "a directory of another user");
      Comparison.sameOutput(without, unlogged, "a directory of another user");
      assertEquals("", logged.stderr());
      if (Agent.present()) {
        List<String> lines = Files.readAllLines(log);
        // One about reading, one about writing.
        assertTrue(lines.size() <= 2, lines.toString());
        lines.forEach(line -> assertTrue(line.contains("another user"), lines.toString()));
        assertEquals(1, unlogged.stderr().lines().count(), unlogged.stderr());
        assertTrue(unlogged.stderr().contains("another user"), unlogged.stderr());
      }
      try (Stream<Path> files = Files.list(theirs)) {
        assertEquals(0, files.count());
      }
    }
  }

  /** Somebody who may write beside the directory renames it, and puts one of his in its place. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aDirectoryThatIsSwappedForAnotherUsersWhileTheProgramRunsIsLeftAlone(
      Jdk jdk, @TempDir Path directory) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    Path ours = directory.resolve("ours");
    Path theirs = directory.resolve("theirs");
    Path log = directory.resolve("log");
    AtomicBoolean poisoned = new AtomicBoolean(true);
    try (OriginServer origin = OriginServer.http()) {
      origin.on(
          "/item", r -> Page.of(200, poisoned.get() ? "POISONED" : "good", "Cache-Control", FRESH));
      origin.script(
          "/swap",
          (request, wire) -> {
            Files.move(ours, directory.resolve("away"));
            Files.move(theirs, ours);
            wire.send(Page.of(200, "swapped", "Cache-Control", "no-store"), "GET");
          });
      Steps.lines(Comparison.withAgent(jdk, theirs), origin, directory, "GET /item", "GET /item?2");
      Files.writeString(theirs.resolve("mode"), "offline");
      Set<Path> before = files(theirs);
      for (Path file : before) {
        give(theirs.resolve(file), 65534);
      }
      poisoned.set(false);
      ForkedJvm jvm = Comparison.withAgent(jdk, ours).property("larder.log", log);
      ForkedJvm.Result result =
          Comparison.run(
                  jvm,
                  List.of(origin),
                  Steps.of(
                          directory,
                          "GET /item",
                          "GET /swap",
                          "GET /item?2",
                          "GET /item?2",
                          "GET /item?3")
                      .program(origin, 7))
              .result();
      assertEquals(
          List.of("200 good", "200 swapped", "200 good", "200 good", "200 good"), result.lines());
      assertEquals("", result.stderr());
      assertEquals(before, files(ours), "nothing was written to it");
      assertTrue(Files.readString(log).contains("another user"), Files.readString(log));
    }
  }

  /** Somebody writes what no cache writes, under checksums that are right. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void anAbsurdEntryIsAskedForAgain(Jdk jdk, @TempDir Path directory) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    Path cache = directory.resolve("cache");
    Path log = directory.resolve("log");
    List<String> absurd = List.of(" -1", "101", "600", "204", "304");
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/item", r -> Page.of(200, "content", "Cache-Control", FRESH));
      List<String> steps = new ArrayList<>();
      for (String status : absurd) {
        String step = "GET /item?" + status.strip();
        Set<Path> before = Files.exists(cache) ? files(cache) : Set.of();
        Steps.lines(Comparison.withAgent(jdk, cache), origin, directory, step);
        for (Path file : files(cache)) {
          if (file.toString().endsWith(".entry") && !before.contains(file)) {
            writeStatus(cache.resolve(file), status);
          }
        }
        steps.add(step);
      }
      ForkedJvm jvm = Comparison.withAgent(jdk, cache).property("larder.log", log);
      Comparison.Run run =
          Comparison.run(jvm, List.of(origin), Steps.of(directory, steps).program(origin, 7));
      assertEquals(Collections.nCopies(absurd.size(), "200 content"), run.result().lines());
      assertEquals("", run.result().stderr());
      assertEquals(absurd.size(), run.requests().values().stream().mapToInt(n -> n).sum());
    }
  }

  /** Writes another status, of three characters, into an entry: docs/file-format.md. */
  private static void writeStatus(Path entry, String status) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(entry));
    int size = file.getInt(12);
    String metadata = new String(file.array(), 68, size, UTF_8);
    String changed = metadata.replace("\"status\":200", "\"status\":" + status);
    assertNotEquals(metadata, changed);
    file.put(68, changed.getBytes(UTF_8));
    file.putInt(56, checksum(file.slice(68, size)));
    file.putInt(64, checksum(file.slice(0, 64)));
    Files.write(entry, file.array());
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  /** All that lies in a directory, relative to it. */
  private static Set<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(directory::relativize).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static void give(Path directory, int user) throws IOException {
    try {
      Files.setAttribute(directory, "unix:uid", user);
    } catch (IOException | UnsupportedOperationException e) {
      throw Jdk.Ci.unavailable("Only root can give a directory to another user: " + e);
    }
  }
}
