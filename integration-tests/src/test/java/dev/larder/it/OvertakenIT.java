package dev.larder.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Overtaken;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A response that is asked for earlier and ends later does not take the place of a newer one. */
class OvertakenIT {

  private static final String FRESH = "Cache-Control: max-age=3600";

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void nobodyReadsWhatIsOlderThanWhatWasRead(Jdk jdk, @TempDir Path directory) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    try (OriginServer origin = OriginServer.http()) {
      for (String name : List.of("body", "head")) {
        origin.script(
            "/" + name,
            (request, wire) -> {
              boolean first = request.number() == 1;
              if (first && name.equals("head")) {
                origin.gates().open("arrivedhead");
                origin.gates().await("resthead");
              }
              wire.head("HTTP/1.1 200 OK", FRESH, "Content-Length: 1");
              if (first && name.equals("body")) {
                origin.gates().open("arrivedbody");
                origin.gates().await("restbody");
              }
              wire.bytes(String.valueOf(request.number()).getBytes(ISO_8859_1));
            });
      }
      Comparison.Run run =
          Comparison.run(
              Comparison.withAgent(jdk, directory.resolve("cache")),
              List.of(origin),
              jvm -> jvm.main(Overtaken.class, origin.uri("/"), "/body", "/head"));
      assertEquals("", run.result().stderr());
      // Which of two that were under way at once is the newer one nobody can tell: asked again.
      assertEquals(
          List.of("/body saw 2, late 1, then 2", "/head saw 2, late 1, then 3"),
          run.result().lines());
    }
  }
}
