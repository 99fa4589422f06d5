package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.BothClients;
import dev.larder.it.programs.LastByte;
import dev.larder.it.programs.LoadsOverHttp;
import dev.larder.it.programs.UrlConnectionBackground;
import dev.larder.it.programs.UrlConnectionCalls;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only {@code java.net.HttpURLConnection} has, with and without the cache. */
class UrlConnectionIT {

  private static final String CACHE_CONTROL = "Cache-Control";
  private static final String FRESH = "max-age=3600";

  @TempDir Path directory = Path.of("");

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aProgramSeesTheSameAndAsksForLess(Jdk jdk) throws Exception {
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
                      .trustedBy(jvm)
                      .main(UrlConnectionCalls.class, http.uri("/"), https.uri("/")));
      assertEquals(0, all.same().without().result().exitCode());
      if (Agent.present()) {
        Map<String, Integer> warm = new TreeMap<>(all.warm().requests());
        // What may not be stored, what is validated, what invalidates and what follows on it.
        assertEquals(4, warm.remove("/target"), "a target from the network");
        assertEquals(2, warm.remove("/failing"));
        assertEquals(2, warm.remove("/echo"));
        assertEquals(4, warm.remove("/validated"));
        assertEquals(2, warm.remove("/uncached"));
        assertEquals(12, warm.remove("/item"), "one of two in a row, and three that write");
        assertEquals(Map.of(), warm);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatOneClientStoresTheOtherServesAndWhatOneWritesTheOtherForgets(Jdk jdk) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    Certificate certificate = Certificate.create(directory);
    try (OriginServer origin = OriginServer.http();
        OriginServer https = OriginServer.https(certificate)) {
      https.on("/c", request -> Page.of(200, request.number() + "", CACHE_CONTROL, FRESH));
      https.on("/d", request -> Page.of(200, request.number() + "", CACHE_CONTROL, FRESH));
      for (String path : List.of("/a", "/b")) {
        origin.script(
            path,
            (request, wire) ->
                wire.head(
                        "HTTP/1." + (path.equals("/a") ? 1 : 0) + " 200 Reason of " + path,
                        "Cache-Control: " + FRESH,
                        "Content-Length: 1")
                    .bytes(String.valueOf(request.number()).getBytes(UTF_8))
                    .close());
      }
      ForkedJvm.Result result = both(jdk, origin, "on", certificate, BOTH);
      assertEquals("", result.stderr());
      assertEquals(
          List.of(
              "old GET /a: HTTP/1.1 200 Reason of /a 1",
              "new GET /a: HTTP_1_1 200 1",
              "new POST /a: HTTP_1_1 200 2",
              "old GET /a: HTTP/1.1 200 Reason of /a 3",
              "new GET /a: HTTP_1_1 200 3",
              "new GET /b: HTTP_1_1 200 1",
              "old GET /b: HTTP/1.1 200 OK 1",
              "old POST /b: HTTP/1.0 200 Reason of /b 2",
              "old GET /b: HTTP/1.0 200 Reason of /b 3",
              "new GET /b: HTTP_1_1 200 3"),
          result.lines());
      URI c = https.uri("/c");
      URI d = https.uri("/d");
      String[] overTls = {"old GET " + c, "new GET " + c, "new GET " + d, "old GET " + d};
      ForkedJvm.Result secure = both(jdk, origin, "on", certificate, overTls);
      assertEquals("", secure.stderr());
      assertEquals(
          List.of(
              "old GET " + c + ": HTTP/1.1 200 Status 1",
              "new GET " + c + ": HTTP_1_1 200 1",
              "new GET " + d + ": HTTP_1_1 200 1",
              "old GET " + d + ": HTTP/1.1 200 OK 1"),
          secure.lines());
      ForkedJvm.Result offline =
          both(
              jdk,
              origin,
              "offline",
              certificate,
              "old GET /a",
              "new GET /b",
              "old GET /c",
              "old POST /a");
      assertEquals("", offline.stderr());
      List<String> seen = offline.lines().stream().filter(line -> !line.isEmpty()).toList();
      assertEquals("old GET /a: HTTP/1.1 200 Reason of /a 3", seen.get(0));
      assertEquals("new GET /b: HTTP_1_1 200 3", seen.get(1));
      for (String line : seen.subList(2, 4)) {
        assertTrue(line.contains("HTTP/1.1 504 Gateway Timeout Larder answers this itself"), line);
      }
      assertEquals(Map.of("/a", 3, "/b", 3), origin.take());
    }
  }

  private static final String[] BOTH = {
    "old GET /a",
    "new GET /a",
    "new POST /a",
    "old GET /a",
    "new GET /a",
    "new GET /b",
    "old GET /b",
    "old POST /b",
    "old GET /b",
    "new GET /b"
  };

  private ForkedJvm.Result both(
      Jdk jdk, OriginServer origin, String mode, Certificate certificate, String... steps)
      throws Exception {
    List<Object> arguments = new ArrayList<>(List.of(origin.uri("/")));
    arguments.addAll(List.of(steps));
    return certificate
        .trustedBy(ForkedJvm.on(jdk).agent())
        .property("larder.dir", directory.resolve("cache"))
        .property("larder.mode", mode)
        .main(BothClients.class, arguments.toArray())
        .run();
  }

