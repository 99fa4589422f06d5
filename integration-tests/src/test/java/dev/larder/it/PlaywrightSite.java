package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;

/** The site that the programs of {@link PlaywrightIT} visit. */
final class PlaywrightSite {

  private static final String FRESH = "max-age=3600";
  private static final String PRIVATE = "private, max-age=3600";

  private PlaywrightSite() {}

  static void furnish(OriginServer origin) {
    origin.on(
        "/fresh",
        Page.of(200, "some text\nwith an é", "Content-Type", "text/plain; charset=utf-8")
            .with("Cache-Control", FRESH)
            .with("X-Twice", "b")
            .with("X-Twice", "a"));
    origin.on(
        "/coded",
        Page.of(200, zipped("much text ".repeat(5000)), "Content-Encoding", "gzip")
            .with("Vary", "Accept-Encoding")
            .with("ETag", "\"z\"")
            .with("Cache-Control", FRESH));
    origin.on(
        "/chunked", Page.of(200, "in chunks ".repeat(1000), "Cache-Control", FRESH).inChunks());
    origin.on("/agent", Page.of(200, "ours", "Cache-Control", FRESH).with("Vary", "User-Agent"));
    origin.on("/empty", Page.of(200, "", "Cache-Control", FRESH));
    origin.on("/missing", Page.of(404, "not here", "Cache-Control", FRESH));
    origin.on("/unstored", Page.of(200, "gone", "Cache-Control", "no-store"));
    origin.on("/query", request -> Page.of(200, request.target(), "Cache-Control", FRESH));
    origin.on(
        "/language",
        request ->
            Page.of(200, request.first("accept-language") + "", "Cache-Control", FRESH)
                .with("Vary", "Accept-Language"));
    origin.on("/moved", Page.of(301, "", "Location", "/landed", "Cache-Control", FRESH));
    origin.on("/landed", Page.of(200, "there", "Cache-Control", FRESH));
    origin.on("/turns", Page.of(302, "", "Location", "/turns"));
    AtomicReference<String> item = new AtomicReference<>("");
    origin.on(
        "/item",
        request -> {
          if (request.method().equals("POST")) {
            item.set(request.body());
          }
          return Page.of(200, "" + item.get(), "Cache-Control", FRESH);
        });
    origin.on(
        "/validated",
        request ->
            "\"v\"".equals(request.first("if-none-match"))
                ? Page.of(304, "", "ETag", "\"v\"", "Cache-Control", "no-cache")
                : Page.of(200, "checked", "ETag", "\"v\"", "Cache-Control", "no-cache"));
    people(origin);
    pages(origin);
  }

  private static void people(OriginServer origin) {
    origin.on(
        "/login",
        request ->
            Page.of(200, "welcome", "Cache-Control", "no-store")
                .with(
                    "Set-Cookie", "who=" + request.target().replaceFirst(".*=", "") + "; Path=/"));
    origin.on(
        "/sets",
        request ->
            Page.of(200, "sets", "Cache-Control", PRIVATE)
                .with("Set-Cookie", "other=" + request.target().replaceFirst(".*=", "")));
    origin.on(
        "/account",
        request -> Page.of(200, "cookie " + request.first("cookie"), "Cache-Control", PRIVATE));
    origin.on("/public", Page.of(200, "for all", "Cache-Control", "public, max-age=3600"));
    origin.on(
        "/bearer",
        request -> Page.of(200, "to " + request.first("authorization"), "Cache-Control", PRIVATE));
    origin.on(
        "/basic",
        request ->
            request.first("authorization") == null
                ? Page.of(401, "who?", "WWW-Authenticate", "Basic realm=\"r\"")
                : Page.of(200, "to " + request.first("authorization"), "Cache-Control", PRIVATE));
  }

  private static void pages(OriginServer origin) {
    origin.on(
        "/page",
        Page.of(200, "<!doctype html><script src=lib.js></script>", "Content-Type", "text/html")
            .with("Cache-Control", "no-store"));
    origin.on("/plain", Page.of(200, "nothing", "Cache-Control", "no-store"));
    origin.on(
        "/lib.js",
        Page.of(200, "window.lib = 1", "Content-Type", "text/javascript")
            .with("Cache-Control", FRESH)
            .with("X-Lib", "original"));
    origin.on("/traced", Page.of(200, "traced", "Cache-Control", FRESH));
    for (int i = 0; i < 20; i++) {
      origin.on("/many/" + i, Page.of(200, "many " + i, "Cache-Control", FRESH));
    }
  }

  private static byte[] zipped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
