package dev.larder.it;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.programs.OkHttpOwners;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose response it is, where OkHttp itself says so, and what it does with stale ones. */
class OkHttpOwnersIT {

  private static final List<String> EXPECTED =
      List.of(
          "jar of alice: 200 user=alice #1",
          "cookie of alice: 200 user=alice #1",
          "interceptor of alice: 200 user=alice #1",
          "jar of bob: 200 user=bob #2",
          "cookie of bob: 200 user=bob #2",
          "interceptor of bob: 200 user=bob #2",
          "jar of alice: 200 user=alice #1",
          "cookie of alice: 200 user=alice #1",
          "interceptor of alice: 200 user=alice #1",
          "jar of bob: 200 user=bob #2",
          "cookie of bob: 200 user=bob #2",
          "interceptor of bob: 200 user=bob #2",
          "no cookie: 200 null #3",
          "sets a cookie: 200 for all #1",
          "cookies: 1",
          "sets a cookie: 200 for all #1",
          "cookies: 0",
          "password of alice: 200 alice:password #2",
          "password of bob: 200 bob:password #4",
          "password of alice: 200 alice:password #2",
          "password of bob: 200 bob:password #4",
          "at once: 200 alice:password #2",
          "no password: 401 who? #7",
          "crossing: 200 null null #1",
          "crossing: 200 null null #1",
          "proxy for alice: 200 alice:password #2",
          "proxy for alice: 200 alice:password #2",
          "proxy for bob: 200 bob:password #5",
          "proxy for bob: 200 bob:password #5",
          "selected: 200 through #1",
          "selected: 200 through #1",
          "directly: UnknownHostException",
          "directly: 200 over TLS #1",
          "through a tunnel: 200 over TLS #2",
          "through a tunnel: 200 over TLS #2",
          "directly: 200 over TLS #1",
          "default trust: 200 over TLS #1",
          "own context: 200 over TLS #1",
          "trusting anyone: 200 over TLS #2",
          "any host name: 200 over TLS #3",
          "pinned: 200 over TLS #4",
          "pinned elsewhere: 200 over TLS #1",
          "TLS 1.2: 200 over TLS #5",
          "trusting anyone: 200 over TLS #6",
          "any host name: 200 over TLS #7",
          "pinned: 200 over TLS #8",
          "pinned elsewhere: 200 over TLS #1",
          "TLS 1.2: 200 over TLS #5",
          "default trust: 200 over TLS #1",
          "own pool: 200 over TLS #1",
          "connections: 0",
          "ok: Statusshared #1false",
          "other: shared #1",
          "other: shared #1",
          "ok: OKshared #1false",
          "other: shared #1",
          "ok: Statusover TLS #1true",
          "other: over TLS #1",
          "other: over TLS #1",
          "ok: OKover TLS #1true",
          "other: over TLS #1",
          "writes: 200 shared #2",
          "other: shared #3",
          "/retried: 200 response 1",
          "/retried: 200 response 3",
          "/gone: 200 response 1",
          "/gone: 200 response 1",
          "background: [1, 1, another]0");

  @TempDir Path directory = Path.of("");

  static Stream<ClientVersion> versions() {
    return Client.OKHTTP.versions();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void nobodyGetsWhatAnotherOneFetched(ClientVersion version) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    ConcurrentMap<Integer, Received> pages = new ConcurrentHashMap<>();
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate);
        OriginServer proxy = OriginServer.http();
        OriginServer tunnels = OriginServer.http()) {
      UrlConnectionOwnersIT.furnish(http);
      http.on("/shared", request -> UrlConnectionOwnersIT.page("shared", request));
      stale(http, pages);
      for (String path : List.of("/trust", "/tunnelled", "/shared")) {
        https.on(path, request -> UrlConnectionOwnersIT.page("over TLS", request));
      }
      proxy.on("http://origin.invalid/proxied", UrlConnectionOwnersIT::proxied);
      proxy.on(
          "http://origin.invalid/open", request -> UrlConnectionOwnersIT.page("through", request));
      tunnels.tunnelsTo(https);
      ForkedJvm jvm =
          version
              .set(certificate.trustedBy(ForkedJvm.on(Jdk.running()).agent()))
              .property("larder.dir", directory.resolve("cache"))
              .main(
                  OkHttpOwners.class,
                  http.uri("/"),
                  https.uri("/"),
                  proxy.uri("/").getPort(),
                  tunnels.uri("/").getPort());
      ForkedJvm.Result result = jvm.run();
      assertEquals(String.join("\n", EXPECTED), String.join("\n", result.lines()));
      assertEquals("", result.stderr());
      Received renewal = requireNonNull(pages.get(2));
      assertEquals("yes", renewal.first("x-mine"));
      assertEquals("\"e1\"", renewal.first("if-none-match"));
    }
  }

  private static void stale(OriginServer http, ConcurrentMap<Integer, Received> pages) {
    for (String path : List.of("/retried", "/gone")) {
      http.script(
          path,
          (request, wire) -> {
            int number = request.number();
            if (number == 1 || (number == 3 && path.equals("/retried"))) {
              wire.send(
                  Page.of(200, "response " + number)
                      .with("Age", "10")
                      .with("Cache-Control", "max-age=5, stale-if-error=3600"),
                  request.method());
            } else {
              wire.close();
            }
          });
    }
    http.script(
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
            http.gates().open("second");
          }
        });
  }
}
