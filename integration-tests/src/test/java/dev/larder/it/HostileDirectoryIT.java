package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Item;
import dev.larder.it.programs.WithoutFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cache directory turns bad while the program runs, at a moment that it chooses by a request:
 * the program does what it does without the agent, and not a word appears.
 */
class HostileDirectoryIT {

  private static final String FRESH = "max-age=3600";
  private static final int LARGE = 300_000;

  /** What can happen to a directory, and the way back. */
  private enum Mishap {
    DELETED,
    REPLACED_BY_A_FILE,
    READ_ONLY,
    UNMOUNTED,
    FULL;

    void happen(SmallDisk disk) throws IOException {
      Path cache = disk.path().resolve("cache");
      switch (this) {
        case DELETED -> delete(cache);
        case REPLACED_BY_A_FILE -> {
          delete(cache);
          Files.writeString(cache, "here first");
        }
        case READ_ONLY -> disk.remount("ro");
        case UNMOUNTED -> disk.unmountLazily();
        case FULL -> fill(disk.path().resolve("filling"));
      }
    }

    void end(SmallDisk disk) throws IOException {
      switch (this) {
        case DELETED -> {}
        case REPLACED_BY_A_FILE -> Files.deleteIfExists(disk.path().resolve("cache"));
        case READ_ONLY -> disk.remount("rw");
        case UNMOUNTED -> disk.mountAgain();
        case FULL -> Files.deleteIfExists(disk.path().resolve("filling"));
      }
    }

    private static void fill(Path file) throws IOException {
      try {
        Files.write(file, new byte[2 << 20]);
      } catch (IOException e) {
        assertTrue(Files.size(file) > 0, "a disk that is full now");
      }
    }
  }

  static Stream<Jdk> jdks() {
    return Jdks.all();
  }

  /** Each mishap between two requests, and in the middle of a body; and the time after it. */
  @ParameterizedTest
  @MethodSource("jdks")
  void whateverHappensToTheDirectoryMeanwhile(Jdk jdk, @TempDir Path directory) throws Exception {
    Path mountPoint = Files.createDirectory(directory.resolve("disk"));
    try (OriginServer origin = OriginServer.http()) {
      List<String> steps = steps();
      for (Mishap mishap : Mishap.values()) {
        for (boolean inABody : new boolean[] {false, true}) {
          if (inABody && mishap == Mishap.READ_ONLY) {
            continue; // the system refuses it while a file is being written
          }
          try (SmallDisk disk = SmallDisk.at(mountPoint)) {
            scripts(origin, mishap, disk, inABody);
            Consumer<ForkedJvm> program = Steps.of(directory, steps).program(origin, 7);
            ForkedJvm.Result without =
                Comparison.run(ForkedJvm.on(jdk), List.of(origin), program).result();
            Path log = directory.resolve(mishap + "-" + inABody + ".log");
            ForkedJvm jvm =
                Comparison.withAgent(jdk, disk.path().resolve("cache"))
                    .property("larder.log", log)
                    .property("larder.disk.min-free", 0)
                    // The system refuses to make read-only what is mapped to be written, as the
                    // janitor's table is, or open for that, as the file of claims is.
                    .property("larder.collapse.processes", mishap != Mishap.READ_ONLY)
                    .property("larder.disk.max-size", mishap == Mishap.READ_ONLY ? "0" : "1GiB");
            Comparison.Run with = Comparison.run(jvm, List.of(origin), program);
            String what = mishap + (inABody ? " in a body" : "");
            Comparison.sameOutput(without, with.result(), what);
            assertEquals("", with.result().stderr(), what);
            assertEquals(7, with.result().exitCode(), what);
            if (Agent.present()) {
              assertEquals(1, with.requests("/before"), what + ": cached before");
              assertEquals(1, with.requests("/after"), what + ": cached after");
              List<String> logged = Files.exists(log) ? Files.readAllLines(log) : List.of();
              // Of the response, of the directory, and of what lies in its place.
              assertTrue(logged.size() <= 3, () -> what + ": " + logged);
            }
          }
        }
      }
    }
  }

  private static List<String> steps() {
    List<String> steps = new ArrayList<>(List.of("GET /before", "GET /before", "GET /large?0"));
    steps.add("GET /mishap");
    for (int i = 0; i < 3; i++) {
      steps.addAll(List.of("GET /during", "GET /large?1", "GET /large?0", "GET /item?" + i));
    }
    steps.add("GET /end");
    steps.addAll(List.of("GET /after", "GET /after", "GET /large?2", "GET /large?0"));
    return steps;
  }

