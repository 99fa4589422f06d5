package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.it.programs.Crowd;
import dev.larder.it.programs.Hanging;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Those who ask for the same at once share one download from an origin that takes its time. */
class SingleFlightIT {

  private static final long ORIGIN_MILLIS = 300;

  private static OriginServer slow() throws Exception {
    OriginServer origin = OriginServer.http();
    origin.on(
        "/slow",
        request -> {
          Thread.sleep(ORIGIN_MILLIS);
          return Page.of(200, "a".repeat(50_000), "Cache-Control", "max-age=600");
        });
    return origin;
  }

  private static ForkedJvm crowd(Jdk jdk, OriginServer origin, Path cache, int threads) {
    return ForkedJvm.on(jdk)
        .agent()
        .property("larder.dir", cache)
        .property("larder.collapse.max-wait", "1m")
        .main(Crowd.class, origin.uri("/slow"), threads);
  }

  private static void assertServed(int threads, ForkedJvm.Result result) {
    assertEquals(List.of("{" + "a".repeat(50_000) + "=" + threads + "}"), result.lines());
    assertEquals("", result.stderr());
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void manyThreadsAreOneRequestToTheOrigin(Jdk jdk, @TempDir Path cache) throws Exception {
    try (OriginServer origin = slow()) {
      assertServed(200, crowd(jdk, origin, cache, 200).run());
      if (Agent.present()) {
        assertEquals(1, origin.take().get("/slow"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void twoProcessesAreOneRequestTogether(Jdk jdk, @TempDir Path cache) throws Exception {
    try (OriginServer origin = slow()) {
      ForkedJvm.Running one = crowd(jdk, origin, cache, 20).start();
      ForkedJvm.Running other = crowd(jdk, origin, cache, 20).start();
      assertServed(20, one.await());
      assertServed(20, other.await());
      if (Agent.present()) {
        assertEquals(1, origin.take().get("/slow"));
        assertServed(20, crowd(jdk, origin, cache, 20).run());
        assertEquals(Map.of(), origin.take());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aProcessThatIsKilledHoldsUpNoOther(Jdk jdk, @TempDir Path cache) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      origin.on(
          "/slow",
          request -> {
            if (request.number() == 1) {
              origin.gates().open("asked");
              origin.gates().await("over");
            }
            return Page.of(200, "a".repeat(50_000), "Cache-Control", "max-age=600");
          });
      ForkedJvm.Running one = crowd(jdk, origin, cache, 1).start();
      origin.gates().await("asked");
      ForkedJvm.Running other =
          ForkedJvm.on(jdk)
              .agent()
              .property("larder.dir", cache)
              .property("larder.collapse.max-wait", "1h")
              .main(Crowd.class, origin.uri("/slow"), 20, origin.uri("/gate/open/waiting"))
              .start();
      origin.gates().await("waiting");
      one.kill();
      one.await();
      assertServed(20, other.await());
      origin.gates().open("over");
      if (Agent.present()) {
        assertEquals(2, origin.take().get("/slow"));
      }
    }
  }

  /** A second request that waits for the first one would wait for an hour, until the test fails. */
  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aRequestThatHangsHoldsUpNoOther(Jdk jdk, @TempDir Path cache) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      List<String> expected = new ArrayList<>();
      for (String page : List.of("user", "executor", "busy", "thread")) {
        origin.on(
            '/' + page,
            request -> {
              if (request.number() == 1) {
                origin.gates().open("asked-" + page);
                origin.gates().await("over-" + page);
              }
              return Page.of(200, "response " + request.number(), "Cache-Control", "max-age=600");
            });
        expected.addAll(List.of(page + " response 2", page + " response 1"));
      }
      ForkedJvm.Result result =
          ForkedJvm.on(jdk)
              .agent()
              .property("larder.dir", cache)
              .property("larder.collapse.max-wait", "1h")
              .main(Hanging.class, origin.uri("/"))
              .run();
      assertEquals(expected, result.lines());
      assertEquals("", result.stderr());
      assertEquals(7, result.exitCode());
    }
  }
}
