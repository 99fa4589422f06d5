package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.it.programs.Identity;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A response from the cache is the response of the network in all that a program can see. */
class ResponseIdentityIT {

  private static final String FRESH = "max-age=3600";

  /** Not to be answered from the cache alone: the caller's HEAD may go either way. */
  private static final Set<String> ASKED = Set.of("/validated", "/no-store", "/headed");

  @ParameterizedTest
  @MethodSource("dev.larder.it.HttpClientPath#onAllJdks")
  void everyWayToFetchGivesTheSame(HttpClientPath way, @TempDir Path directory) throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate);
        JettyOrigin h2c = JettyOrigin.h2c();
        JettyOrigin h2 = JettyOrigin.h2(certificate)) {
      List<Origin> origins = List.of(http, https, h2c, h2);
      origins.forEach(ResponseIdentityIT::furnish);
      Comparison comparison =
          Comparison.of(
                  way.jdk(),
                  directory.resolve("cache"),
                  origins,
                  jvm ->
                      way.set(certificate.trustedBy(jvm))
                          .main(
                              Identity.class,
                              directory,
                              "HTTP_1_1",
                              http.uri("/"),
                              "HTTP_1_1",
                              https.uri("/"),
                              "HTTP_2",
                              h2c.uri("/"),
                              "HTTP_2",
                              h2.uri("/")))
              .same();
      assertTrue(comparison.without().result().lines().size() > 400, "every way was tried");
      assertEquals(0, comparison.without().result().exitCode());
      if (!Agent.present()) {
        return;
      }
      comparison
          .warm()
          .requests()
          .forEach((path, n) -> assertTrue(ASKED.contains(path), () -> path + " asked " + n));
      comparison
          .cold()
          .requests()
          .forEach(
              (path, n) ->
                  assertTrue(
                      ASKED.contains(path) || n <= origins.size(),
                      () -> path + " asked " + n + " times of " + origins.size() + " origins"));
    }
  }

  private static void furnish(Origin origin) {
    String text = "first line\nsecond line, with an é\r\nlast";
    origin.on(
        "/fresh",
        Page.of(200, text, "Content-Type", "text/plain; charset=utf-8", "Cache-Control", FRESH)
            .with("ETag", "\"f\"")
            .with("X-Twice", "b")
            .with("X-Twice", "a")
            .with("x-lower", "Ünicode is not sent".replace("Ü", "U"))
            .with("X-Empty", ""));
    origin.on("/empty", Page.of(200, "", "Cache-Control", FRESH));
    origin.on("/big", Page.of(200, pattern(300_003), "Cache-Control", FRESH));
    origin.on("/chunked", Page.of(200, pattern(5_500), "Cache-Control", FRESH).inChunks());
    origin.on(
        "/utf-16",
        Page.of(200, text.getBytes(UTF_16), "Cache-Control", FRESH)
            .with("Content-Type", "text/plain; charset=utf-16"));
    origin.on("/missing", Page.of(404, "not here", "Cache-Control", FRESH));
    origin.on("/no-content", Page.of(204, "", "Cache-Control", FRESH));
    origin.on("/expires", Page.of(200, text, "Expires", "Fri, 01 Jan 2100 00:00:00 GMT"));
    origin.on("/no-store", Page.of(200, text, "Cache-Control", "no-store"));
    origin.on("/headed", Page.of(200, text, "Cache-Control", FRESH));
    origin.on(
        "/validated",
        request ->
            Page.of(
                "\"v\"".equals(request.first("if-none-match")) ? 304 : 200,
                text,
                "Cache-Control",
                "no-cache",
                "ETag",
                "\"v\""));
    origin.on(
        "/download",
        Page.of(200, text, "Cache-Control", FRESH)
            .with("Content-Disposition", "attachment; filename=\"larder.txt\""));
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      origin.on(
          "/r" + status, Page.of(status, "moved", "Cache-Control", FRESH, "Location", "/fresh"));
    }
    origin.on("/r-chain", Page.of(302, "", "Cache-Control", FRESH, "Location", "/r301"));
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }
}
