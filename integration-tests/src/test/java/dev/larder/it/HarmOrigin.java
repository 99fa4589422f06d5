package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the program {@link dev.larder.it.programs.Harm} asks for. */
final class HarmOrigin {

  static final String FRESH = "max-age=600";

  private static final int DRIP_MILLIS = 20;

  private final OriginServer server;

  private HarmOrigin(OriginServer server) {
    this.server = server;
  }

  static OriginServer start() throws IOException {
    OriginServer server = OriginServer.http();
    HarmOrigin origin = new HarmOrigin(server);
    origin.credentials();
    origin.written("/written-first");
    origin.written("/written-last");
    origin.gated();
    origin.filtered();
    origin.cookies();
    origin.closing();
    return server;
  }

  private void credentials() {
    server.on("/private", r -> Page.of(200, "for " + who(r), "Cache-Control", "private, " + FRESH));
    server.on("/personal", r -> Page.of(200, "for " + who(r), "Cache-Control", FRESH));
    server.on(
        "/members",
        r ->
            who(r).equals("nobody")
                ? Page.of(404, "nothing", "Cache-Control", FRESH)
                : Page.of(200, "for " + who(r), "Cache-Control", "private, " + FRESH));
    server.on(
        "/login",
        r ->
            Page.of(
                200,
                r.first("cookie") == null ? "please log in" : "welcome " + who(r),
                "Cache-Control",
                FRESH));
    server.on(
        "/vary",
        r ->
            Page.of(200, "length " + who(r).length(), "Cache-Control", FRESH)
                .with("Vary", "X-Api-Key, Authorization, Cookie"));
    server.on("/public", Page.of(200, "for all", "Cache-Control", "public, " + FRESH));
    server.on("/public-user", Page.of(200, "for all", "Cache-Control", "public, " + FRESH));
    server.on("/who", r -> Page.of(200, who(r), "Cache-Control", "no-store"));
  }

  /** Who asks, by the credentials, but without what is secret in them. */
  private static String who(Received request) {
    for (String field : new String[] {"x-api-key", "authorization", "cookie"}) {
      String value = request.first(field);
      if (value != null) {
        return value.replace("-secret", "");
      }
    }
    return "nobody";
  }

  /** Content that a POST replaces; the first GET is answered with what it had read before. */
  private void written(String path) {
    Map<String, String> contents = new ConcurrentHashMap<>();
    String name = path.substring(1);
    server.script(
        path,
        (request, wire) -> {
          if (request.method().equals("POST")) {
            contents.put(request.target(), request.body());
            wire.send(Page.of(200, "done"), "POST");
            return;
          }
          String content = contents.getOrDefault(request.target(), "old");
          if (request.number() == 1) {
            server.gates().open(name + "-read");
            server.gates().await(name + "-answer");
          }
          wire.send(Page.of(200, content, "Cache-Control", FRESH), "GET");
        });
  }

  /** The first answer, or the end of it, waits for a gate. */
  private void gated() {
    byte[] body = "x".repeat(3000).getBytes(UTF_8);
    server.script(
        "/dripping",
        (request, wire) -> {
          wire.head("HTTP/1.1 200 OK", "Cache-Control: " + FRESH, "Content-Length: 3000");
          int sent = 0;
          if (request.number() == 1) {
            server.gates().open("dripping-arrived");
            // Byte by byte, so that the download is seen to move, until the program has seen
            // enough.
            while (sent < 1000 && !server.gates().isOpenWithin("dripping", DRIP_MILLIS)) {
              wire.bytes(new byte[] {body[sent++]});
            }
          }
          wire.bytes(Arrays.copyOfRange(body, sent, body.length));
        });
    server.script(
        "/held",
        (request, wire) -> {
          if (request.number() == 1) {
            server.gates().open("held-arrived");
            server.gates().await("held");
          }
          wire.send(Page.of(200, "held", "Cache-Control", "no-store"), "GET");
        });
  }

  private void filtered() {
    server.on("/page", Page.of(200, "page", "Cache-Control", FRESH));
    server.on("/no-location", moved(null));
    server.on("/bad-location", moved("http://[/"));
    server.on("/other-scheme", moved("ftp://127.0.0.1/"));
  }

  private static Page moved(@Nullable String location) {
    Page page = Page.of(301, "moved", "Cache-Control", FRESH);
    return location == null ? page : page.with("Location", location);
  }

  private void cookies() {
    server.on(
        "/cookie",
        r ->
            Page.of(200, "page", "Cache-Control", FRESH)
                .with("Set-Cookie", "sid=" + r.number() + "; Path=/"));
    server.on(
        "/validated",
        r -> {
          boolean same = "\"v\"".equals(r.first("if-none-match"));
          Page page =
              Page.of(same ? 304 : 200, "page", "Cache-Control", "max-age=0").with("ETag", "\"v\"");
          return r.number() == 1 ? page : page.with("Set-Cookie", "sid=" + r.number() + "; Path=/");
        });
  }

  /** Closes each connection that it is asked on again; such requests do not count. */
  private void closing() {
    Set<Wire> used = ConcurrentHashMap.newKeySet();
    Map<String, AtomicInteger> versions = new ConcurrentHashMap<>();
    server.script(
        "/closing",
        (request, wire) -> {
          if (!used.add(wire)) {
            wire.close();
            return;
          }
          int version =
              versions
                  .computeIfAbsent(request.target(), t -> new AtomicInteger())
                  .incrementAndGet();
          String lifetime = "max-age=0, stale-if-error=600";
          wire.send(Page.of(200, "v" + version, "Cache-Control", lifetime, "ETag", "\"c\""), "GET");
        });
  }
}
