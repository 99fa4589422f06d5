package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.demo.CountingProxy;
import dev.larder.it.programs.Bypassed;
import dev.larder.it.programs.Untouched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not the cache's business passes it by. */
class WebSocketAndPushIT {

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void passUntouched(Jdk jdk, @TempDir Path directory) throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate);
        JettyOrigin h2 = JettyOrigin.h2(certificate);
        CountingProxy proxy = CountingProxy.start()) {
      Page page = Page.of(200, "content", "Cache-Control", "max-age=3600");
      http.on("/proxied", page);
      https.on("/proxied", page);
      http.on(
          "/echo", r -> Page.of(200, r.method() + " #" + r.body(), "Cache-Control", "no-store"));
      http.script("/socket", new EchoSocket());
      h2.on("/pushing", Page.of(200, "pushing", "Cache-Control", "no-store"));
      h2.on("/pushed", Page.of(200, "pushed", "Cache-Control", "no-store"));
      h2.push("/pushing", "/pushed");
      Comparison runs =
          Comparison.of(
                  jdk,
                  directory.resolve("cache"),
                  List.of(http, https, h2),
                  jvm ->
                      certificate
                          .trustedBy(jvm)
                          .main(
                              Untouched.class,
                              http.uri("/"),
                              https.uri("/"),
                              h2.uri("/"),
                              proxy.port()))
              .same();
      assertEquals(0, runs.without().result().exitCode());
      assertTrue(runs.without().result().stdout().contains("pushed https:"));
      for (String path : List.of("/socket", "/echo", "/pushing", "/pushed")) {
        assertEquals(runs.without().requests(path), runs.warm().requests(path), path);
      }
      if (Agent.present()) {
        assertEquals(0, runs.warm().requests("/proxied"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void areCountedAndForgetWhatTheyChange(Jdk jdk, @TempDir Path directory) throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (JettyOrigin http = JettyOrigin.h2c();
        OriginServer https = OriginServer.https(certificate);
        OriginServer sockets = OriginServer.http()) {
      for (String path : List.of("/expect", "/push", "/trust")) {
        for (Origin origin : List.of(http, https)) {
          origin.on(
              path,
              r ->
                  r.method().equals("PUT")
                      ? Page.of(204, "")
                      : Page.of(200, path + " #" + r.number(), "Cache-Control", "max-age=3600"));
        }
      }
      sockets.script("/socket", new EchoSocket());
      Path cache = directory.resolve("cache");
      ForkedJvm jvm =
          certificate
              .trustedBy(Comparison.withAgent(jdk, cache))
              .property("larder.report", true)
              .property("larder.log.level", "debug");
      ForkedJvm.Result result =
          jvm.main(Bypassed.class, http.uri("/"), https.uri("/"), sockets.uri("/")).run();
      assertEquals(0, result.exitCode(), result.stderr());
      if (!Agent.present()) {
        return;
      }
      List<String> expected = new ArrayList<>();
      for (String path : List.of("/expect", "/push", "/trust")) {
        expected.addAll(List.of(path + " #1", path + " #1", "204", path + " #3"));
      }
      assertEquals(expected, result.lines());
      int asked =
          Stream.of(http, https, sockets)
              .flatMap(origin -> origin.take().values().stream())
              .mapToInt(Integer::intValue)
              .sum();
      assertEquals(10, asked);
      String report = result.stderr();
      assertTrue(report.startsWith("larder: " + (asked + 3) + " requests, 3 hits"), report);
      String log = Files.readString(cache.resolve("larder.log"));
      for (String reason : List.of("expect-continue", "push-promises", "own-trust", "websocket")) {
        assertTrue(log.contains("(" + reason + ")"), log);
      }
    }
  }
}
