package dev.larder.it;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.programs.AhcCalls;
import dev.larder.it.programs.NettyCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only clients on Netty have, with and without the cache. */
@Tag(Extensive.ONE_JDK)
class NettyIT {

  private static final String CACHE_CONTROL = "Cache-Control";
  private static final String FRESH = "max-age=3600";

  @TempDir Path directory = Path.of("");

  static Stream<ClientVersion> versions() {
    return Stream.concat(Client.NETTY.versions(), Client.AHC.versions());
  }

  private static Class<?> program(
      ClientVersion version, Class<?> ofReactor, Class<?> ofAsyncHttpClient) {
    return version.client() == Client.AHC ? ofAsyncHttpClient : ofReactor;
  }

  /** Its jars, so that Netty logs to stderr. */
  private static void addLogging(ClientVersion version, ForkedJvm jvm) {
    for (Path jar : version.jars()) {
      if (!jar.getFileName().toString().startsWith("slf4j")) {
        jvm.addToClassPath(jar);
      }
    }
    if (version.client() == Client.AHC) { // which needs one of its own
      Path neighbours = Path.of(System.getProperty("larder.it.target", "target"), "neighbours");
      jvm.addToClassPath(neighbours.resolve("slf4j-api-1.7.36.jar"))
          .addToClassPath(neighbours.resolve("slf4j-simple-1.7.36.jar"))
          .property("org.slf4j.simpleLogger.defaultLogLevel", "error");
    }
  }

  /** Netty looks at each buffer, and says on stderr which nobody has released. */
  @ParameterizedTest
  @MethodSource("versions")
  void aProgramSeesTheSameAndAsksForLess(ClientVersion version) throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate);
        OriginServer tunnels = OriginServer.http()) {
      furnish(http, https);
      tunnels.tunnelsTo(http);
      tunnels.tunnelsTo(https);
      Comparison all =
          Comparison.of(
              Jdk.running(),
              directory.resolve("cache"),
              List.of(http, https),
              jvm -> {
                addLogging(version, jvm);
                certificate
                    .trustedBy(jvm.reachingBelowJava())
                    .property("io.netty.leakDetection.level", "paranoid")
                    .main(
                        program(version, NettyCalls.class, AhcCalls.class),
                        http.uri("/"),
                        https.uri("/"),
                        tunnels.uri("/").getPort());
              });
      assertEquals(0, all.same().without().result().exitCode());
      if (Agent.present()) {
        assertFalse(Files.exists(directory.resolve("cache/larder.log")), "nothing to say");
        Map<String, Integer> warm = new TreeMap<>(all.warm().requests());
        // What may not be stored, what is validated, what invalidates and what follows on it, and
        // what is left alone.
        assertEquals(3, warm.remove("/never"));
        assertEquals(5, warm.remove("/validated"));
        assertEquals(2, warm.remove("/validated-and-closed"));
        assertEquals(8, warm.remove("/item"), "four that write, and what follows on each");
        assertEquals(2, warm.remove("/elsewhere"));
        assertEquals(4, warm.remove("/trust"), "trusting anyone, and any host name");
        assertEquals(Map.of(), warm);
      }
    }
  }

  private static void furnish(OriginServer http, OriginServer https) throws Exception {
    http.on(
        "/fields",
        Page.of(200, "fields", CACHE_CONTROL, FRESH, "X-Twice", "b", "X-Twice", "a")
            .with("Content-Type", "text/html;charset=utf-8"));
    http.on("/missing", Page.of(404, "not here", CACHE_CONTROL, FRESH));
    http.on("/empty", Page.of(200, "", CACHE_CONTROL, FRESH));
    http.on("/chunked", Page.of(200, "in chunks", CACHE_CONTROL, FRESH).inChunks());
    http.on(
        "/gzip",
        Page.of(200, OkHttpIT.gzip("text"), CACHE_CONTROL, FRESH, "Content-Encoding", "gzip"));
    http.on("/moved", Page.of(301, "", "Location", "/fields", CACHE_CONTROL, FRESH));
    http.on("/moved-with-body", Page.of(302, "moved", "Location", "/fields", CACHE_CONTROL, FRESH));
    http.on("/moved-to-network", Page.of(301, "", "Location", "/never", CACHE_CONTROL, FRESH));
    http.on("/never", Page.of(200, "never", CACHE_CONTROL, "no-store"));
    http.on(
        "/moved-to-tls",
        Page.of(301, "to TLS", "Location", https.uri("/trust").toString(), CACHE_CONTROL, FRESH));
    byte[] text = "text".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    http.script(
        "/old",
        (request, wire) ->
            wire.head(
                    "HTTP/1.0 200 OK",
                    "Cache-Control: " + FRESH,
                    "Connection: keep-alive",
                    "Content-Length: 4")
                .bytes(text));
    http.script(
        "/server-closes",
        (request, wire) ->
            wire.head(
                    "HTTP/1.1 200 OK",
                    "Cache-Control: " + FRESH,
                    "Connection: close",
                    "Content-Length: 4")
                .bytes(text)
                .close());
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
    http.script(
        "/validated-and-closed",
        (request, wire) -> {
          if (request.first("if-none-match") == null) {
            wire.head(
                    "HTTP/1.1 200 OK",
                    "Cache-Control: no-cache",
                    "ETag: \"c\"",
                    "Content-Length: 4")
                .bytes(text);
          } else {
            wire.head("HTTP/1.1 304 Not Modified", "ETag: \"c\"", "Connection: close").close();
          }
        });
    furnishOwners(http);
    AtomicReference<String> item = new AtomicReference<>("none");
    http.on(
        "/item",
        request -> {
          if (!request.method().equals("GET")) {
            item.set(request.body());
          }
          return Page.of(200, requireNonNull(item.get()), CACHE_CONTROL, FRESH);
        });
    byte[] large = "0123456789".repeat(300_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    http.on("/large", Page.of(200, large, CACHE_CONTROL, FRESH));
    http.on("/large-chunked", Page.of(200, large, CACHE_CONTROL, FRESH).inChunks());
    for (OriginServer origin : List.of(http, https)) {
      origin.on("/tunnelled", Page.of(200, "through a tunnel", CACHE_CONTROL, FRESH));
    }
    http.on("/elsewhere", Page.of(200, "elsewhere", CACHE_CONTROL, FRESH));
    https.on("/trust", Page.of(200, "over TLS", CACHE_CONTROL, FRESH));
  }

  private static void furnishOwners(OriginServer http) {
    for (String[] page :
        new String[][] {
          {"/cookie", "cookie"}, {"/password", "authorization"}, {"/language", "accept-language"}
        }) {
      http.on(
          page[0],
          request ->
              Page.of(200, "for " + request.first(page[1]), CACHE_CONTROL, FRESH)
                  .with("Vary", "Accept-Language"));
    }
  }
}
