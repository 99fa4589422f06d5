package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.programs.AllClients;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients in one program share what they store, and what one changes is forgotten for all. */
class SharedEntriesIT {

  /** The names that {@link AllClients} gives them. */
  static final List<String> CLIENTS =
      List.of(
          "java.net.http",
          "HttpURLConnection",
          "OkHttp",
          "Apache 4",
          "Apache 5",
          "Apache 5 async",
          "Netty");

  /** The only one that does not tell a reason phrase, neither to us nor to the program. */
  private static final String WITHOUT_REASON = "java.net.http";

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatOneStoresTheOthersServe(Jdk jdk, @TempDir Path cache) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    try (OriginServer origin = OriginServer.http()) {
      List<String> expected = new ArrayList<>();
      TreeMap<String, Integer> asked = new TreeMap<>();
      for (int i = 0; i < CLIENTS.size(); i++) {
        String path = "/stored" + i;
        odd(origin, path);
        String owner = CLIENTS.get(i);
        expected.add(line(path, owner, owner));
        CLIENTS.forEach(reader -> expected.add(line(path, owner, reader)));
        asked.put(path, 1);
      }
      for (int i = 0; i < CLIENTS.size(); i++) {
        String path = "/changed" + i;
        AtomicInteger version = new AtomicInteger();
        origin.on(
            path,
            request ->
                request.method().equals("POST")
                    ? Page.of(200, "done " + version.incrementAndGet())
                    : Page.of(200, "version " + version, "Cache-Control", "max-age=3600"));
        String writer = CLIENTS.get(i);
        String reader = CLIENTS.get((i + 1) % CLIENTS.size());
        expected.add("GET " + path + " by " + reader + ": 200, version 0");
        expected.add("POST " + path + " by " + writer + ": 200, done 1");
        expected.add("GET " + path + " by " + reader + ": 200, version 1");
        expected.add("GET " + path + " by " + writer + ": 200, version 1");
        asked.put(path, 3);
      }
      ForkedJvm jvm = ForkedJvm.on(jdk).agent().property("larder.dir", cache);
      for (Client client : Client.values()) {
        client.newest().set(jvm);
      }
      ForkedJvm.Result result = jvm.main(AllClients.class, origin.uri("/")).run();
      assertEquals("", result.stderr());
      assertEquals(expected, result.lines());
      assertEquals(asked, new TreeMap<>(origin.take()));
    }
  }

  /** With a reason phrase that nobody would make up. */
  private static void odd(OriginServer origin, String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    origin.script(
        path,
        (request, wire) ->
            wire.head(
                    "HTTP/1.1 200 Odd reason",
                    "Cache-Control: max-age=3600",
                    "Content-Length: " + bytes.length)
                .bytes(bytes));
  }

  private static String line(String path, String owner, String reader) {
    boolean tells = !owner.equals(WITHOUT_REASON) && !reader.equals(WITHOUT_REASON);
    return "GET " + path + " by " + reader + ": 200" + (tells ? " Odd reason, " : ", ") + path;
  }
}
