package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with the cache, the program does what it does without it. */
class FailOpenIT {

  private static final int EXIT_CODE = 7;
  private static final byte[] LARGE = new byte[700_000];
  private static final String[] STEPS = {
    "GET /a", "GET /a", "GET /b", "GET /large?1", "GET /large?2", "GET /large?3", "GET /a"
  };

  /** The steps without the agent, by JDK: they are the same in most tests. */
  private static final Map<Jdk, Comparison.Run> WITHOUT = new HashMap<>();

  /**
   * A setting that is none, as property or agent argument, and what the sentence about it names.
   */
  private record Wrong(Consumer<ForkedJvm> jvm, List<String> named) {}

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aDirectoryThatVanishes(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = origin()) {
      Path cache = directory.resolve("cache");
      List<String> steps = new ArrayList<>(List.of(STEPS));
      steps.add("delete " + cache);
      steps.addAll(List.of(STEPS));
      Consumer<ForkedJvm> program = Steps.of(directory, steps).program(origin, EXIT_CODE);
      ForkedJvm.Result without = run(ForkedJvm.on(jdk), origin, program).result();
      ForkedJvm jvm = Comparison.withAgent(jdk, cache);
      quiet(without, run(jvm, origin, program).result(), "a directory that vanishes");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aFullDisk(Jdk jdk, @TempDir Path directory) throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    try (OriginServer origin = origin();
        SmallDisk mounted = SmallDisk.at(disk)) {
      Consumer<ForkedJvm> program = Steps.of(directory, STEPS).program(origin, EXIT_CODE);
      ForkedJvm.Result without = without(jdk, origin, program).result();
      for (String when : List.of("an empty disk", "a full disk")) {
        ForkedJvm jvm =
            Comparison.withAgent(jdk, mounted.path().resolve("cache"))
                .property("larder.disk.min-free", 0);
        quiet(without, run(jvm, origin, program).result(), when);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void filesThatAreCorruptOrForeign(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = origin()) {
      Consumer<ForkedJvm> program = Steps.of(directory, STEPS).program(origin, EXIT_CODE);
      ForkedJvm.Result without = without(jdk, origin, program).result();
      Path intact = directory.resolve("intact");
      run(Comparison.withAgent(jdk, intact), origin, program);
      for (Damage damage : Damage.values()) {
        Path cache = directory.resolve(damage.name());
        copy(intact, cache);
        damage.doTo(cache);
        Comparison.Run run = run(Comparison.withAgent(jdk, cache), origin, program);
        quiet(without, run.result(), "files with " + damage);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aWrongSettingIsNamedInOneSentence(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = origin()) {
      Consumer<ForkedJvm> program = Steps.of(directory, STEPS).program(origin, EXIT_CODE);
      ForkedJvm.Result without = without(jdk, origin, program).result();
      Path cache = directory.resolve("cache");
      List<Wrong> settings =
          List.of(
              new Wrong(
                  jvm -> jvm.agent().property("larder.mdoe", "off"),
                  List.of("larder.mdoe", "larder.mode")),
              new Wrong(
                  jvm -> jvm.agent().property("larder.mode", "sometimes"),
                  List.of("larder.mode", "sometimes")),
              new Wrong(
                  jvm -> jvm.agent().property("larder.enabled", "perhaps"),
                  List.of("larder.enabled", "perhaps")),
              new Wrong(jvm -> jvm.agent("rport=true"), List.of("rport", "report")),
              new Wrong(
                  jvm -> jvm.agent().property("larder.config", directory.resolve("none.json")),
                  List.of("larder.config", "none.json")));
      for (Wrong wrong : settings) {
        ForkedJvm jvm = ForkedJvm.on(jdk).property("larder.dir", cache);
        wrong.jvm.accept(jvm);
        ForkedJvm.Result with = run(jvm, origin, program).result();
        Comparison.sameOutput(without, with, "a wrong " + wrong.named);
        if (Agent.present()) {
          assertEquals(1, with.stderr().lines().count(), with.stderr());
          wrong.named.forEach(w -> assertTrue(with.stderr().contains(w), with.stderr()));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void switchedOffItLeavesNoTrace(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = origin()) {
      Consumer<ForkedJvm> program = Steps.of(directory, STEPS).program(origin, EXIT_CODE);
      Comparison.Run without = without(jdk, origin, program);
      Path cache = directory.resolve("cache");
      for (String switchedOff : List.of("larder.enabled=false", "larder.mode=off")) {
        ForkedJvm jvm = Comparison.withAgent(jdk, cache).option("-D" + switchedOff);
        Comparison.Run with = run(jvm, origin, program);
        Comparison.sameOutput(without.result(), with.result(), switchedOff);
        assertEquals("", with.result().stderr());
        assertEquals(without.requests(), with.requests(), switchedOff);
        assertFalse(Files.exists(cache), switchedOff);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theReportAddsOnlyLinesOfItsOwn(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = origin()) {
      Consumer<ForkedJvm> program = Steps.of(directory, STEPS).program(origin, EXIT_CODE);
      ForkedJvm.Result without = without(jdk, origin, program).result();
      ForkedJvm jvm =
          Comparison.withAgent(jdk, directory.resolve("cache")).property("larder.report", true);
      ForkedJvm.Result with = run(jvm, origin, program).result();
      Comparison.sameOutput(without, with, "a report");
      if (Agent.present()) {
        assertTrue(with.stderr().startsWith("larder: 7 requests, "), with.stderr());
        assertTrue(
            with.stderr().lines().allMatch(line -> line.startsWith("larder: ")), with.stderr());
      }
    }
  }

  private static OriginServer origin() throws IOException {
    OriginServer origin = OriginServer.http();
    for (String path : List.of("/a", "/b")) {
      origin.on(path, Page.of(200, "content of " + path, "Cache-Control", "max-age=3600"));
    }
    origin.on("/large", Page.of(200, LARGE, "Cache-Control", "max-age=3600"));
    return origin;
  }

  private static Comparison.Run without(Jdk jdk, OriginServer origin, Consumer<ForkedJvm> program)
      throws Exception {
    Comparison.Run known = WITHOUT.get(jdk);
    if (known == null) {
      known = run(ForkedJvm.on(jdk), origin, program);
      WITHOUT.put(jdk, known);
    }
    return known;
  }

  private static Comparison.Run run(ForkedJvm jvm, OriginServer origin, Consumer<ForkedJvm> program)
      throws Exception {
    return Comparison.run(jvm, List.of(origin), program);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(from);
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  /** Same output and exit code, and at most one warning. */
  private static void quiet(ForkedJvm.Result without, ForkedJvm.Result with, String what) {
    Comparison.sameOutput(without, with, what);
    assertTrue(with.stderr().lines().count() <= 1, () -> what + ": " + with.stderr());
  }

  /** What can happen to files. */
  private enum Damage {
    A_BYTE_CHANGED_IN_THE_MIDDLE,
    A_BYTE_CHANGED_NEAR_THE_START,
    TRUNCATED,
    EMPTIED,
    REPLACED_BY_TEXT,
    A_STRANGER_BESIDE;

    void doTo(Path cache) throws IOException {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(cache)) {
        files = walk.filter(Files::isRegularFile).toList();
      }
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 16) {
          Files.write(file, damaged(bytes));
        }
        if (this == A_STRANGER_BESIDE) {
          Files.writeString(file.resolveSibling("notes.txt"), "not an entry");
        }
      }
      Files.writeString(cache.resolve("README"), "not an entry");
    }

    private byte[] damaged(byte[] bytes) {
      byte[] copy = bytes.clone();
      switch (this) {
        case A_BYTE_CHANGED_IN_THE_MIDDLE -> copy[copy.length / 2] ^= 0x40;
        case A_BYTE_CHANGED_NEAR_THE_START -> copy[9] ^= 0x40;
        case TRUNCATED -> copy = Arrays.copyOf(bytes, bytes.length * 2 / 3);
        case EMPTIED -> copy = new byte[0];
        case REPLACED_BY_TEXT -> copy = "not an entry".getBytes(UTF_8);
        case A_STRANGER_BESIDE -> {}
      }
      return copy;
    }
  }
}
