package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Item;
import dev.larder.it.programs.Shortened;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody shortens the files of the cache, of which the program has bodies in its hands. */
class ShortenedFilesIT {

  private static final String DAMAGED = " The stored body was damaged while it was read";

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theProgramSurvivesAndGetsNoWrongBytes(Jdk jdk, @TempDir Path directory) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    try (OriginServer origin = OriginServer.http()) {
      List<String> paths =
          List.of(
              "/kept",
              "/part",
              "/buffered",
              "/mapped",
              "/middle",
              "/middle/part",
              "/last",
              "/last/part",
              "/array",
              "/stream/middle",
              "/stream/last",
              "/stream/part",
              "/own/stream",
              "/own/lines",
              "/own/array",
              "/own/string",
              "/own/file");
      for (String path : paths) {
        origin.on(
            path,
            Page.of(
                200,
                Item.body(path, 0, Shortened.SIZE),
                "Cache-Control",
                "max-age=3600",
                "ETag",
                "\"a\""));
      }
      Path cache = directory.resolve("cache");
      ForkedJvm.Result result =
          ForkedJvm.on(jdk)
              .allCompilers()
              .agent()
              .option("-XX:-CreateCoredumpOnCrash")
              .option("-XX:ErrorFile=" + directory.resolve("crash"))
              .property("larder.dir", cache)
              .property("larder.log", directory.resolve("log"))
              .main(Shortened.class, origin.uri("/"), cache)
              .run();
      assertEquals(
          List.of(
              "/kept right",
              "/part right",
              "/buffered right",
              "/mapped right",
              "/middle" + DAMAGED,
              "/middle/part" + DAMAGED,
              "/last" + DAMAGED,
              "/last/part" + DAMAGED,
              "/array" + DAMAGED,
              "/stream/middle" + DAMAGED,
              "/stream/last" + DAMAGED,
              "/stream/part" + DAMAGED,
              "/own/stream java.io.IOException",
              "/own/lines java.io.IOException",
              "/own/array java.io.IOException",
              "/own/string java.io.IOException",
              "/own/file java.io.IOException"),
          result.lines(),
          result.stderr());
      assertEquals("", result.stderr());
      assertEquals(0, result.exitCode());
      // Each was stored once, and again after its file was shortened.
      origin.take().forEach((request, times) -> assertEquals(2, times, request));
    }
  }
}
