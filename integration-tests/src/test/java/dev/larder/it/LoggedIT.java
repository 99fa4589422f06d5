package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Logged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The log says that a response is stored when it is, and otherwise why it is not. */
class LoggedIT {

  private static final String FRESH = "max-age=3600";

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aResponseIsSaidToBeStoredWhenItsBodyHasEnded(Jdk jdk) throws Exception {
    Path log = folder.resolve("log");
    try (OriginServer origin = OriginServer.http()) {
      for (String path : List.of("/whole", "/aborted")) {
        origin.script(
            path,
            (request, wire) -> {
              wire.head("HTTP/1.1 200 OK", "Cache-Control: " + FRESH, "Content-Length: " + 20_000);
              wire.bytes(new byte[10_000]);
              if (path.equals("/whole")) {
                origin.gates().await("rest");
                wire.bytes(new byte[10_000]);
              }
            });
      }
      origin.on("/long", Page.of(200, new byte[30_000], "Cache-Control", FRESH).inChunks());
      ForkedJvm.Result result =
          debugging(jdk, log)
              .property("larder.max-entry-size", 25_000)
              .main(Logged.class, origin.uri("/"), log)
              .run();
      assertEquals(
          List.of(
              "in the body []",
              "/whole larder; fwd=uri-miss; stored (miss)",
              "in the body []",
              "/aborted larder; fwd=uri-miss; detail=incomplete (miss)",
              "/long larder; fwd=uri-miss; detail=too-large (miss)"),
          result.lines());
      assertEquals("", result.stderr());
    }
  }

  private ForkedJvm debugging(Jdk jdk, Path log) {
    return Comparison.withAgent(jdk, folder.resolve("cache"))
        .property("larder.log", log)
        .property("larder.log.level", "debug");
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatIsNotStoredIsSaidNotToBe(Jdk jdk) throws Exception {
    Path cache = folder.resolve("cache");
    try (OriginServer origin = OriginServer.http()) {
      assertEquals("mode-observe", reason(jdk, origin, "larder.mode", "observe"));
      assertEquals("min-free", reason(jdk, origin, "larder.disk.min-free", "1125899906842624"));
      assertEquals("too-large", reason(jdk, origin, "larder.max-entry-size", "1000"));
      delete(cache);
      Files.writeString(cache, "here first");
      assertEquals("dir-unusable", reason(jdk, origin, "larder.mode", "on"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void nothingIsWrittenThroughALinkAndOneSentenceSaysSo(Jdk jdk) throws Exception {
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    Path cache = Files.createSymbolicLink(folder.resolve("cache"), theirs);
    try (OriginServer origin = OriginServer.http()) {
      assertEquals("dir-unusable", reason(jdk, origin, "larder.mode", "on"));
      Comparison.Run unlogged =
          Comparison.run(
              Comparison.withAgent(jdk, cache),
              List.of(origin),
              Steps.of(folder, "GET /item", "GET /item|Authorization: a", "GET /item")
                  .program(origin, 7));
      assertEquals(3, unlogged.requests("/item"));
      assertEquals(
          "larder: The cache is not used: " + cache + " is a symbolic link",
          unlogged.result().stderr().strip());
    }
    try (Stream<Path> files = Files.list(theirs)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aFullDiskIsTheReason(Jdk jdk) throws Exception {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    try (OriginServer origin = OriginServer.http();
        SmallDisk disk = SmallDisk.at(cache)) {
      origin.on(
          "/full",
          request -> {
            disk.fill();
            return Page.of(200, "full", "Cache-Control", "no-store");
          });
      assertEquals(
          "disk-full",
          reason(jdk, origin, "larder.disk.min-free", "0", "GET /other", "GET /full", "GET /item"));
      delete(cache.resolve("v1"));
      disk.fill();
      assertEquals("invalidations-unknown", reason(jdk, origin, "larder.disk.min-free", "0"));
    }
  }

  private String reason(Jdk jdk, OriginServer origin, String setting, String value)
      throws Exception {
    return reason(jdk, origin, setting, value, "GET /item");
  }

  /** Why the response to the last step, of 5000 bytes, is not stored with this setting. */
  private String reason(Jdk jdk, OriginServer origin, String setting, String value, String... steps)
      throws Exception {
    Path log = Files.createTempFile(folder, "larder", ".log");
    for (String path : List.of("/item", "/other")) {
      origin.on(path, Page.of(200, "a".repeat(5000), "Cache-Control", FRESH));
    }
    Comparison.Run run =
        Comparison.run(
            debugging(jdk, log).property(setting, value),
            List.of(origin),
            Steps.of(folder, steps).program(origin, 7));
    assertEquals("", run.result().stderr());
    List<String> lines =
        Files.readAllLines(log).stream().filter(line -> line.contains("/item: larder; ")).toList();
    assertEquals(1, lines.size(), lines.toString());
    String line = lines.get(0);
    String detail = "; detail=";
    assertTrue(line.contains(detail) && !line.contains("stored"), line);
    return line.substring(line.indexOf(detail) + detail.length()).split(" ", 2)[0];
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
