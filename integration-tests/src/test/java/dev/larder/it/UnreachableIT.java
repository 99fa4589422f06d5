package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in for an origin that closes the connection without a word. */
class UnreachableIT {

  private static final String FAILED = "java.io.IOException";

  /** How long each is good; all are stale from the start. */
  private static final List<String> LIFETIMES =
      List.of(
          "max-age=5",
          "max-age=5, stale-if-error=60",
          "max-age=5, stale-if-error=60, must-revalidate",
          "max-age=5, no-cache");

  /** RFC 9111 §4.2.4 and §5.2.2.2, RFC 5861 §4. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void onlyWhatIsPermittedIsServedStale(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      for (int i = 0; i < LIFETIMES.size(); i++) {
        String lifetime = LIFETIMES.get(i);
        origin.script(
            "/" + i,
            (request, wire) -> {
              if (request.first("if-none-match") != null) {
                wire.close();
              } else {
                wire.send(
                    Page.of(200, "1", "Cache-Control", lifetime, "Age", "6", "ETag", "\"1\""),
                    "GET");
              }
            });
      }
      List<String> unset = second(jdk, directory, origin, false);
      List<String> set = second(jdk, directory, origin, true);
      if (Agent.present()) {
        assertEquals(List.of(FAILED, "200 1", FAILED, FAILED), unset);
        assertEquals(List.of("200 1", "200 1", FAILED, FAILED), set);
      }
    }
  }

  /** The answers to the second request for each. */
  private static List<String> second(
      Jdk jdk, Path directory, OriginServer origin, boolean staleOnDisconnect) throws Exception {
    List<String> gets =
        List.of("GET /0", "GET /1", "GET /2", "GET /3", "GET /0", "GET /1", "GET /2", "GET /3");
    ForkedJvm jvm =
        Comparison.withAgent(jdk, directory.resolve("cache-" + staleOnDisconnect))
            .property("larder.stale-on-disconnect", staleOnDisconnect)
            .property("larder.disk.max-size", 0); // nothing to wait for before the first entry
    Comparison.Run run =
        Comparison.run(jvm, List.of(origin), Steps.of(directory, gets).program(origin, 0));
    assertEquals("", run.result().stderr());
    List<String> lines = run.result().lines();
    assertEquals(List.of("200 1", "200 1", "200 1", "200 1"), lines.subList(0, 4));
    return lines.subList(4, 8);
  }
}
