package dev.larder.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.it.programs.Parts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts of a body are stored and completed, and no program notices (RFC 9111 §3.3, §3.4). */
class PartsIT {

  private static final int LENGTH = 200_000;

  /** Bytes of bodies that an origin has sent, by path. */
  private final Map<String, Integer> sent = new ConcurrentHashMap<>();

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatIsThereIsNotFetchedAgain(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer http = OriginServer.http();
        JettyOrigin h2c = JettyOrigin.h2c()) {
      List<Origin> origins = List.of(http, h2c);
      origins.forEach(this::furnish);
      List.of("/last", "/joined", "/async").forEach(h2c::emptyFrameFirst);
      h2c.on("/breaking", request -> ranged(request, "\"a\"", false));
      http.script("/breaking", this::breaking);
      Comparison comparison =
          Comparison.of(
                  jdk,
                  directory.resolve("cache"),
                  origins,
                  jvm -> {
                    sent.clear();
                    jvm.main(Parts.class, "HTTP_1_1", http.uri("/"), "HTTP_2", h2c.uri("/"));
                  })
              .same();
      assertEquals(0, comparison.without().result().exitCode());
      if (!Agent.present()) {
        return;
      }
      assertEquals(Map.of(), only(sent, "/first", "/last", "/joined", "/async"), "a full cache");
      sent.clear();
      Comparison.run(
          Comparison.withAgent(jdk, directory.resolve("another")),
          origins,
          jvm -> jvm.main(Parts.class, "HTTP_1_1", http.uri("/"), "HTTP_2", h2c.uri("/")));
      for (String path : List.of("/first", "/last", "/joined", "/async")) {
        assertEquals(origins.size() * LENGTH, sent.get(path), path + ": each byte once");
      }
      assertTrue(comparison.cold().result().lines().size() > 30);
    }
  }

  private static Map<String, Integer> only(Map<String, Integer> all, String... paths) {
    Map<String, Integer> some = new ConcurrentHashMap<>(all);
    some.keySet().retainAll(List.of(paths));
    return some;
  }

  private void furnish(Origin origin) {
    for (String path : List.of("/first", "/last", "/joined", "/async")) {
      origin.on(path, request -> ranged(request, "\"a\"", true));
    }
    // Of another state by the time that the rest is asked for.
    origin.on(
        "/changing",
        request -> {
          boolean early = request.first("range") != null && request.first("if-range") == null;
          return ranged(request, early ? "\"a\"" : "\"b\"", early);
        });
  }

  /** Ends the connection in the middle of the rest, and sends all else as it should be. */
  private void breaking(Received request, Wire wire) throws Exception {
    if (request.first("range") != null && request.first("if-range") == null) {
      wire.send(ranged(request, "\"b\"", true), request.method());
      return;
    }
    boolean rest = request.first("if-range") != null;
    wire.head(
            rest ? "HTTP/1.1 206 Partial Content" : "HTTP/1.1 200 OK",
            rest ? "Content-Range: bytes 10-199999/200000" : "X-Whole: yes",
            "Content-Length: " + (rest ? LENGTH - 10 : LENGTH),
            "ETag: \"b\"",
            "Cache-Control: max-age=3600")
        .bytes("the beginning only".getBytes(US_ASCII));
    wire.close();
  }

  private Page ranged(Received request, String tag, boolean storable) {
    byte[] whole = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      whole[i] = (byte) ('!' + (i * 31 + (i >> 8)) % 90);
    }
    String range = request.first("range");
    String condition = request.first("if-range");
    Page page = Page.of(200, whole);
    if (range != null && (condition == null || condition.equals(tag))) {
      String[] ends = range.substring("bytes=".length()).split("-", 2);
      int first =
          ends[0].isEmpty() ? LENGTH - Integer.parseInt(ends[1]) : Integer.parseInt(ends[0]);
      int last = ends[0].isEmpty() || ends[1].isEmpty() ? LENGTH - 1 : Integer.parseInt(ends[1]);
      page =
          first >= LENGTH
              ? Page.of(416, "", "Content-Range", "bytes */" + LENGTH)
              : Page.of(206, Arrays.copyOfRange(whole, first, last + 1))
                  .with("Content-Range", "bytes " + first + '-' + last + '/' + LENGTH);
    }
    sent.merge(request.target(), page.body().length, Integer::sum);
    Page typed =
        page.status() == 416 ? page : page.with("Content-Type", "text/plain; charset=us-ascii");
    return typed.with("ETag", tag).with("Cache-Control", storable ? "max-age=3600" : "no-store");
  }
}
