package dev.larder.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.it.programs.ClosesEarly;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A body that is closed before its reader has seen the end of it. */
class ClosedEarlyIT {

  private static final int TIMES = 20;

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void isStoredEachTimeIfAllOfItCame(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer http = OriginServer.http();
        JettyOrigin h2c = JettyOrigin.h2c()) {
      List<Origin> origins = List.of(http, h2c);
      for (Origin origin : origins) {
        serve(origin, "/plain", "plain text".getBytes(US_ASCII));
        serve(origin, "/large", "0123456789".repeat(20_000).getBytes(US_ASCII));
        serve(origin, "/gzip", gzip("<p>compressed</p>".repeat(500).getBytes(US_ASCII)));
        serve(origin, "/json", "[1, 2, 3]\n".getBytes(US_ASCII));
        serve(origin, "/lines", "line\n".repeat(200_000).getBytes(US_ASCII));
      }
      Comparison runs =
          Comparison.of(
                  jdk,
                  directory.resolve("cache"),
                  origins,
                  jvm ->
                      jvm.main(
                          ClosesEarly.class, "HTTP_1_1", http.uri("/"), "HTTP_2", h2c.uri("/")))
              .same();
      assertEquals(0, runs.without().result().exitCode());
      if (Agent.present()) {
        Map<String, Integer> again = new TreeMap<>(runs.warm().requests());
        again.keySet().removeIf(target -> target.startsWith("/lines"));
        assertEquals(Map.of(), again, "asked for again in the second process");
        for (int i = 0; i < TIMES; i++) {
          assertEquals(2, runs.warm().requests("/lines?" + i), "never seen as a whole");
        }
      }
    }
  }

  private static void serve(Origin origin, String path, byte[] body) {
    Page page =
        Page.of(
            200, body, "Cache-Control", "max-age=3600", "X-Length", String.valueOf(body.length));
    origin.on(path, page);
    origin.on(path + "-unannounced", page.inChunks());
  }

  private static byte[] gzip(byte[] text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text);
    }
    return out.toByteArray();
  }
}
