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
        Page.of(200, "self.lib = 1", "Content-Type", "text/javascript")
            .with("Cache-Control", FRESH)
            .with("X-Lib", "original"));
    assets(origin);
    origin.on("/traced", Page.of(200, "traced", "Cache-Control", FRESH));
    for (int i = 0; i < 20; i++) {
      origin.on("/many/" + i, Page.of(200, "many " + i, "Cache-Control", FRESH));
    }
  }

  private static void assets(OriginServer origin) {
    origin.on("/favicon.ico", Page.of(404, "", "Cache-Control", "no-store"));
    origin.on(
        "/app",
        html(
            "<link rel=stylesheet href=app.css><script src='app.js?1'></script>"
                + "<img id=i src=app.svg><p style='font-family: app'>text</p><script>"
                + "function look() { return [window.app, i.naturalWidth,"
                + " getComputedStyle(document.body).color, [...document.fonts].map(f => f.status)"
                + "].join() }</script>"));
    origin.on("/app.js", script("window.app = 'app'").with("X-App", "one"));
    origin.on(
        "/app.css",
        Page.of(
                200,
                zipped("@font-face { font-family: app; src: url(app.woff2) } body { color: red }"),
                "Content-Type",
                "text/css")
            .with("Content-Encoding", "gzip")
            .with("Cache-Control", FRESH));
    origin.on("/app.svg", image());
    origin.on(
        "/app.woff2",
        Page.of(200, "no font", "Content-Type", "font/woff2", "Cache-Control", FRESH));
    origin.on("/awake.js", script("window.awake = 1; fetch('/gate/open/ran')"));
    origin.on(
        "/crowd",
        html(
            "<script>function seen() { return [...document.images].filter(i => i.naturalWidth)"
                + ".length } onload = () => fetch('/gate/open/crowd');"
                + " for (let i = 0; i < (location.search.slice(1) || 250); i++) document.write(`<img src=picture?${i}>`)"
                + "</script>"));
    origin.on("/picture", image());
    origin.on(
        "/mine.js",
        request ->
            script("window.mine = '" + request.first("cookie") + "'")
                .with("Vary", "Accept-Encoding"));
    origin.on("/answer.js", request -> script("window.mine = '" + request.target() + "'"));
    origin.on("/told.js", request -> script("window.mine = '" + request.first("x-told") + "'"));
    origin.on("/ours.js", script("window.mine = 'of all'").with("Cache-Control", "public"));
    origin.on("/guarded/", request -> guarded(request, html("inside")));
    origin.on(
        "/guarded/more.js",
        request ->
            script(
                request.first("authorization") == null
                    ? "window.mine = 'nothing'"
                    : "window.mine = 'of who may see it'"));
    origin.on(
        "/open.js",
        request -> {
          Page page = script("window.open = 1").with("Vary", "Origin");
          String asking = request.first("origin");
          return asking == null ? page : page.with("Access-Control-Allow-Origin", asking);
        });
    origin.on(
        "/preflight",
        request ->
            Page.of(200, "asked first", "Access-Control-Allow-Origin", "*")
                .with("Access-Control-Allow-Headers", "x-own")
                .with("Cache-Control", "no-store"));
    origin.on("/recorded", html("<script src=recorded.js></script>"));
    origin.on("/recorded.js", script("window.recorded = 1"));
    origin.on("/later.js", script("window.later = 1"));
    origin.on("/worker.js", script("importScripts('/lib.js?w'); postMessage(self.lib)"));
    origin.on(
        "/service.js",
        script(
                "onactivate = e => e.waitUntil(clients.claim()); onfetch = e => { const u ="
                    + " e.request.url; if (u.endsWith('/made.js')) e.respondWith(new Response("
                    + "'window.made = 1', {headers: {'Content-Type': 'text/javascript'}})); else if"
                    + " (u.includes('lib')) e.respondWith(fetch(e.request)) }")
            .with("Cache-Control", "no-cache"));
    origin.on(
        "/held.js",
        request -> {
          Thread.sleep(300);
          return script("window.held = 1");
        });
  }

  private static Page html(String body) {
    return Page.of(200, "<!doctype html><body>" + body, "Content-Type", "text/html")
        .with("Cache-Control", "no-store");
  }

  private static Page script(String text) {
    return Page.of(200, text, "Content-Type", "text/javascript", "Cache-Control", FRESH);
  }

  private static Page image() {
    return Page.of(
            200,
            "<svg xmlns='http://www.w3.org/2000/svg' width='5' height='5'/>",
            "Content-Type",
            "image/svg+xml")
        .with("Cache-Control", FRESH);
  }

  private static Page guarded(Received request, Page page) {
    return request.first("authorization") == null
        ? Page.of(401, "who?", "WWW-Authenticate", "Basic realm=r", "Cache-Control", "no-store")
        : page;
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
