package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.UntilLogged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cache in memory, from outside. */
class MemoryTierIT {

  private static final String CHRONICLE = "served from memory: Chronicle Map";
  private static final String BUFFERS = "served from memory: direct buffers";

  @TempDir Path directory = Path.of("");

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  private Path log() {
    return directory.resolve("cache").resolve("larder.log");
  }

  /** The JVM has a folder for temporary files of its own, and properties that tempt Chronicle. */
  private ForkedJvm jvm(Jdk jdk) throws IOException {
    Path temporary = Files.createDirectories(directory.resolve("tmp"));
    Path properties = directory.resolve("chronicle.properties");
    Files.writeString(properties, "leaked=true\n");
    return ForkedJvm.on(jdk)
        .agent()
        .property("java.io.tmpdir", temporary)
        .property("system.properties", properties)
        .property("chronicle.init.runnable", "example.Missing")
        .property("chronicle.analytics.disable", "false")
        .property("jvm.resource.tracing", "true")
        .property("larder.dir", directory.resolve("cache"));
  }

  /** Runs until this is logged, and checks that nothing else is to be seen of it. */
  private void runUntil(String logged, ForkedJvm jvm) throws Exception {
    try (OriginServer origin = origin()) {
      ForkedJvm.Result result =
          jvm.property("larder.log.level", "debug")
              .main(UntilLogged.class, origin.uri("/a"), log(), logged)
              .run();
      assertEquals(
          List.of("found true", "responses 1", "properties []"),
          result.lines(),
          () -> result.stderr() + read(log()));
      assertEquals("", result.stderr());
      assertEquals(0, result.exitCode());
      assertEquals(1, origin.take().get("/a"));
    }
    try (Stream<Path> temporary = Files.list(directory.resolve("tmp"))) {
      assertEquals(List.of(), temporary.toList());
    }
    assertFalse(read(log()).contains(" WARN "), () -> read(log()));
  }

  private static OriginServer origin() throws IOException {
    OriginServer origin = OriginServer.http();
    origin.on("/a", Page.of(200, "content", "Cache-Control", "max-age=3600"));
    origin.on("/changing", Page.of(200, "content", "Cache-Control", "no-store"));
    return origin;
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return e.toString();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void anEntryInUseIsServedFromChronicleMap(Jdk jdk) throws Exception {
    runUntil(CHRONICLE, jvm(jdk));
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aRuleLetsItStayLongerThanOthers(Jdk jdk) throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("larder.json"),
            "{\"rules\": [{\"match\": {\"path\": \"/a\"}, \"memory-ttl\": \"1h\"}]}");
    // Without the rule it would be too old each time: the program rests longer between requests.
    runUntil(
        CHRONICLE, jvm(jdk).property("larder.memory.ttl", "1ms").property("larder.config", config));
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void alsoInARuntimeImageWithoutCompiler(Jdk jdk) throws Exception {
    runUntil(CHRONICLE, jvm(RuntimeImage.of(jdk, RuntimeImage.MODULES)));
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void buffersTakeItsPlaceInARuntimeImageOfTheFewestModules(Jdk jdk) throws Exception {
    runUntil(BUFFERS, jvm(RuntimeImage.of(jdk, RuntimeImage.FEWEST)));
    assertSaidOnce();
  }

  /** Older ones have no such option. */
  static Stream<Jdk> jdksThatDeny() {
    return Jdks.all().filter(jdk -> jdk.feature() >= 23);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("jdksThatDeny")
  void buffersTakeItsPlaceWhereUnsafeIsDenied(Jdk jdk) throws Exception {
    runUntil(BUFFERS, jvm(jdk).option("--sun-misc-unsafe-memory-access=deny"));
    assertSaidOnce();
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void buffersIfThatIsAskedFor(Jdk jdk) throws Exception {
    runUntil(BUFFERS, jvm(jdk).property("larder.memory.store", "buffer"));
    assertFalse(read(log()).contains(" INFO "), () -> read(log()));
  }

  private void assertSaidOnce() {
    assertEquals(
        1, read(log()).lines().filter(line -> line.contains(" INFO ")).count(), () -> read(log()));
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void nothingOfItIsLoadedBeforeThereIsSomethingToStore(Jdk jdk) throws Exception {
    try (OriginServer origin = origin()) {
      Path classes = directory.resolve("classes.txt");
      for (String path : List.of("/changing", "/a", "/a")) {
        ForkedJvm jvm = jvm(jdk).option("-Xlog:class+load:file=" + classes);
        ForkedJvm.Result result = jvm.main(UntilLogged.class, origin.uri(path), log(), "").run();
        assertEquals("", result.stderr());
        assertTrue(result.lines().contains("responses 1"), result.stdout());
        if (!path.equals("/a")) {
          assertNoneIsLoaded(classes);
        }
      }
      assertNoneIsLoaded(classes); // the last run had hits alone
      assertEquals("", read(log()));
    }
  }

  private static void assertNoneIsLoaded(Path classes) throws IOException {
    List<String> lines = Files.readAllLines(classes);
    assertTrue(lines.stream().anyMatch(line -> line.contains(" dev.larder.store.tiers.")));
    assertEquals(
        List.of(),
        lines.stream()
            .filter(
                line ->
                    line.contains(" net.openhft.")
                        || line.contains(" dev.larder.store.memory.MemoryStore "))
            .toList());
  }
}
