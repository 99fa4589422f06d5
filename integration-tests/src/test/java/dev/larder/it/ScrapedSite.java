package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A site in the shape of a Flutter application: each page is a small document that loads one script
 * of 4.33 MB, whose URL names the build. Counts what it sends.
 */
final class ScrapedSite {

  private static final int SCRIPT_BYTES = 4_330_000;

  private final OriginServer origin;
  private final long bytesPerSecond;
  private final long latencyMillis;
  private final AtomicLong sent = new AtomicLong();
  private volatile String build = "";

  /**
   * Furnishes an origin.
   *
   * @param bytesPerSecond of all connections together, or 0 for as fast as it can
   */
  ScrapedSite(OriginServer origin, long bytesPerSecond, long latencyMillis) {
    this.origin = origin;
    this.bytesPerSecond = bytesPerSecond;
    this.latencyMillis = latencyMillis;
    ship("1f3a9c");
    for (String place : List.of("prague", "brno", "pilsen")) {
      serve("/" + place, () -> document(place));
      serve(
          "/api/" + place,
          () -> Page.of(200, "{\"place\":\"" + place + "\"}", "Cache-Control", "no-store"));
    }
    serve("/main.dart.js", this::script);
    serve("/favicon.ico", () -> Page.of(404, "", "Cache-Control", "no-store"));
  }

  /** From now on pages name this build. */
  void ship(String name) {
    build = name;
  }

  /** The bytes of bodies that were sent since the last call. */
  long takeSent() {
    return sent.getAndSet(0);
  }

  private interface Made {
    Page page();
  }

  private void serve(String path, Made made) {
    origin.script(
        path,
        (request, wire) -> {
          Page page = made.page();
          Thread.sleep(latencyMillis);
          sent.addAndGet(page.body().length);
          if (bytesPerSecond == 0 || page.body().length < 10_000) {
            wire.send(page, request.method());
          } else {
            slowly(page, wire);
          }
        });
  }

  private synchronized void slowly(Page page, Wire wire) throws Exception {
    wire.head(
        "HTTP/1.1 200 OK",
        "Content-Type: text/javascript",
        "Cache-Control: public, max-age=86400",
        "Content-Length: " + page.body().length);
    long start = System.nanoTime();
    int piece = 30_000;
    for (int at = 0; at < page.body().length; at += piece) {
      byte[] bytes = new byte[Math.min(piece, page.body().length - at)];
      System.arraycopy(page.body(), at, bytes, 0, bytes.length);
      wire.bytes(bytes);
      long due = start + (at + bytes.length) * 1_000_000_000L / bytesPerSecond;
      Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
    }
  }

  private Page document(String place) {
    return Page.of(
            200,
            "<!doctype html><html><head><title>%s</title></head><body data-place=%s>"
                    .formatted(place, place)
                + "<script src=\"main.dart.js?v=%s\"></script></body></html>".formatted(build),
            "Content-Type",
            "text/html")
        .with("Cache-Control", "no-store");
  }

  private Page script() {
    StringBuilder text = new StringBuilder(SCRIPT_BYTES);
    text.append("const place = document.body.dataset.place;\n")
        .append("document.body.insertAdjacentHTML('beforeend', `<h1>${place}</h1><ul>`")
        .append(" + [1, 2, 3].map(n => `<li>${place} ${n}</li>`).join('') + '</ul>');\n");
    for (int i = 0; text.length() < SCRIPT_BYTES - 100; i++) {
      text.append("function f")
          .append(i)
          .append("(a, b) { return a * ")
          .append(i)
          .append(" + b }\n");
    }
    text.append(" ".repeat(SCRIPT_BYTES - text.length()));
    return Page.of(200, text.toString().getBytes(UTF_8), "Content-Type", "text/javascript")
        .with("Cache-Control", "public, max-age=86400");
  }
}
