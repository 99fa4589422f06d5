package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.programs.Apache4;
import dev.larder.it.programs.Apache4Calls;
import dev.larder.it.programs.Apache4Contract;
import dev.larder.it.programs.Apache4Owners;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only Apache HttpClient 4 has, with and without the cache. */
@Tag(Extensive.ONE_JDK)
class Apache4IT {

  private static final String CACHE_CONTROL = "Cache-Control";
  private static final String FRESH = "max-age=3600";

  @TempDir Path directory = Path.of("");

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aProgramSeesTheSameAndAsksForLess(Jdk jdk) throws Exception {
    ClientVersion version = Client.APACHE4.newest();
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate)) {
      furnish(http, https);
      Comparison all =
          Comparison.of(
              jdk,
              directory.resolve("cache"),
              List.of(http, https),
              jvm ->
                  certificate
                      .trustedBy(version.set(jvm))
                      .main(Apache4Calls.class, http.uri("/"), https.uri("/")));
      assertEquals(0, all.same().without().result().exitCode());
      if (Agent.present()) {
        Map<String, Integer> warm = new TreeMap<>(all.warm().requests());
        // What may not be stored, what is validated, what invalidates and what follows on it.
        assertEquals(2, warm.remove("/target"), "a target from the network");
        assertEquals(4, warm.remove("/validated"));
        assertEquals(2, warm.remove("/secure-validated"));
        assertEquals(12, warm.remove("/item"), "one of two in a row, and three that write");
        assertEquals(Map.of(), warm);
      }
    }
  }

  private static final List<String> OWNERS =
      List.of(
          "store of alice: 200 user=alice #1",
          "field of alice: 200 user=alice #1",
          "store of bob: 200 user=bob #2",
          "field of bob: 200 user=bob #2",
          "store of alice: 200 user=alice #1",
          "field of alice: 200 user=alice #1",
          "nobody: 200 null #3",
          // Without having been asked, the client shows no password, and the answer is a challenge.
          "challenged alice: 200 alice:password #2",
          "challenged alice: 200 alice:password #4",
          "challenged bob: 200 bob:password #6",
          "challenged bob: 200 bob:password #8",
          "challenged alice: 200 alice:password #10",
          "challenged alice: 200 alice:password #12",
          "unasked alice: 200 alice:password #12",
          "unasked bob: 200 bob:password #8",
          "no password: 401 who?",
          "no password: 401 who?",
          "digest: 200 digest #2",
          "digest: 200 digest #4",
          "proxy for alice: 200 alice:password #2",
          "proxy for alice: 200 alice:password #4",
          "proxy for bob: 200 bob:password #6",
          "proxy for bob: 200 bob:password #8",
          "open proxy: 200 through #1",
          "open proxy: 200 through #1",
          "usual: 200 reached #1",
          "usual: 200 reached #1",
          "own resolver: 200 reached #2",
          "own resolver: 200 reached #3",
          "own sockets: 200 reached #4",
          "own sockets: 200 reached #5",
          "usual: 200 reached #1",
          "usual: 200 reached #1",
          "default trust: 200 over TLS #1",
          "default trust: 200 over TLS #1",
          "own context: 200 over TLS #1",
          "own context: 200 over TLS #1",
          "system: 200 over TLS #1",
          "system: 200 over TLS #1",
          "trusting anyone: 200 over TLS #2",
          "trusting anyone: 200 over TLS #3",
          "any host name: 200 over TLS #4",
          "any host name: 200 over TLS #5",
          "default trust: 200 over TLS #1",
          "default trust: 200 over TLS #1",
          "pooled: 200 reached #1",
          "pooled: 200 reached #1",
          "pool: [leased: 0; pending: 0; available: 0; max: 20]");

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void nobodyGetsWhatAnotherOneFetched(Jdk jdk) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate);
        OriginServer proxy = OriginServer.http()) {
      http.on("/cookie", request -> page(request.first("cookie"), request));
      http.on("/password", request -> secret(request, "authorization", "WWW-Authenticate"));
      http.on(
          "/digest",
          request ->
              request.first("authorization") == null
                  ? Page.of(401, "who?", "WWW-Authenticate", "Digest realm=\"d\", nonce=\"n\"")
                  : page("digest", request));
      http.on("/reached", request -> page("reached", request));
      https.on("/trust", request -> page("over TLS", request));
      proxy.on(
          "http://origin.invalid/proxied",
          request -> secret(request, "proxy-authorization", "Proxy-Authenticate"));
      proxy.on("http://origin.invalid/open", request -> page("through", request));
      ForkedJvm jvm = Comparison.withAgent(jdk, directory.resolve("cache"));
      ForkedJvm.Result result =
          certificate
              .trustedBy(Client.APACHE4.newest().set(jvm))
              .main(Apache4Owners.class, http.uri("/"), https.uri("/"), proxy.uri("/").getPort())
              .run();
      assertEquals(String.join("\n", OWNERS), String.join("\n", result.lines()));
      assertEquals("", result.stderr());
    }
  }

  private static Page secret(Received request, String field, String challenge) {
    String password = request.first(field);
    return password == null
        ? Page.of(challenge.startsWith("Proxy") ? 407 : 401, "who?", challenge, "Basic realm=\"r\"")
        : page(
            new String(Base64.getDecoder().decode(password.substring("Basic ".length())), UTF_8),
            request);
  }

  private static Page page(@Nullable String text, Received request) {
    return Page.of(200, text + " #" + request.number(), CACHE_CONTROL, FRESH);
  }

  /** The classes of a copy that was moved into another package, and a program that uses it. */
  @Test
  void aRelocatedCopyIsWovenToo() throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    ClientVersion version = Client.APACHE4.newest();
    Path jar = directory.resolve("moved.jar");
    try (RelocatedJar moved = new RelocatedJar(jar, "org/apache/http/", "com/example/moved/")) {
      for (Path original : version.jars()) {
        moved.add(original, "org/apache/http/");
      }
      moved.add(Apache4.class).add(Apache4Contract.class);
    }
    ForkedJvm jvm = Comparison.withAgent(Jdk.running(), directory.resolve("cache"));
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/page", Page.of(200, "page", CACHE_CONTROL, FRESH));
      String path = jar + ":" + ForkedJvm.locationOf(Apache4.class);
      for (Path original : version.jars()) {
        if (original.getFileName().toString().startsWith("commons-")) {
          path += ":" + original;
        }
      }
      jvm.main(Apache4Contract.class.getName(), path, origin.uri("/"), "/page");
      ForkedJvm.Result result = jvm.run();
      assertEquals("", result.stderr());
      assertEquals(2, result.lines().size(), result::stdout);
      assertTrue(result.lines().get(1).startsWith("again /page: 200 /page"), result::stdout);
      assertEquals(Map.of("/page", 1), origin.take());
      assertEquals(List.of(), log());
    }
  }

  /** A version that lacks something of what the companions use. */
  @Test
  void aVersionThatIsNotKnownIsLeftAloneWithOneSentence() throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    ForkedJvm jvm = Comparison.withAgent(Jdk.running(), directory.resolve("cache"));
    for (Path original : Client.APACHE4.newest().jars()) {
      jvm.addToClassPath(
          original.getFileName().toString().startsWith("httpclient-")
              ? lacking(original)
              : original);
    }
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/page", Page.of(200, "page", CACHE_CONTROL, FRESH));
      ForkedJvm.Result result =
          jvm.main(Apache4Contract.class, origin.uri("/"), "/page", "/page").run();
      assertEquals("", result.stderr());
      assertEquals(4, result.lines().size(), result::stdout);
      assertEquals(Map.of("/page", 4), origin.take());
      List<String> log = log();
      assertEquals(1, log.stream().filter(line -> line.contains(" WARN ")).count(), log::toString);
      assertTrue(log.get(0).contains("Apache HttpClient 4 (it is not cached)"), log::toString);
    }
  }

  private List<String> log() throws IOException {
    Path log = directory.resolve("cache").resolve("larder.log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  /** The client without a class that the program does not use. */
  private Path lacking(Path original) throws IOException {
    Path jar = directory.resolve("lacking.jar");
    try (JarFile in = new JarFile(original.toFile());
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (JarEntry entry : in.stream().toList()) {
        if (!entry.getName().endsWith("/BasicHttpClientConnectionManager.class")) {
          out.putNextEntry(new JarEntry(entry.getName()));
          in.getInputStream(entry).transferTo(out);
          out.closeEntry();
        }
      }
    }
    return jar;
  }

  private static void furnish(OriginServer http, OriginServer https) throws IOException {
    http.on(
        "/fields",
        Page.of(200, "fields", CACHE_CONTROL, FRESH, "X-Twice", "b", "X-Twice", "a")
            .with("Last-Modified", "Tue, 14 Nov 2023 22:13:20 GMT")
            .with("Content-Type", "text/html;charset=utf-8"));
    http.on("/chunked", Page.of(200, "in chunks", CACHE_CONTROL, FRESH).inChunks());
    http.on("/gzip", Page.of(200, gzip("text"), CACHE_CONTROL, FRESH, "Content-Encoding", "gzip"));
    http.on("/missing", Page.of(404, "not here", CACHE_CONTROL, FRESH));
    http.on("/no-content", Page.of(204, "", CACHE_CONTROL, FRESH));
    for (String path : List.of("/plain", "/unread", "/consumed")) {
      http.on(path, Page.of(200, path, CACHE_CONTROL, FRESH));
    }
    http.on("/exact", Page.of(200, "0123456789".repeat(1000), CACHE_CONTROL, FRESH));
    http.on("/moved", Page.of(301, "", "Location", "/plain", CACHE_CONTROL, FRESH));
    http.on("/moved-to-network", Page.of(301, "", "Location", "/target", CACHE_CONTROL, FRESH));
    http.on("/target", Page.of(200, "target", CACHE_CONTROL, "no-store"));
    http.on("/moved-with-body", Page.of(302, "moved", "Location", "/plain", CACHE_CONTROL, FRESH));
    http.on(
        "/moved-to-tls",
        Page.of(301, "to TLS", "Location", https.uri("/secure").toString(), CACHE_CONTROL, FRESH));
    validated(http, "/validated");
    validated(https, "/secure-validated");
    AtomicReference<String> item = new AtomicReference<>("none");
    http.on(
        "/item",
        request -> {
          if (!request.method().equals("GET")) {
            item.set(request.method().equals("DELETE") ? "none" : request.body());
          }
          return Page.of(200, requireNonNull(item.get()), CACHE_CONTROL, FRESH);
        });
    https.on("/secure", Page.of(200, "over TLS", CACHE_CONTROL, FRESH));
  }

  private static void validated(OriginServer origin, String path) {
    origin.on(
        path,
        request ->
            Page.of(
                "\"v\"".equals(request.first("if-none-match")) ? 304 : 200,
                "checked",
                "ETag",
                "\"v\"",
                CACHE_CONTROL,
                "no-cache"));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
