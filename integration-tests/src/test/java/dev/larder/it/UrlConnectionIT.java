package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.it.programs.UrlConnectionCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
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
