package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.demo.CountingProxy;
import dev.larder.it.programs.AsSent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is looked up is what would be sent: by whom, for what, over which proxy and version. */
class AsSentIT {

  private static final String FRESH = "max-age=3600";

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void eachRequestGetsWhatWouldAnswerItAsItIsSent(Jdk jdk, @TempDir Path directory)
      throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        JettyOrigin h2 = JettyOrigin.h2(certificate);
        OriginServer here = OriginServer.http();
        OriginServer there = OriginServer.http();
        CountingProxy one = CountingProxy.start();
        CountingProxy other = CountingProxy.start()) {
      furnish(http);
      furnish(h2);
      here.on("http://origin.invalid/here", Page.of(200, "here", "Cache-Control", FRESH));
      there.on("http://origin.invalid/here", Page.of(200, "there", "Cache-Control", FRESH));
      Comparison runs =
          Comparison.of(
              jdk,
              directory.resolve("cache"),
              List.of(http, h2, here, there),
              jvm ->
                  certificate
                      .trustedBy(jvm)
                      .main(
                          AsSent.class,
                          http.uri("/"),
                          h2.uri("/"),
                          here.uri("/").getPort(),
                          there.uri("/").getPort(),
                          one.port(),
                          other.port()));
      assertAll(
          Stream.of("old", "/", "token", "nobody", "through proxy")
              .map(
                  what ->
                      () -> assertEquals(lines(runs.without(), what), lines(runs.cold(), what))));
      runs.same();
      assertEquals(0, runs.without().result().exitCode());
      if (!Agent.present()) {
        return;
      }
      assertEquals(Map.of(), runs.warm().requests());
      Map<String, Integer> expected = new TreeMap<>();
      for (String path : List.of("/", "/version", "/b", "/a/../b", "/a/./../b", "/a/%2e%2e/b")) {
        expected.put(path, 1);
      }
      for (String path : List.of("/~u", "/%7Eu", "/%7eu")) {
        expected.put(path, 1);
      }
      expected.put("/who?HTTP_1_1", 2); // somebody's and nobody's
      expected.put("/who?HTTP_2", 2);
      expected.put("http://origin.invalid/here", 2);
      expected.put("/tunnelled", 2);
      assertEquals(expected, runs.cold().requests());
    }
  }

  private static String lines(Comparison.Run run, String what) {
    return run.result().lines().stream()
        .filter(line -> line.startsWith(what))
        .collect(Collectors.joining("\n"));
  }

  private static void furnish(Origin origin) {
    origin.on("/version", Page.of(200, "version", "Cache-Control", FRESH));
    origin.on("/tunnelled", Page.of(200, "tunnelled", "Cache-Control", FRESH));
    origin.on(
        "/who",
        request ->
            Page.of(200, String.valueOf(request.first("authorization")), "Cache-Control", FRESH));
    for (String path :
        List.of("/", "/b", "/a/../b", "/a/./../b", "/a/%2e%2e/b", "/~u", "/%7Eu", "/%7eu")) {
      origin.on(path, Page.of(200, "as " + path, "Cache-Control", FRESH));
    }
  }
}
