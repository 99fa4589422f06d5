package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.LoadsClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program pays for the agent that makes no request. */
class StartIT {

  private static final String BOOT = "dev.larder.agent.boot.";

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  private ForkedJvm jvm(Jdk jdk) {
    return ForkedJvm.on(jdk)
        .option("-Xlog:class+load:file=" + folder.resolve("loaded"))
        .property("larder.dir", folder.resolve("cache"))
        .main(LoadsClass.class, "java.lang.Object");
  }

  /** The classes that were loaded and belong neither to the JDK nor to the program. */
  private List<String> loaded() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("loaded"))) {
      return lines
          .filter(line -> line.contains(" source: "))
          .map(line -> line.replaceFirst(" source: .*", "").replaceFirst(".* ", ""))
          .filter(name -> name.startsWith("dev.larder.") || name.startsWith("com.fasterxml."))
          .filter(name -> !name.startsWith("dev.larder.it."))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void settingsThatAreSurelyRightAreNotReadAtTheStart(Jdk jdk) throws Exception {
    ForkedJvm.Result result =
        jvm(jdk)
            .agent("max-entry-size=64MB,log.level=info")
            .property("larder.mode", "observe")
            .property("larder.memory.ttl", "90s")
            .environment("LARDER_COLLAPSE", "false")
            .run();
    assertEquals("", result.stdout() + result.stderr());
    List<String> loaded = loaded();
    assertTrue(loaded.contains(BOOT + "LarderAgent"), "the agent is there");
    assertEquals(List.of(), loaded.stream().filter(name -> !name.startsWith(BOOT)).toList());
    assertFalse(Files.exists(folder.resolve("cache")));
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void oneThatIsWrongIsReportedAtTheStart(Jdk jdk) throws Exception {
    ForkedJvm.Result result =
        jvm(jdk).agent("colapse=false").property("larder.max-entry-size", "64M").run();
    assertEquals("", result.stdout());
    List<String> said = result.stderr().lines().toList();
    assertEquals(2, said.size(), result.stderr());
    assertTrue(
        said.get(0).startsWith("larder: larder.colapse=false (agent argument) is not a setting"),
        result.stderr());
    assertTrue(
        said.get(1).startsWith("larder: larder.max-entry-size=64M (system property) is not under"),
        result.stderr());
    assertTrue(loaded().contains("dev.larder.config.Settings"));
  }

  /** The report at exit is asked for even if no client is used. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aReportIsMadeOfAProgramWithoutRequests(Jdk jdk) throws Exception {
    ForkedJvm.Result result = jvm(jdk).agent("report").run();
    assertTrue(result.stderr().startsWith("larder: "), result.stderr());
  }
}
