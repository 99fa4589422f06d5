package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.it.programs.Background;
import dev.larder.it.programs.ClosesClient;
import dev.larder.it.programs.RedirectCircle;
import dev.larder.it.programs.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the cache does beside the answer, and what it tells of it. */
class BackgroundIT {

  /** RFC 5861 §3: the second answer is the old one at once, and the third a new one. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aStaleResponseIsRenewedThroughTheProgramsOwnClient(Jdk jdk, @TempDir Path directory)
      throws Exception {
    ConcurrentMap<Integer, Received> pages = new ConcurrentHashMap<>();
    try (OriginServer origin = OriginServer.http()) {
      origin.script(
          "/page",
          (request, wire) -> {
            pages.put(request.number(), request);
            wire.send(
                Page.of(200, String.valueOf(request.number()))
                    .with("Age", "10")
                    .with("ETag", "\"e" + request.number() + '"')
                    .with("Cache-Control", "max-age=5, stale-while-revalidate=3600"),
                request.method());
            if (request.number() == 2) {
              origin.gates().open("second");
            }
          });
      Comparison.Run run =
          Comparison.run(
              Comparison.withAgent(jdk, directory.resolve("cache")),
              List.of(origin),
              jvm -> jvm.main(Background.class, origin.uri("/")));
      assertEquals("", run.result().stderr());
      if (Agent.present()) {
        assertEquals(List.of("1", "1", "another"), run.result().lines());
        Received renewal = pages.get(2);
        assertEquals("yes", renewal == null ? null : renewal.first("x-mine"));
        assertEquals("\"e1\"", renewal == null ? null : renewal.first("if-none-match"));
      }
    }
  }

  /** A request in the background begets no other one, whichever way it is redirected. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aCircleOfRedirectsComesToRest(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      AtomicInteger count = new AtomicInteger();
      for (String path : List.of("/a", "/b")) {
        origin.on(
            path,
            request -> {
              count.incrementAndGet();
              return Page.of(302, "")
                  .with("Location", path.equals("/a") ? "/b" : "/a")
                  .with("Age", "10")
                  .with("Cache-Control", "max-age=5, stale-while-revalidate=3600");
            });
      }
      origin.on("/count", request -> Page.of(200, count + "", "Cache-Control", "no-store"));
      Comparison.Run run =
          Comparison.run(
              Comparison.withAgent(jdk, directory.resolve("cache")),
              List.of(origin),
              jvm -> jvm.main(RedirectCircle.class, origin.uri("/"), 200));
      assertEquals("", run.result().stderr());
      assertEquals(List.of("302", "302", "calm"), run.result().lines());
    }
  }

  /** From JDK 21 on, closing a client waits for all requests that run in it. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whoClosesTheClientDoesNotWaitForTheBackground(Jdk jdk, @TempDir Path directory)
      throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      ConcurrentMap<String, Boolean> closed = new ConcurrentHashMap<>();
      Set<String> arrived = ConcurrentHashMap.newKeySet();
      for (String name : List.of("head", "body")) {
        Page page =
            Page.of(200, "stale")
                .with("Age", "10")
                .with("Cache-Control", "max-age=5, stale-while-revalidate=3600");
        origin.on(
            "/arrived/" + name,
            request ->
                Page.of(200, arrived.contains(name) ? "yes" : "no", "Cache-Control", "no-store"));
        origin.script(
            '/' + name,
            (request, wire) -> {
              if (request.number() == 1 || !Agent.present()) {
                wire.send(page, "GET");
                if (!Agent.present()) {
                  arrived.add(name);
                }
                return;
              }
              if (name.equals("body")) {
                wire.head("HTTP/1.1 200 OK", "Content-Length: 5", "Cache-Control: max-age=5");
              }
              arrived.add(name);
              closed.put(name, origin.gates().isOpenWithin("closed" + name, 8000));
            });
      }
      origin.script(
          "/own",
          (request, wire) -> {
            origin.gates().open("arrivedown");
            origin.gates().await("own");
            wire.send(Page.of(200, "response", "Cache-Control", "no-store"), "GET");
          });
      Comparison.Run run =
          Comparison.run(
              Comparison.withAgent(jdk, directory.resolve("cache")),
              List.of(origin),
              jvm -> jvm.main(ClosesClient.class, origin.uri("/"), "/head", "/body"));
      assertEquals("", run.result().stderr());
      assertEquals("own response", run.result().lines().get(4));
      if (Agent.present()) {
        assertEquals(Map.of("head", true, "body", true), closed);
      }
    }
  }

  /** RFC 9211. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void eachResponseTellsWhatTheCacheDidIfThatIsAskedFor(Jdk jdk, @TempDir Path directory)
      throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        JettyOrigin h2 = JettyOrigin.h2(certificate)) {
      for (Origin origin : List.of(http, h2)) {
        origin.on("/fresh", Page.of(200, "f", "Cache-Control", "max-age=3600"));
        origin.on("/no-store", Page.of(200, "n", "Cache-Control", "no-store"));
        origin.on(
            "/validated",
            request ->
                Page.of(request.first("if-none-match") == null ? 200 : 304, "v")
                    .with("ETag", "\"v\"")
                    .with("Cache-Control", "no-cache"));
      }
      Comparison.Run run =
          Comparison.run(
              Comparison.withAgent(jdk, directory.resolve("cache"))
                  .property("larder.cache-status", true),
              List.of(http, h2),
              jvm ->
                  certificate
                      .trustedBy(jvm)
                      .main(Status.class, "HTTP_1_1", http.uri("/"), "HTTP_2", h2.uri("/")));
      assertEquals("", run.result().stderr());
      if (Agent.present()) {
        List<String> lines = run.result().lines();
        List<String> expected = new ArrayList<>();
        for (String tls : List.of("", " TLS")) {
          expected.add("/fresh 200 f" + tls + " larder; fwd=uri-miss");
          expected.add("/fresh 200 f" + tls + " larder; hit; ttl=N");
          expected.add("/validated 200 v" + tls + " larder; fwd=uri-miss");
          expected.add("/validated 200 v" + tls + " larder; fwd=stale; fwd-status=304; ttl=N");
          expected.add("/no-store 200 n" + tls + " larder; fwd=uri-miss; detail=response-no-store");
        }
        assertEquals(expected, lines);
      }
    }
  }
}