  private static void scripts(OriginServer origin, Mishap mishap, SmallDisk disk, boolean inABody) {
    for (String path : List.of("/before", "/during", "/item", "/after")) {
      origin.on(path, r -> Page.of(200, "content of " + path, "Cache-Control", FRESH));
    }
    origin.on("/large", r -> Page.of(200, Item.body(r.target(), 0, LARGE), "Cache-Control", FRESH));
    byte[] body = Item.body("/mishap", 0, LARGE);
    origin.script(
        "/mishap",
        (request, wire) -> {
          wire.head("HTTP/1.1 200 OK", "Cache-Control: " + FRESH, "Content-Length: " + body.length);
          int half = inABody ? LARGE / 2 : 0;
          wire.bytes(Arrays.copyOf(body, half));
          if (inABody) {
            Thread.sleep(100); // most of it has been written by then
          }
          mishap.happen(disk);
          wire.bytes(Arrays.copyOfRange(body, half, body.length));
        });
    origin.script(
        "/end",
        (request, wire) -> {
          mishap.end(disk);
          wire.send(Page.of(200, "over", "Cache-Control", "no-store"), "GET");
        });
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void noFileCanBeOpened(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      origin.on(
          "/item",
          r ->
              Page.of(
                  200,
                  Item.body("/item", 0, r.target().endsWith("1") ? LARGE : 1000),
                  "Cache-Control",
                  FRESH));
      Consumer<ForkedJvm> program =
          jvm -> jvm.descriptors(64).main(WithoutFiles.class, origin.uri("/item"));
      ForkedJvm.Result without =
          Comparison.run(ForkedJvm.on(jdk), List.of(origin), program).result();
      assertEquals("", without.stderr());
      Comparison.Run with =
          Comparison.run(
              Comparison.withAgent(jdk, directory.resolve("cache"))
                  .property("larder.log", directory.resolve("log")),
              List.of(origin),
              program);
      Comparison.sameOutput(without, with.result(), "no file to be opened");
      // No log file can be opened either.
      assertTrue(with.result().stderr().lines().count() <= 1, with.result().stderr());
      if (Agent.present()) {
        assertEquals(1, with.requests("/item?before"), "cached before");
        assertEquals(3, with.requests("/item?during1"), "not cached meanwhile");
        assertEquals(1, with.requests("/item?after"), "cached after");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
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

  /**
   * Alice changes what Bob has a private copy of, which nobody but Bob can name: when the disk is
   * full, and before the file that tells of it is deleted.
   */
  @ParameterizedTest
  @MethodSource("jdks")
  void whatWasChangedIsAskedForAgainWhateverBecomesOfTheDirectory(Jdk jdk, @TempDir Path directory)
      throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    String bob = "GET /mine|Authorization: Bearer bob";
    String alice = "PUT /mine|Authorization: Bearer alice";
    AtomicInteger state = new AtomicInteger();
    Path mountPoint = Files.createDirectory(directory.resolve("disk"));
    try (OriginServer origin = OriginServer.http();
        SmallDisk disk = SmallDisk.at(mountPoint)) {
      origin.on(
          "/mine",
          r -> {
            int now = r.method().equals("PUT") ? state.incrementAndGet() : state.get();
            return Page.of(200, "state " + now, "Cache-Control", "max-age=3600");
          });
      origin.script(
          "/full",
          (request, wire) -> {
            Mishap.FULL.happen(disk);
            wire.send(Page.of(200, "full", "Cache-Control", "no-store"), "GET");
          });
      Path cache = disk.path().resolve("cache");
      Supplier<ForkedJvm> jvm =
          () ->
              Comparison.withAgent(jdk, cache)
                  .property("larder.log", directory.resolve("log"))
                  .property("larder.disk.min-free", 0);
      assertEquals(
          List.of("200 state 0", "200 state 0", "200 full", "200 state 1"),
          lines(jvm.get(), origin, directory, bob, bob, "GET /full", alice));
      Mishap.FULL.end(disk);
      assertEquals(
          List.of("200 state 1", "200 state 1", "200 state 2"),
          lines(jvm.get(), origin, directory, bob, bob, alice),
          "another process after the disk was full");
      Files.delete(cache.resolve("v1/invalidations"));
      assertEquals(
          List.of("200 state 2", "200 state 2"),
          lines(jvm.get(), origin, directory, bob, bob),
          "another process after the file was deleted");
    }
  }

  /** What a program with these steps prints; what it asked for before is not counted. */
  private static List<String> lines(
      ForkedJvm jvm, OriginServer origin, Path directory, String... steps) throws Exception {
    return Comparison.run(jvm, List.of(origin), Steps.of(directory, steps).program(origin, 7))
        .result()
        .lines();
  }

  /** Somebody who may write beside the directory renames it, and puts one of his in its place. */
  @ParameterizedTest
  @MethodSource("jdks")
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
      lines(Comparison.withAgent(jdk, theirs), origin, directory, "GET /item", "GET /item?2");
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
  @MethodSource("jdks")
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
        lines(Comparison.withAgent(jdk, cache), origin, directory, step);
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

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
