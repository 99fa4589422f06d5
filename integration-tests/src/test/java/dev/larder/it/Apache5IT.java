package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.programs.Apache5Calls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only Apache HttpClient 5 has, with and without the cache. */
@Tag(Extensive.ONE_JDK)
class Apache5IT {

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
        OriginServer proxy = OriginServer.http()) {
      furnish(http);
      https.on("/trust", Page.of(200, "over TLS", CACHE_CONTROL, FRESH));
      https.on("/tunnelled", Page.of(200, "through a tunnel", CACHE_CONTROL, FRESH));
      proxy.on("http://origin.invalid/proxied", Page.of(200, "proxied", CACHE_CONTROL, FRESH));
      proxy.tunnelsTo(https);
      Comparison all =
          Comparison.of(
              Jdk.running(),
              directory.resolve("cache"),
              List.of(http, https, proxy),
              jvm ->
                  certificate
                      .trustedBy(version.set(jvm))
                      .main(
                          Apache5Calls.class,
                          http.uri("/"),
                          https.uri("/"),
                          proxy.uri("/").getPort()));
      assertEquals(0, all.same().without().result().exitCode());
      if (Agent.present()) {
        Map<String, Integer> warm = new TreeMap<>(all.warm().requests());
        assertEquals(2, warm.remove("/chunked-validated"));
        assertEquals(2, warm.remove("/network"), "what may not be stored");
        assertEquals(24, all.without().requests("/password"));
        assertEquals(12, warm.remove("/password"), "the challenges");
        assertEquals(2, warm.remove("/trust"), "by who trusts anyone");
        assertEquals(2, warm.remove("/"), "by who finds hosts in its own way");
        assertEquals(Map.of(), warm);
      }
    }
  }

  private static void furnish(OriginServer http) throws IOException {
    http.on("/", Page.of(200, "root", CACHE_CONTROL, FRESH));
    http.on("/fields", Page.of(200, "fields", CACHE_CONTROL, FRESH));
    http.on("/gzip", Page.of(200, gzip("text"), CACHE_CONTROL, FRESH, "Content-Encoding", "gzip"));
    http.on("/chunked", Page.of(200, "in chunks", CACHE_CONTROL, FRESH).inChunks());
    http.on(
        "/chunked-validated",
        request ->
            "\"v\"".equals(request.first("if-none-match"))
                ? Page.of(304, "", "ETag", "\"v\"", CACHE_CONTROL, "no-cache")
                : Page.of(200, "checked", "ETag", "\"v\"", CACHE_CONTROL, "no-cache").inChunks());
    http.on("/moved-with-body", Page.of(302, "moved", "Location", "/fields", CACHE_CONTROL, FRESH));
    http.on("/to-network", Page.of(301, "moved", "Location", "/network", CACHE_CONTROL, FRESH));
    http.on("/network", Page.of(200, "network", CACHE_CONTROL, "no-store"));
    http.on("/unread", Page.of(200, "unread", CACHE_CONTROL, FRESH));
    http.on(
        "/password",
        request -> {
          String password = request.first("authorization");
          return password == null
              ? Page.of(401, "who?", "WWW-Authenticate", "Basic realm=\"r\"", CACHE_CONTROL, FRESH)
              : Page.of(200, decoded(password), CACHE_CONTROL, FRESH);
        });
  }

  private static String decoded(String basic) {
    return new String(Base64.getDecoder().decode(basic.substring("Basic ".length())), UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
