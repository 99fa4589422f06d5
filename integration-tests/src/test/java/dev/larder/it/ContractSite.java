package dev.larder.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The site that the programs of {@link ClientContract} fetch from. */
final class ContractSite {

  /** Half of a body. */
  static final byte[] PART = "0123456789".repeat(500).getBytes(US_ASCII);

  private static final String OK = "HTTP/1.1 200 OK";
  private static final String FRESH = "Cache-Control: max-age=3600";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final byte[] END = {};

  private static final byte[] TRAILERS =
      "0\r\nCache-Control: no-store\r\nContent-Length: 3\r\nX-Sum: 1\r\n\r\n".getBytes(US_ASCII);

  private ContractSite() {}

  /** A new server of the site. */
  static OriginServer open() throws Exception {
    OriginServer origin = OriginServer.http();
    pages(origin);
    inParts(origin);
    broken(origin);
    forMany(origin);
    heldUp(origin);
    return origin;
  }

  private static void pages(OriginServer origin) {
    String fresh = "max-age=3600";
    String name = "Cache-Control";
    origin.on("/hit", Page.of(200, "fresh", name, fresh, "X-Twice", "b", "X-Twice", "a"));
    origin.on("/no-store", Page.of(200, "new each time", name, "no-store"));
    origin.on(
        "/validated",
        request ->
            Page.of(
                "\"v\"".equals(request.first("if-none-match")) ? 304 : 200,
                "checked",
                "ETag",
                "\"v\"",
                name,
                "no-cache"));
    origin.on("/moved", Page.of(301, "", "Location", "/landed", name, fresh));
    origin.on("/landed", Page.of(200, "there", name, fresh));
    origin.on(
        "/language",
        request ->
            Page.of(200, request.first("accept-language") + "", name, fresh)
                .with("Vary", "Accept-Language"));
    origin.on(
        "/account",
        request ->
            Page.of(200, "to " + request.first("authorization"), name, "private, max-age=3600"));
    AtomicReference<String> item = new AtomicReference<>("");
    origin.on(
        "/item",
        request -> {
          if (request.method().equals("POST")) {
            item.set(request.body());
          }
          return Page.of(200, requireNonNull(item.get()), name, fresh);
        });
    origin.on("/headed", Page.of(200, "headed", name, fresh));
    origin.on(
        "/range",
        request ->
            request.first("range") == null
                ? Page.of(200, "0123456", name, fresh, "ETag", "\"r\"", "Accept-Ranges", "bytes")
                : Page.of(206, "234", name, fresh, "ETag", "\"r\"", "Accept-Ranges", "bytes")
                    .with("Content-Range", "bytes 2-4/7"));
    origin.on("/large", Page.of(200, "0123456789".repeat(300_000), name, fresh));
    origin.script(
        "/trailers",
        (request, wire) ->
            wire.head(OK, FRESH, CHUNKED, "Trailer: Cache-Control, Content-Length, X-Sum")
                .chunk(PART)
                .bytes(TRAILERS));
  }

  private static void inParts(OriginServer origin) {
    for (String name : List.of("two-parts", "two-parts-flow", "abandoned")) {
      origin.script(
          '/' + name,
          (request, wire) -> {
            wire.head(OK, FRESH, "Content-Length: " + 2 * PART.length).bytes(PART);
            origin.gates().await("second" + name);
            wire.bytes(PART);
          });
    }
    for (String name : List.of("two-chunks", "two-chunks-flow")) {
      origin.script(
          '/' + name,
          (request, wire) -> {
            wire.head(OK, FRESH, CHUNKED).chunk(PART);
            origin.gates().await("second" + name);
            wire.chunk(PART).chunk(END);
          });
    }
    origin.script(
        "/head-first",
        (request, wire) -> {
          wire.head(OK, FRESH, "Content-Length: " + PART.length);
          origin.gates().await("secondhead-first");
          wire.bytes(PART);
        });
    origin.script("/until-close", (request, wire) -> wire.head(OK, FRESH).bytes(PART).close());
  }

  private static void broken(OriginServer origin) {
    origin.script(
        "/short",
        (request, wire) -> wire.head(OK, FRESH, "Content-Length: 9999").bytes(PART).close());
    origin.script(
        "/short-chunked", (request, wire) -> wire.head(OK, FRESH, CHUNKED).chunk(PART).close());
    origin.script(
        "/bad-chunk",
        (request, wire) ->
            wire.head(OK, FRESH, CHUNKED).chunk(PART).bytes("zz\r\n".getBytes(US_ASCII)).close());
    origin.script(
        "/reset",
        (request, wire) -> wire.head(OK, FRESH, "Content-Length: 9999").bytes(PART).reset());
    // The first answer of each run breaks off, the second is whole.
    origin.script(
        "/recovers",
        (request, wire) -> {
          wire.head(OK, FRESH, "Content-Length: " + 2 * PART.length).bytes(PART);
          if (request.number() % 2 == 1) {
            wire.close();
          } else {
            wire.bytes(PART);
          }
        });
    origin.script(
        "/recovers-chunked",
        (request, wire) -> {
          wire.head(OK, FRESH, CHUNKED).chunk(PART);
          if (request.number() % 2 == 1) {
            wire.close();
          } else {
            wire.chunk(PART).chunk(END);
          }
        });
  }

  private static void forMany(OriginServer origin) {
    origin.script(
        "/collapse",
        (request, wire) -> {
          origin.gates().await("secondcollapse");
          wire.send(Page.of(200, PART, "Cache-Control", "max-age=3600"), "GET");
        });
    origin.script(
        "/not-storable",
        (request, wire) -> {
          origin.gates().await("secondnot-storable");
          wire.send(Page.of(200, PART, "Cache-Control", "no-store"), "GET");
        });
    origin.script("/fails", (request, wire) -> wire.head(OK, FRESH, CHUNKED).chunk(PART).close());
  }

  /** The first request for them is held up until the program opens a gate. */
  private static void heldUp(OriginServer origin) {
    for (String name : List.of("cancelled", "timeout")) {
      origin.on(
          '/' + name,
          request -> {
            if (request.number() == 1) {
              origin.gates().open("asked" + name);
              origin.gates().await("over" + name);
            }
            return Page.of(200, "response", "Cache-Control", "max-age=3600");
          });
    }
  }
}
