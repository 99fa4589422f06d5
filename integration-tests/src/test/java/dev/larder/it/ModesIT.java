package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Fetch;
import dev.larder.it.programs.Switching;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that know nothing of it run in each mode, over the JDK's own client. */
class ModesIT {

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  private ForkedJvm jvm(Jdk jdk, String mode) {
    return ForkedJvm.on(jdk)
        .agent("report,mode=" + mode)
        .property("larder.dir", folder.resolve("cache"));
  }

  private ForkedJvm.Result fetch(ForkedJvm jvm, URI origin, String... requests) throws Exception {
    Path steps = Files.write(folder.resolve("steps"), List.of(requests));
    return jvm.main(Fetch.class, origin, steps, 0).run();
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatWasRecordedIsReplayedWithoutServer(Jdk jdk) throws Exception {
    URI gone;
    try (OriginServer origin = OriginServer.http()) {
      gone = origin.uri("/");
      origin.on("/a", Page.of(200, "a", "Cache-Control", "max-age=0", "ETag", "\"1\""));
      fetch(jvm(jdk, "refresh"), gone, "GET /a", "GET /a");
      assertEquals(Map.of("/a", 2), origin.take());
    }
    for (String mode : List.of("offline", "replay")) {
      ForkedJvm.Result result =
          fetch(
              jvm(jdk, mode),
              gone,
              "GET /a",
              "GET /a|Cache-Control: no-cache",
              "GET /b",
              "HEAD /b",
              "PUT /a");
      String why = "Larder answers this itself, as the mode of the cache, " + mode;
      assertEquals(
          List.of(
              "200 a",
              "200 a",
              "504 " + why + ", allows no network and nothing that is stored answers the request.",
              "504 ",
              "504 "
                  + why
                  + ", allows no network and only GET and HEAD can be answered from the cache."),
          result.lines(),
          mode);
      assertTrue(
          result.stderr().contains("2 hits, 0 validated, 0 misses, 3 refused"), result.stderr());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void observingTellsWhatWouldHaveBeenSavedAndLeavesNothing(Jdk jdk) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/a", Page.of(200, "1234567890", "Cache-Control", "max-age=60"));
      ForkedJvm.Result result =
          fetch(jvm(jdk, "observe"), origin.uri("/"), "GET /a", "GET /a", "GET /a", "GET /a");
      assertEquals(Map.of("/a", 4), origin.take());
      assertEquals(
          "larder: 4 requests, 0 hits, 0 validated, 4 misses; 40 bytes from the network, 0 bytes"
              + " saved (0 %); observed: 3 hits and 0 validated would have saved 30 bytes (75 %)",
          result.stderr().lines().findFirst().orElseThrow());
    }
    assertFalse(Files.exists(folder.resolve("cache")));
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theModeChangesWhileAProgramRuns(Jdk jdk) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/a", Page.of(200, "a", "Cache-Control", "max-age=60"));
      Files.createDirectories(folder.resolve("cache"));
      Files.writeString(folder.resolve("cache").resolve("mode"), "refresh\n");
      ForkedJvm.Result result =
          ForkedJvm.on(jdk)
              .agent("jmx")
              .property("larder.dir", folder.resolve("cache"))
              .main(Switching.class, origin.uri("/a"), "on", "off", "offline", "read-only", "")
              .run();
      assertEquals(
          List.of(
              "200 a",
              "on 200 a",
              "off 200 a",
              "offline 200 a",
              "read-only 200 a",
              "refresh 200 a"),
          result.lines().subList(0, 6),
          result.toString());
      assertTrue(result.lines().get(6).startsWith("larder: 6 requests, 3 hits"), result.stdout());
      assertEquals("", result.stderr());
      assertEquals(Map.of("/a", 3), origin.take());
    }
  }
}
