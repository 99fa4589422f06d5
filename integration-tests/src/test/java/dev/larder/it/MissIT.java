package dev.larder.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.it.programs.Miss;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A miss shows in nothing, and what did not arrive whole is never stored. */
class MissIT {

  private static final String OK = "HTTP/1.1 200 OK";
  private static final String FRESH = "Cache-Control: max-age=3600";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final byte[] PART = "0123456789".repeat(500).getBytes(US_ASCII);
  private static final byte[] END = {};
  private static final byte[] TRAILERS =
      "0\r\nCache-Control: no-store\r\nContent-Length: 3\r\nX-Sum: 1\r\n\r\n".getBytes(US_ASCII);

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void bodiesArriveAsTheyAreSentAndOnlyWholeOnesStay(Jdk jdk, @TempDir Path directory)
      throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      inParts(origin);
      broken(origin);
      forMany(origin);
      Comparison runs =
          Comparison.of(
                  jdk,
                  directory.resolve("cache"),
                  List.of(origin),
                  jvm -> jvm.main(Miss.class, origin.uri("/")))
              .same();
      assertEquals(0, runs.without().result().exitCode());
      if (!Agent.present()) {
        return;
      }
      for (String path : List.of("/short", "/short-chunked", "/bad-chunk", "/reset")) {
        assertEquals(2, runs.cold().requests(path), path + " is asked for each time");
        assertEquals(2, runs.warm().requests(path), path + " was not stored");
      }
      for (String path : List.of("/two-parts", "/two-chunks", "/two-parts-flow", "/head")) {
        assertEquals(0, runs.warm().requests(path), path + " was stored whole");
      }
      assertEquals(20, runs.without().requests("/collapse"));
      assertEquals(1, runs.cold().requests("/collapse"), "one request for all");
      assertEquals(20, runs.cold().requests("/not-storable"));
      assertEquals(20, runs.warm().requests("/not-storable"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aBodyThatBrokeOffIsFollowedByAWholeOne(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      broken(origin);
      for (String path : List.of("/recovers", "/recovers-chunked")) {
        Consumer<ForkedJvm> program = jvm -> jvm.main(Miss.class, origin.uri("/"), path);
        List<OriginServer> origins = List.of(origin);
        Comparison.Run without = Comparison.run(ForkedJvm.on(jdk), origins, program);
        ForkedJvm withAgent = Comparison.withAgent(jdk, directory.resolve("cache"));
        Comparison.Run cold = Comparison.run(withAgent, origins, program);
        Comparison.sameOutput(without.result(), cold.result(), "an empty cache");
        assertEquals(2, cold.requests(path));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void trailerFieldsAreNeitherStoredNorHeeded(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      origin.script(
          "/trailers",
          (request, wire) ->
              wire.head(OK, FRESH, CHUNKED, "Trailer: Cache-Control, Content-Length, X-Sum")
                  .chunk(PART)
                  .bytes(TRAILERS));
      Consumer<ForkedJvm> program =
          Steps.of(directory, "GET /trailers", "GET /trailers").program(origin, 0);
      Comparison runs =
          Comparison.of(jdk, directory.resolve("cache"), List.of(origin), program).same();
      assertEquals(2, runs.without().result().lines().size());
      assertTrue(runs.without().result().lines().get(0).startsWith("200 "));
      if (Agent.present()) {
        assertEquals(1, runs.cold().requests("/trailers"));
        assertEquals(0, runs.warm().requests("/trailers"));
      }
    }
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
        "/head",
        (request, wire) -> {
          wire.head(OK, FRESH, "Content-Length: " + PART.length);
          origin.gates().await("secondhead");
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
}
