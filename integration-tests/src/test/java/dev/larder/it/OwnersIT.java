package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Account;
import dev.larder.it.programs.Owners;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose response it is, where the client itself says so, and what the settings make of it. */
class OwnersIT {

  private static final String FRESH = "max-age=3600";

  @TempDir Path directory = Path.of("");

  private int caches;

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatTheClientAddsByItselfTellsWhoseItIs(Jdk jdk) throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate);
        OriginServer proxy = OriginServer.http()) {
      furnish(http);
      https.on("/trust", request -> page("over TLS", request));
      proxy.on("http://origin.invalid/proxied", OwnersIT::proxied);
      ForkedJvm jvm =
          certificate
              .trustedBy(ForkedJvm.on(jdk).agent())
              .property("larder.dir", directory.resolve("cache"))
              .property("jdk.httpclient.allowRestrictedHeaders", "host,content-length")
              .main(Owners.class, http.uri("/"), https.uri("/"), proxy.uri("/").getPort());
      ForkedJvm.Result result = jvm.run();
      List<String> expected =
          new ArrayList<>(
              List.of(
                  "cookie of alice: 200 alice #1",
                  "cookie of bob: 200 bob #2",
                  "cookie of alice: 200 alice #1",
                  "cookie of bob: 200 bob #2",
                  "no cookie: 200 null #3",
                  "asked for cookies: 2 2",
                  "sets a cookie: 200 for all #1",
                  "cookies: [s=first]",
                  "sets a cookie: 200 for all #1",
                  "cookies: []",
                  "password of alice: 200 alice:password #2",
                  "password of bob: 200 bob:password #4",
                  "password of alice: 200 alice:password #2",
                  "password of bob: 200 bob:password #4",
                  "no password: 401 who? #5",
                  "unchallenged carol: 200 free #1",
                  "unchallenged nobody: 200 free #1",
                  "asked for passwords: 1 1",
                  "proxy for alice: 200 alice:password #2",
                  "proxy for alice: 200 alice:password #2",
                  "proxy for bob: 200 bob:password #4",
                  "proxy for bob: 200 bob:password #4",
                  "default trust: 200 over TLS #1",
                  "own context: 200 over TLS #1",
                  "own protocols: 200 over TLS #2",
                  "own server name: 200 over TLS #3",
                  "default trust: 200 over TLS #1",
                  "own context: 200 over TLS #1",
                  "own protocols: 200 over TLS #2",
                  "own server name: 200 over TLS #4",
                  "empty parameters: 200 over TLS #1",
                  "default parameters: 200 over TLS #1",
                  "both protocols: 200 over TLS #1",
                  "trusting the default: 200 over TLS #1",
                  "trusting anyone: 200 over TLS #5",
                  "host of its own: 200 internal.example #1",
                  "another host: 200 other.example #2",
                  "no host: 200 127.0.0.1 #3",
                  "host of its own: 200 internal.example #1",
                  "another host: 200 other.example #2",
                  "no host: 200 127.0.0.1 #3",
                  "says that a body follows: 200 127.0.0.1 #3",
                  "chunked: 200 127.0.0.1 #4"));
      if (jdk.feature() >= 19) {
        expected.add("any address: 200 here #1");
        expected.add("its own address: 200 here #2");
        expected.add("its own address: 200 here #2");
      }
      assertEquals(String.join("\n", expected), String.join("\n", result.lines()));
      assertEquals("", result.stderr());
    }
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatNoCertificateVouchedForReachesNobodyWhoChecks(Jdk jdk) throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (OriginServer https = OriginServer.https(certificate)) {
      https.on("/trust", request -> page("over TLS", request));
      Supplier<ForkedJvm> nobody =
          () -> ForkedJvm.on(jdk).agent().property("larder.dir", directory.resolve("cache"));
      Supplier<ForkedJvm> checked = () -> certificate.trustedBy(nobody.get());
      Supplier<ForkedJvm> anyName =
          () -> checked.get().property("jdk.internal.httpclient.disableHostnameVerification", true);
      // Who checks no names, or trusts anyone, is alone: as if there were no cache.
      fetched(anyName, "nobody-else", https, "over TLS #1", "over TLS #2");
      fetched(nobody, "anyone", https, "over TLS #3", "over TLS #4");
      fetched(nobody, "anyone-by-default", https, "over TLS #5", "over TLS #6");
      fetched(checked, "nobody-else", https, "over TLS #7", "over TLS #7");
      fetched(anyName, "nobody-else", https, "over TLS #8", "over TLS #9");
      fetched(nobody, "anyone", https, "over TLS #10", "over TLS #11");
      fetched(nobody, "anyone-by-default", https, "over TLS #12", "over TLS #13");
      // Who trusts others only gets nothing of it, fresh as it is.
      String refused = "javax.net.ssl.SSLHandshakeException";
      fetched(nobody, "nobody-else", https, refused, refused);
    }
  }

  private static void fetched(
      Supplier<ForkedJvm> jvm, String trust, OriginServer https, String... expected)
      throws Exception {
    ForkedJvm.Result result = jvm.get().main(Account.class, trust, https.uri("/trust")).run();
    assertEquals(List.of(expected), result.lines());
    assertEquals("", result.stderr());
  }

  private static void furnish(OriginServer http) {
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
    http.on("/free", request -> page("free", request));
    http.on(
        "/host",
        request -> page(String.valueOf(request.first("host")).replaceFirst(":.*", ""), request));
    http.on("/address", request -> page("here", request));
  }

  private static Page proxied(Received request) {
    String password = request.first("proxy-authorization");
    return password == null
        ? Page.of(407, "who?", "Proxy-Authenticate", "Basic realm=\"p\"")
        : page(decoded(password), request);
  }

  private static String decoded(String basic) {
    return new String(
        Base64.getDecoder().decode(basic.substring("Basic ".length())), StandardCharsets.UTF_8);
  }

  private static Page page(@Nullable String text, Received request) {
    return Page.of(200, text + " #" + request.number(), "Cache-Control", FRESH);
  }

  /** The answers to these steps with these settings, given as a user gives them, and no entries. */
  private List<String> answers(String settings, String... steps) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/a", request -> page("a", request));
      origin.on(
          "/all",
          request -> Page.of(200, "all #" + request.number(), "Cache-Control", "public, " + FRESH));
      ForkedJvm jvm =
          ForkedJvm.on(Jdk.running())
              .agent(settings)
              .property("larder.dir", directory.resolve("cache").resolve(String.valueOf(++caches)));
      Steps.of(directory, steps).program(origin, 0).accept(jvm);
      ForkedJvm.Result result = jvm.run();
      assertEquals("", result.stderr());
      return result.lines();
    }
  }

  private static final String[] TWO_USERS = {
    "GET /a|Cookie: alice", "GET /a|Cookie: bob", "GET /a|Cookie: alice", "GET /a"
  };

  @Test
  void eachIdentityHasItsOwnByDefault() throws Exception {
    assertEquals(
        List.of("200 a #1", "200 a #2", "200 a #1", "200 a #3"),
        answers("identity=auto", TWO_USERS));
  }

  @Tag(Extensive.TAG)
  @Test
  void everybodyIsTheSameWhereThatIsSaid() throws Exception {
    assertEquals(
        List.of("200 a #1", "200 a #1", "200 a #1", "200 a #1"),
        answers("identity=shared", TWO_USERS));
  }

  @Tag(Extensive.TAG)
  @Test
  void nothingOfCredentialsIsStoredWhereThatIsSaid() throws Exception {
    assertEquals(
        List.of("200 a #1", "200 a #2", "200 a #3", "200 a #4"),
        answers("identity=none-stored", TWO_USERS));
    assertEquals(
        List.of("200 all #1", "200 all #1"),
        answers("identity=none-stored", "GET /all|Cookie: alice", "GET /all|Cookie: bob"));
  }

  @Test
  void aFieldThatIsNotKnownIsACredentialAndTracingIsNone() throws Exception {
    List<String> names =
        new ArrayList<>(
            Files.readAllLines(Path.of("../core/src/test/resources/credential-fields.txt")));
    names.remove("Proxy-Authorization"); // which the client keeps to itself
    List<String> steps = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String name : names) {
      for (String who : List.of("alice", "bob", "alice")) {
        steps.add("GET /a?" + name + "|" + name + ": " + who);
      }
      expected.addAll(List.of("200 a #1", "200 a #2", "200 a #1"));
    }
    for (String trace : List.of("1", "2")) {
      steps.add(
          "GET /a?traced|traceparent: 00-"
              + trace
              + "|tracestate: a="
              + trace
              + "|baggage: b="
              + trace
              + "|b3: "
              + trace
              + "|X-B3-TraceId: "
              + trace
              + "|uber-trace-id: "
              + trace
              + "|X-Amzn-Trace-Id: "
              + trace
              + "|sentry-trace: "
              + trace
              + "|x-datadog-trace-id: "
              + trace
              + "|X-Request-Id: "
              + trace);
      expected.add("200 a #1");
    }
    assertEquals(expected, answers("", steps.toArray(new String[0])));
  }

  @Tag(Extensive.TAG)
  @Test
  void whatElseTellsNobodyApartCanBeSaid() throws Exception {
    String[] fields = {"GET /a|X-Nonce: 1", "GET /a|X-Nonce: 2", "GET /a|User-Agent: me"};
    assertEquals(List.of("200 a #1", "200 a #2", "200 a #3"), answers("", fields));
    assertEquals(
        List.of("200 a #1", "200 a #1", "200 a #2"),
        answers("identity.ignore-headers=x-n*,identity.headers=user-agent", fields));
    String[] cookies = {"GET /a|Cookie: theme=1", "GET /a|Cookie: _ga=1; theme=2", "GET /a"};
    assertEquals(List.of("200 a #1", "200 a #2", "200 a #3"), answers("", cookies));
    assertEquals(
        List.of("200 a #1", "200 a #1", "200 a #1"), answers("ignore-cookies=theme", cookies));
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aJarWithTheCookieOfABotFilterHitsInTheNextProcess(Jdk jdk) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/first", request -> filtered(request, "no-store"));
      origin.on("/a", request -> filtered(request, FRESH));
      origin.on("/b", request -> page("b", request));
      origin.on("/login", request -> filtered(request, FRESH).with("Set-Cookie", "sid=1"));
      for (int process = 1; process <= 2; process++) {
        String[] steps = {
          "GET /b|Cookie: sid=" + process + "; _ga=1",
          "jar",
          "GET /first",
          "GET /a",
          "GET /a",
          "GET /login"
        };
        ForkedJvm jvm =
            ForkedJvm.on(jdk)
                .agent("log.level=debug")
                .property("larder.dir", directory.resolve("cache"));
        Steps.of(directory, steps).program(origin, 0).accept(jvm);
        ForkedJvm.Result result = jvm.run();
        assertEquals(
            List.of(
                "200 b #" + process,
                "200 a #" + process,
                "200 a #1",
                "200 a #1",
                "200 a #" + process),
            result.lines(),
            result.stderr());
      }
      List<String> told =
          everything().lines().filter(line -> line.contains("stored for other")).toList();
      assertEquals(1, told.size(), told::toString);
      assertTrue(
          told.get(0).contains("stored for other cookies (sid), see larder.ignore-cookies"),
          told::toString);
    }
  }

  private static Page filtered(Received request, String caching) {
    return Page.of(200, "a #" + request.number(), "Cache-Control", caching)
        .with("Set-Cookie", "__cf_bm=" + System.nanoTime() + "; path=/; HttpOnly");
  }

  @Tag(Extensive.TAG)
  @Test
  void theValueOfAParameterIsNotWrittenDownWhereThatIsSaid() throws Exception {
    answers("log.level=debug,identity.query=n", "GET /a?n=s3cr3t&x=1", "GET /a?n=s3cr3t&x=1");
    assertFalse(everything().contains("s3cr3t"));
    answers("log.level=debug", "GET /a?n=s3cr3t&x=1");
    assertTrue(everything().contains("s3cr3t"), "without the setting it is");
  }

  @Test
  void whatLooksLikeASecretInAUriIsNotWrittenDown() throws Exception {
    List<String> steps = new ArrayList<>();
    for (String name : List.of("accessToken", "private_token", "code", "hapikey", "passwd")) {
      steps.add("GET /a?" + name + "=s3cr3t");
    }
    steps.add("GET /a;jsessionid=s3cr3t");
    answers("log.level=debug", steps.toArray(new String[0]));
    assertFalse(everything().contains("s3cr3t"));
  }

  @Test
  void whatAnotherProcessHasStoredAsPrivateIsNotSharedWithEverybody() throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      origin.on(
          "/mine", r -> Page.of(200, "#" + r.number(), "Cache-Control", "private, max-age=3600"));
      List<String> lines = new ArrayList<>();
      for (String mode : List.of("shared=false", "shared=false", "shared=true")) {
        ForkedJvm jvm =
            ForkedJvm.on(Jdk.running()).agent(mode).property("larder.dir", directory.resolve("c"));
        Steps.of(directory, "GET /mine").program(origin, 0).accept(jvm);
        lines.addAll(jvm.run().lines());
      }
      assertEquals(List.of("200 #1", "200 #1", "200 #2"), lines);
    }
  }

  private String everything() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory.resolve("cache"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertTrue(all.length() > 100, "something was written");
    return all.toString();
  }
}
