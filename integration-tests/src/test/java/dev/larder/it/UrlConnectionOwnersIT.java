package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.UrlConnectionOwners;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose response it is, where {@code java.net.HttpURLConnection} itself says so. */
class UrlConnectionOwnersIT {

  private static final String FRESH = "max-age=3600";

  private static final List<String> EXPECTED =
      List.of(
          "handler of alice: 200 alice #1",
          "handler of alice and own: 200 alice;own #2",
          "cookie of alice: 200 alice #1",
          "handler of bob: 200 bob #3",
          "handler of bob and own: 200 bob;own #4",
          "cookie of bob: 200 bob #3",
          "handler of alice: 200 alice #1",
          "handler of alice and own: 200 alice;own #2",
          "cookie of alice: 200 alice #1",
          "handler of bob: 200 bob #3",
          "handler of bob and own: 200 bob;own #4",
          "cookie of bob: 200 bob #3",
          "no cookie: 200 null #5",
          "sets a cookie: 200 for all #1",
          "cookies: [s=first]",
          "sets a cookie: 200 for all #1",
          "cookies: []",
          "password of alice: 200 alice:password #2",
          "password of bob: 200 bob:password #4",
          "password of alice: 200 alice:password #2",
          "password of bob: 200 bob:password #4",
          "no password: 401 who? #5",
          "asked for passwords: 2",
          "digest: 200 digest #2",
          "digest: 200 digest #3",
          "crossing: 200 null null #1",
          "crossing: 200 null null #1",
          "proxy for alice: 200 alice:password #2",
          "proxy for alice: 200 alice:password #2",
          "proxy for alice: 200 alice:password #2",
          "proxy for bob: 200 bob:password #4",
          "proxy for bob: 200 bob:password #4",
          "proxy for bob: 200 bob:password #4",
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
          "trusting anyone: 200 over TLS #4",
          "any host name: 200 over TLS #5",
          "default trust: 200 over TLS #1",
          "trusting nobody: SSLHandshakeException");

  @TempDir Path directory = Path.of("");

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void nobodyGetsWhatAnotherOneFetched(Jdk jdk) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate);
        OriginServer proxy = OriginServer.http();
        OriginServer tunnels = OriginServer.http()) {
      furnish(http);
      for (String path : List.of("/trust", "/tunnelled")) {
        https.on(path, request -> page("over TLS", request));
      }
      proxy.on("http://origin.invalid/proxied", UrlConnectionOwnersIT::proxied);
      proxy.on("http://origin.invalid/open", request -> page("through", request));
      tunnels.tunnelsTo(https);
      ForkedJvm jvm =
          certificate
              .trustedBy(ForkedJvm.on(jdk).agent())
              .property("larder.dir", directory.resolve("cache"))
              .property("http.auth.digest.reEnabledAlgorithms", "MD5")
              .main(
                  UrlConnectionOwners.class,
                  http.uri("/"),
                  https.uri("/"),
                  proxy.uri("/").getPort(),
                  tunnels.uri("/").getPort());
      ForkedJvm.Result result = jvm.run();
      assertEquals(String.join("\n", EXPECTED), String.join("\n", result.lines()));
      assertEquals("", result.stderr());
      assertEquals(1, tunnels.take().get(https.uri("/").getAuthority()), "tunnels");
    }
  }

  static void furnish(OriginServer http) {
    http.on("/cookie", request -> page(request.first("cookie"), request));
    http.on(
        "/sets",
        request ->
            Page.of(200, "for all #" + request.number(), "Cache-Control", "public, " + FRESH)
                .with("Set-Cookie", "s=first"));
    http.on(
        "/password",
        request -> {
          String password = request.first("authorization");
          return password == null
              ? Page.of(401, "who? #" + request.number(), "WWW-Authenticate", "Basic realm=\"r\"")
                  .with("Cache-Control", FRESH)
              : page(decoded(password), request);
        });
    http.on(
        "/digest",
        request ->
            request.first("authorization") == null
                ? Page.of(401, "who?", "WWW-Authenticate", "Digest realm=\"d\", nonce=\"n\"")
                : page("digest", request));
    String elsewhere = http.uri("/elsewhere").toString().replace("127.0.0.1", "localhost");
    http.on("/crossing", Page.of(302, "", "Location", elsewhere, "Cache-Control", FRESH));
    http.on(
        "/elsewhere",
        request -> page(request.first("authorization") + " " + request.first("cookie"), request));
  }

  static Page proxied(Received request) {
    String password = request.first("proxy-authorization");
    return password == null
        ? Page.of(407, "who?", "Proxy-Authenticate", "Basic realm=\"p\"")
        : page(decoded(password), request);
  }

  private static String decoded(String basic) {
    return new String(
        Base64.getDecoder().decode(basic.substring("Basic ".length())), StandardCharsets.UTF_8);
  }

  static Page page(@Nullable String text, Received request) {
    return Page.of(200, text + " #" + request.number(), "Cache-Control", FRESH);
  }
}
