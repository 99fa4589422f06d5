package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Item;
import dev.larder.it.programs.WithoutFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cache directory turns bad while the program runs, at a moment that it chooses by a request:
 * the program does what it does without the agent, and not a word appears.
 */
@Tag(Extensive.TAG)
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
        case FULL -> disk.fill();
      }
    }

    void end(SmallDisk disk) throws IOException {
      switch (this) {
        case DELETED -> {}
        case REPLACED_BY_A_FILE -> Files.deleteIfExists(disk.path().resolve("cache"));
        case READ_ONLY -> disk.remount("rw");
        case UNMOUNTED -> disk.mountAgain();
        case FULL -> Files.deleteIfExists(disk.filling());
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
          // So large that what was deleted while it was mapped leaves room enough.
          try (SmallDisk disk = SmallDisk.at(mountPoint, 8)) {
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
          // A process notices within half a second that the file of invalidations is another one.
          Thread.sleep(600);
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
          Steps.lines(jvm.get(), origin, directory, bob, bob, "GET /full", alice));
      Mishap.FULL.end(disk);
      assertEquals(
          List.of("200 state 1", "200 state 1", "200 state 2"),
          Steps.lines(jvm.get(), origin, directory, bob, bob, alice),
          "another process after the disk was full");
      Files.delete(cache.resolve("v1/invalidations"));
      assertEquals(
          List.of("200 state 2", "200 state 2"),
          Steps.lines(jvm.get(), origin, directory, bob, bob),
          "another process after the file was deleted");
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