  /** Class loading, archives and images, which the JDK loads with the same client. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theJdkLoadsOverHttpAsBefore(Jdk jdk) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      String name = LastByte.class.getName().replace('.', '/') + ".class";
      byte[] classFile;
      try (InputStream in = LastByte.class.getResourceAsStream("/" + name)) {
        classFile = requireNonNull(in).readAllBytes();
      }
      serve(origin, "/classes/" + name, classFile);
      serve(origin, "/classes.jar", jar(name, classFile));
      serve(origin, "/archive.jar", jar("text.txt", "inside".getBytes(UTF_8)));
      ByteArrayOutputStream image = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", image);
      serve(origin, "/image.png", image.toByteArray());
      Comparison all =
          Comparison.of(
              jdk,
              directory.resolve("cache"),
              List.of(origin),
              jvm ->
                  jvm.property("java.awt.headless", true)
                      .main(LoadsOverHttp.class, origin.uri("/")));
      assertEquals(0, all.same().without().result().exitCode());
      if (Agent.present()) {
        Map<String, Integer> asked = new TreeMap<>(all.warm().requests());
        asked.remove("/classes/missing"); // a 404 that says nothing of caches
        assertEquals(Map.of(), asked);
      }
    }
  }

  private static void serve(OriginServer origin, String path, byte[] body) {
    origin.on(path, Page.of(200, body, CACHE_CONTROL, FRESH));
  }

  private static byte[] jar(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      jar.putNextEntry(new JarEntry(name));
      jar.write(content);
      jar.closeEntry();
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatIsStaleIsValidatedInTheBackground(Jdk jdk) throws Exception {
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
                    .with(CACHE_CONTROL, "max-age=5, stale-while-revalidate=3600"),
                request.method());
            if (request.number() == 2) {
              origin.gates().open("second");
            }
          });
      Comparison.Run run =
          Comparison.run(
              Comparison.withAgent(jdk, directory.resolve("cache")),
              List.of(origin),
              jvm -> jvm.main(UrlConnectionBackground.class, origin.uri("/")));
      assertEquals("", run.result().stderr());
      if (Agent.present()) {
        assertEquals(List.of("1", "1", "another"), run.result().lines());
        Received renewal = requireNonNull(pages.get(2));
        assertEquals("yes", renewal.first("x-mine"));
        assertEquals("\"e1\"", renewal.first("if-none-match"));
      }
    }
  }

  private static void furnish(OriginServer http, OriginServer https) throws IOException {
    http.on(
        "/fields",
        Page.of(200, "fields", CACHE_CONTROL, FRESH, "X-Twice", "b", "X-Twice", "a")
            .with("Last-Modified", "Tue, 14 Nov 2023 22:13:20 GMT")
            .with("Content-Type", "text/html;charset=utf-8")
            .with("X-Int", "7"));
    http.on("/chunked", Page.of(200, "in chunks", CACHE_CONTROL, FRESH).inChunks());
    http.on("/gzip", Page.of(200, gzip("text"), CACHE_CONTROL, FRESH, "Content-Encoding", "gzip"));
    http.on(
        "/plain",
        request ->
            Page.of(
                    request.first("if-modified-since") == null ? 200 : 304,
                    "plain",
                    CACHE_CONTROL,
                    FRESH)
                .with("Content-Type", "text/plain")
                .with("Last-Modified", "Tue, 14 Nov 2023 22:13:20 GMT"));
    http.on("/exact", Page.of(200, "0123456789".repeat(1000), CACHE_CONTROL, FRESH));
    http.on("/moved", Page.of(301, "", "Location", "/plain", CACHE_CONTROL, FRESH));
    http.on("/moved-to-network", Page.of(301, "", "Location", "/target", CACHE_CONTROL, FRESH));
    http.on("/target", Page.of(200, "target", CACHE_CONTROL, "no-store"));
    http.on("/moved-with-body", Page.of(302, "moved", "Location", "/plain", CACHE_CONTROL, FRESH));
    http.on(
        "/moved-twice",
        Page.of(307, "moved", "Location", "/moved-to-network", CACHE_CONTROL, FRESH));
    http.on(
        "/moved-to-tls",
        Page.of(301, "to TLS", "Location", https.uri("/secure").toString(), CACHE_CONTROL, FRESH));
    http.on("/missing", Page.of(404, "not here", CACHE_CONTROL, FRESH));
    http.on("/failing", Page.of(500, "failed"));
    http.on("/unread", Page.of(200, "unread", CACHE_CONTROL, FRESH));
    http.on("/echo", request -> Page.of(200, request.method() + ' ' + request.body()));
    http.on("/interrupted", Page.of(200, "interrupted", CACHE_CONTROL, FRESH));
    http.on(
        "/validated",
        request ->
            Page.of(
                "\"v\"".equals(request.first("if-none-match")) ? 304 : 200,
                "checked",
                "ETag",
                "\"v\"",
                CACHE_CONTROL,
                "no-cache"));
    http.on(
        "/uncached", request -> Page.of(200, request.first("pragma") + "", CACHE_CONTROL, FRESH));
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
    https.on("/secure-moved", Page.of(301, "moved", "Location", "/secure", CACHE_CONTROL, FRESH));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
