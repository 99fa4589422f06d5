package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.programs.Apache5AsyncCalls;
import dev.larder.it.programs.Apache5AsyncContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only the asynchronous Apache HttpClient 5 has, with and without the cache. */
@Tag(Extensive.ONE_JDK)
class Apache5AsyncIT {

  private static final String CACHE_CONTROL = "Cache-Control";
  private static final String FRESH = "max-age=3600";

  @TempDir Path directory = Path.of("");

  static Stream<ClientVersion> versions() {
    return Client.APACHE5.versions();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aProgramSeesTheSameAndAsksForLess(ClientVersion version) throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate);
        OriginServer proxy = OriginServer.http();
        JettyOrigin h2 = JettyOrigin.h2(certificate)) {
      furnish(http);
      for (String path : List.of("/trust", "/pinned", "/tunnelled")) {
        https.on(path, Page.of(200, "over TLS", CACHE_CONTROL, FRESH));
      }
      proxy.on("http://origin.invalid/proxied", Page.of(200, "proxied", CACHE_CONTROL, FRESH));
      proxy.tunnelsTo(https);
      h2.on("/two", Page.of(200, "over HTTP/2", CACHE_CONTROL, FRESH));
      validated(h2, "/two-validated");
      Comparison all =
          Comparison.of(
              Jdk.running(),
              directory.resolve("cache"),
              List.of(http, https, h2, proxy),
              jvm ->
                  certificate
                      .trustedBy(version.set(jvm))
                      .main(
                          Apache5AsyncCalls.class,
                          http.uri("/"),
                          https.uri("/"),
                          h2.uri("/"),
                          proxy.uri("/").getPort()));
      assertEquals(0, all.same().without().result().exitCode());
      if (Agent.present()) {
        Map<String, Integer> warm = new TreeMap<>(all.warm().requests());
        for (String path : List.of("/chunked-validated", "/two-validated", "/two")) {
          int always = path.equals("/two") ? 0 : all.without().requests(path);
          assertEquals(always, warm.getOrDefault(path, 0), path);
          warm.remove(path);
        }
        assertEquals(1, warm.remove("/network"), "what may not be stored");
        assertEquals(12, all.without().requests("/password"));
        assertEquals(6, warm.remove("/password"), "the challenges");
        assertEquals(1, warm.remove("/trust"), "by who trusts anyone");
        assertEquals(1, warm.remove("/pinned"), "by who has a verifier of its own");
        assertEquals(2, warm.remove("/trailers"));
        assertEquals(1, warm.remove("/"), "by who finds hosts in its own way");
        assertEquals(Map.of(), warm);
      }
    }
  }

  /** Nor a connection. */
  @Test
  void aHitNeedsNoServer() throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    OriginServer origin = OriginServer.http();
    ForkedJvm.Result first;
    try (origin) {
      origin.on("/page", Page.of(200, "page", CACHE_CONTROL, FRESH));
      first = pageTwice(origin, "");
    }
    assertEquals(first.lines(), pageTwice(origin, "").lines());
  }

  /** A class of the client that companions name, and that a plain call does without. */
  @Test
  void aClientThatLacksAClassIsLeftAlone() throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/page", Page.of(200, "page", CACHE_CONTROL, FRESH));
      ForkedJvm.Result result = pageTwice(origin, "InternalH2AsyncExecRuntime.class");
      assertEquals(2, result.lines().size(), result.stdout());
      assertEquals(Map.of("/page", 2), origin.take());
    }
    List<String> said =
        Files.readAllLines(directory.resolve("cache/larder.log")).stream()
            .filter(line -> line.contains(" WARN "))
            .toList();
    assertEquals(1, said.size(), said::toString);
    assertTrue(
        said.get(0).contains("joining this version of Apache HttpClient 5 (async) (it is not"),
        said::toString);
  }

  /** Fetches a page twice by a client without a class. */
  private ForkedJvm.Result pageTwice(OriginServer origin, String lacks) throws Exception {
    ForkedJvm jvm = Comparison.withAgent(Jdk.running(), directory.resolve("cache"));
    for (Path jar : Client.APACHE5.newest().jars()) {
      jvm.addToClassPath(lacks.isEmpty() ? jar : without(lacks, jar));
    }
    ForkedJvm.Result result = jvm.main(Apache5AsyncContract.class, origin.uri("/"), "/page").run();
    assertEquals("", result.stderr());
    return result;
  }

  private Path without(String name, Path jar) throws IOException {
    Path copy = directory.resolve(jar.getFileName());
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        if (!entry.getName().endsWith('/' + name)) {
          to.putNextEntry(new ZipEntry(entry.getName()));
          from.getInputStream(entry).transferTo(to);
        }
      }
    }
    return copy;
  }

  private static void furnish(OriginServer http) throws IOException {
    for (String path : List.of("/", "/fields", "/own-cache")) {
      http.on(path, Page.of(200, path, CACHE_CONTROL, FRESH));
    }
    http.on("/large", Page.of(200, "0123456789".repeat(300_000), CACHE_CONTROL, FRESH));
    http.on("/gzip", Page.of(200, gzip("text"), CACHE_CONTROL, FRESH, "Content-Encoding", "gzip"));
    http.on("/chunked", Page.of(200, "in chunks", CACHE_CONTROL, FRESH).inChunks());
    validated(http, "/chunked-validated");
    http.script(
        "/trailers",
        (request, wire) ->
            wire.head(
                    "HTTP/1.1 200 OK",
                    "Cache-Control: " + FRESH,
                    "Trailer: X-Sum",
                    "Transfer-Encoding: chunked")
                .chunk("text".getBytes(UTF_8))
                .bytes("0\r\nX-Sum: 1\r\n\r\n".getBytes(UTF_8)));
    http.on("/moved-with-body", Page.of(302, "moved", "Location", "/fields", CACHE_CONTROL, FRESH));
    http.on("/to-network", Page.of(301, "moved", "Location", "/network", CACHE_CONTROL, FRESH));
    http.on("/network", Page.of(200, "network", CACHE_CONTROL, "no-store"));
    http.on(
        "/password",
        request -> {
          String password = request.first("authorization");
          return password == null
              ? Page.of(401, "who?", "WWW-Authenticate", "Basic realm=\"r\"", CACHE_CONTROL, FRESH)
              : Page.of(200, password, CACHE_CONTROL, FRESH);
        });
    http.on(
        "/cookie",
        request ->
            Page.of(200, "to " + request.first("cookie"), CACHE_CONTROL, "private, " + FRESH));
  }

  private static void validated(Origin origin, String path) {
    origin.on(
        path,
        request ->
            "\"v\"".equals(request.first("if-none-match"))
                ? Page.of(304, "", "ETag", "\"v\"", CACHE_CONTROL, "no-cache")
                : Page.of(200, "checked", "ETag", "\"v\"", CACHE_CONTROL, "no-cache").inChunks());
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
