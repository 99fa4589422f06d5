package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.programs.OkHttpCalls;
import dev.larder.it.programs.OkHttpContract;
import dev.larder.it.programs.OkHttpOfAgent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
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

/** What only OkHttp has, with and without the cache. */
@Tag(Extensive.ONE_JDK)
class OkHttpIT {

  private static final String CACHE_CONTROL = "Cache-Control";
  private static final String FRESH = "max-age=3600";

  @TempDir Path directory = Path.of("");

  static Stream<ClientVersion> versions() {
    return Client.OKHTTP.versions();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aProgramSeesTheSameAndAsksForLess(ClientVersion version) throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate)) {
      furnish(http, https);
      Comparison all =
          Comparison.of(
              Jdk.running(),
              directory.resolve("cache"),
              List.of(http, https),
              jvm -> program(version, certificate, jvm, http, https));
      assertEquals(0, all.same().without().result().exitCode());
      if (Agent.present()) {
        assertFalse(Files.exists(directory.resolve("cache/larder.log")), "nothing to say");
        Map<String, Integer> warm = new TreeMap<>(all.warm().requests());
        // What may not be stored, what is validated, what invalidates and what follows on it, and
        // what is left alone.
        assertEquals(8, warm.remove("/target"), "a target from the network");
        assertEquals(4, warm.remove("/validated"));
        assertEquals(2, warm.remove("/uncached"));
        assertEquals(12, warm.remove("/item"), "three that write, and what follows on each");
        assertEquals(2, warm.remove("/own-resolver"));
        assertEquals(2, warm.remove("/own-sockets"));
        assertEquals(2, warm.remove("/network-interceptor"));
        assertEquals(Map.of(), warm);
      }
    }
  }

  /** A class of the client that companions name, and that a plain call does without. */
  @Test
  void aClientThatLacksAClassIsLeftAlone() throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    Path cache = directory.resolve("cache");
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/a", Page.of(200, "a", CACHE_CONTROL, FRESH));
      ForkedJvm jvm = ForkedJvm.on(Jdk.running()).agent().property("larder.dir", cache);
      for (Path jar : Client.OKHTTP.newest().jars()) {
        jvm.addToClassPath(without("okhttp3/FormBody.class", jar));
      }
      ForkedJvm.Result result = jvm.main(OkHttpContract.class, origin.uri("/"), "/a").run();
      assertEquals("", result.stderr());
      assertEquals(2, result.lines().size(), result.stdout());
      assertEquals(Map.of("/a", 2), origin.take());
    }
    List<String> said =
        Files.readAllLines(cache.resolve("larder.log")).stream()
            .filter(line -> line.contains(" WARN "))
            .toList();
    assertEquals(1, said.size(), said::toString);
    assertTrue(
        said.get(0).contains("joining this version of OkHttp (it is not cached)"), said::toString);
  }

  @Test
  void aCopyThatAnotherAgentBringsIsLeftAlone() throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    Path cache = directory.resolve("cache");
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/a", Page.of(200, "a", CACHE_CONTROL, FRESH));
      List<Object> arguments = new ArrayList<>(List.of(origin.uri("/a")));
      arguments.addAll(Client.OKHTTP.newest().jars());
      ForkedJvm.Result result =
          ForkedJvm.on(Jdk.running())
              .agent()
              .option("-Xbootclasspath/a:" + ForkedJvm.locationOf(OkHttpOfAgent.class))
              .option("-Xshare:off") // which would say that it is without classes of the program
              .property("larder.dir", cache)
              .main(OkHttpOfAgent.class, arguments.toArray())
              .run();
      assertEquals("", result.stderr());
      assertEquals(List.of("a", "a"), result.lines());
      assertEquals(Map.of("/a", 2), origin.take());
    }
    assertFalse(Files.exists(cache), "nothing is made");
  }

  /** A copy of a jar without a class. */
  private Path without(String name, Path jar) throws IOException {
    Path copy = directory.resolve(jar.getFileName());
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        if (!entry.getName().equals(name)) {
          to.putNextEntry(new ZipEntry(entry.getName()));
          from.getInputStream(entry).transferTo(to);
        }
      }
    }
    return copy;
  }

  private void program(
      ClientVersion version,
      Certificate certificate,
      ForkedJvm jvm,
      OriginServer http,
      OriginServer https) {
    try {
      Path own = Files.createTempDirectory(directory, "own");
      version
          .set(certificate.trustedBy(jvm))
          .main(OkHttpCalls.class, http.uri("/"), https.uri("/"), own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void furnish(OriginServer http, OriginServer https) throws IOException {
    http.on(
        "/fields",
        Page.of(200, "fields", CACHE_CONTROL, FRESH, "X-Twice", "b", "X-Twice", "a")
            .with("Content-Type", "text/html;charset=utf-8"));
    http.on("/missing", Page.of(404, "not here", CACHE_CONTROL, FRESH));
    http.on("/odd", Page.of(200, "odd", CACHE_CONTROL, FRESH));
    http.on("/chunked", Page.of(200, "in chunks", CACHE_CONTROL, FRESH).inChunks());
    http.on("/gzip", Page.of(200, gzip("text"), CACHE_CONTROL, FRESH, "Content-Encoding", "gzip"));
    http.on("/plain", Page.of(200, "plain", CACHE_CONTROL, FRESH));
    http.on("/exact", Page.of(200, "0123456789".repeat(1000), CACHE_CONTROL, FRESH));
    http.on("/moved", Page.of(301, "", "Location", "/plain", CACHE_CONTROL, FRESH));
    http.on("/moved-to-network", Page.of(301, "", "Location", "/target", CACHE_CONTROL, FRESH));
    http.on("/target", Page.of(200, "target", CACHE_CONTROL, "no-store"));
    http.on("/moved-with-body", Page.of(302, "moved", "Location", "/plain", CACHE_CONTROL, FRESH));
    http.on(
        "/moved-twice",
        Page.of(301, "moved", "Location", "/moved-to-network", CACHE_CONTROL, FRESH).inChunks());
    http.on(
        "/moved-to-tls",
        Page.of(301, "to TLS", "Location", https.uri("/secure").toString(), CACHE_CONTROL, FRESH));
    http.on("/unread", Page.of(200, "unread", CACHE_CONTROL, FRESH));
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
    http.on("/uncached", Page.of(200, "uncached", CACHE_CONTROL, FRESH));
    AtomicReference<String> item = new AtomicReference<>("none");
    http.on(
        "/item",
        request -> {
          if (!request.method().equals("GET")) {
            item.set(request.method().equals("DELETE") ? "none" : request.body());
          }
          return Page.of(200, requireNonNull(item.get()), CACHE_CONTROL, FRESH);
        });
    for (String path : List.of("/own-resolver", "/own-sockets", "/network-interceptor")) {
      http.on(path, Page.of(200, path, CACHE_CONTROL, FRESH));
    }
    https.on("/secure", Page.of(200, "over TLS", CACHE_CONTROL, FRESH));
    https.on("/secure-moved", Page.of(301, "moved", "Location", "/secure", CACHE_CONTROL, FRESH));
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
