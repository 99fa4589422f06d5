package dev.larder.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.it.programs.Connections;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The client's connections live as long as without the agent, and belong to one request at once.
 */
@Tag(Extensive.TAG)
class ConnectionsIT {

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aConfirmedResponseLeavesItsConnectionToTheNextRequest(Jdk jdk, @TempDir Path directory)
      throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate);
        JettyOrigin h2c = JettyOrigin.h2c();
        JettyOrigin h2 = JettyOrigin.h2(certificate)) {
      List<OriginServer> sockets = List.of(http, https);
      for (OriginServer origin : sockets) {
        confirming(origin);
        origin.script(
            "/confirmed-length",
            (request, wire) -> {
              if (request.first("if-none-match") == null) {
                wire.send(validated(200), "GET");
              } else {
                wire.head("HTTP/1.1 304 Not Modified", "ETag: \"v\"", "Content-Length: 4");
              }
            });
        origin.script(
            "/halves",
            (request, wire) -> {
              String which = origin.uri("/").getPort() + request.target().substring(1);
              wire.head("HTTP/1.1 200 OK", "Content-Length: 10", "Cache-Control: no-store")
                  .bytes("first".getBytes(US_ASCII));
              http.gates().open("half" + which);
              http.gates().await("rest" + which);
              wire.bytes("other".getBytes(US_ASCII));
            });
      }
      for (JettyOrigin origin : List.of(h2c, h2)) {
        confirming(origin);
        origin.on("/confirmed-length", request -> validated(status(request)));
      }
      List<Origin> origins = List.of(http, https, h2c, h2);
      List<Object> arguments = new ArrayList<>();
      for (Origin origin : origins) {
        boolean one = origin instanceof OriginServer;
        arguments.addAll(List.of(one ? "HTTP_1_1" : "HTTP_2", origin.uri("/"), http.uri("/")));
      }
      Consumer<ForkedJvm> program =
          jvm -> certificate.trustedBy(jvm).main(Connections.class, arguments.toArray());
      Comparison.Run without = Comparison.run(ForkedJvm.on(jdk), origins, program);
      List<Integer> connections = sockets.stream().map(OriginServer::takeConnections).toList();
      ForkedJvm withAgent = Comparison.withAgent(jdk, directory.resolve("cache"));
      Comparison.Run with = Comparison.run(withAgent, origins, program);
      assertEquals("", with.result().stderr());
      Comparison.sameOutput(without.result(), with.result(), "the agent");
      assertTrue(without.result().lines().contains("/halves?0 firstother"));
      assertEquals(without.requests(), with.requests(), "each is asked for every time");
      for (int i = 0; i < sockets.size(); i++) {
        int more = sockets.get(i).takeConnections() - connections.get(i);
        assertTrue(more <= 0, more + " more connections to " + sockets.get(i).uri("/"));
      }
    }
  }

  private static void confirming(Origin origin) {
    origin.on("/confirmed", request -> validated(status(request)));
    // The stored response stands in for the error, whose own body nobody reads.
    origin.on(
        "/failing",
        request ->
            request.first("if-none-match") == null
                ? validated(200).with("Cache-Control", "stale-if-error=3600")
                : Page.of(503, "down for maintenance"));
  }

  private static int status(Received request) {
    return request.first("if-none-match") == null ? 200 : 304;
  }

  private static Page validated(int status) {
    return Page.of(status, "body", "ETag", "\"v\"", "Cache-Control", "max-age=0");
  }
}
