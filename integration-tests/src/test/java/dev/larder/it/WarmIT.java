package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command {@code warm}: what it fetches, programs find. */
class WarmIT {

  @TempDir Path folder = Path.of("");

  private final OriginServer origin;
  private final OriginServer other;

  WarmIT() throws IOException {
    origin = OriginServer.http();
    other = OriginServer.http();
  }

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
    other.close();
  }

  private Path list(Object... lines) throws IOException {
    return Files.write(
        folder.resolve("urls.txt"), List.of(lines).stream().map(Object::toString).toList());
  }

  private static JsonObject json(LarderTool.Ended ended) {
    return JsonParser.parseString(ended.stdout()).getAsJsonObject();
  }

  /** Numbers of URLs by how they have ended. */
  private static String counts(JsonObject summary) {
    List<String> counts = new ArrayList<>();
    for (String name : List.of("stored", "confirmed", "fresh", "not_stored", "failed")) {
      counts.add(summary.get(name).getAsString());
    }
    return String.join(" ", counts);
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatWasFetchedIsServedToProgramsAndNotFetchedAgain(Jdk jdk) throws Exception {
    LarderTool tool = new LarderTool(jdk, folder);
    origin.on("/a", request -> Page.of(200, "a", "Cache-Control", "max-age=3600"));
    origin.on(
        "/variant",
        request -> Page.of(200, "v", "Cache-Control", "max-age=3600", "Vary", "User-Agent"));
    origin.on("/chunks", request -> Page.of(200, "c", "Cache-Control", "max-age=60").inChunks());
    origin.on(
        "/stale",
        request ->
            request.first("if-none-match") == null
                ? Page.of(200, "s", "Cache-Control", "no-cache", "ETag", "\"1\"")
                : Page.of(304, "", "ETag", "\"1\""));
    origin.on(
        "/moved", request -> Page.of(301, "", "Location", "/to", "Cache-Control", "max-age=60"));
    origin.on("/to", request -> Page.of(200, "t", "Cache-Control", "max-age=3600"));
    origin.on("/secret", request -> Page.of(200, "x", "Cache-Control", "no-store"));
    list(
        "# what the program needs",
        "",
        origin.uri("/a"),
        origin.uri("/variant"),
        origin.uri("/chunks"),
        origin.uri("/stale"),
        origin.uri("/moved"),
        "  " + origin.uri("/secret") + " ");
    String first = tool.answered(0, "warm", "urls.txt").stdout();
    assertEquals(
        List.of(
            "not stored  " + origin.uri("/secret") + "  response-no-store",
            "6 URLs: 5 stored, 0 confirmed, 0 fresh, 1 not stored, 0 failed; 5 bytes fetched"),
        first.lines().toList());
    assertEquals("0 1 4 1 0", counts(json(tool.answered(0, "warm", "urls.txt", "--json"))));

    origin.take();
    Comparison.Run run =
        Comparison.run(
            Comparison.withAgent(jdk, tool.cache()),
            List.of(origin),
            Steps.of(folder, "GET /a", "GET /variant", "GET /chunks", "GET /moved", "GET /stale")
                .program(origin, 0));
    assertEquals(Map.of("/stale", 1), run.requests(), run.result().stdout());
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatFailsIsListedAndTheRestIsStored(Jdk jdk) throws Exception {
    LarderTool tool = new LarderTool(jdk, folder);
    origin.on("/a", request -> Page.of(200, "a", "Cache-Control", "max-age=3600"));
    origin.on("/gone", request -> Page.of(404, "gone", "Cache-Control", "max-age=3600"));
    origin.on("/circle", request -> Page.of(302, "", "Location", "/circle"));
    origin.script(
        "/cut",
        (request, wire) -> {
          wire.head("HTTP/1.1 200 OK", "Content-Length: 9", "Cache-Control: max-age=9");
          wire.bytes("half".getBytes(UTF_8));
          wire.close();
        });
    origin.script(
        "/silent",
        (request, wire) -> {
          wire.head("HTTP/1.1 200 OK", "Content-Length: 9", "Cache-Control: max-age=9");
          wire.bytes("half".getBytes(UTF_8));
          wire.in().read(); // nothing comes, until the client gives up
        });
    int closed;
    try (OriginServer server = OriginServer.http()) {
      closed = server.uri("/").getPort();
    }
    list(
        origin.uri("/gone"),
        origin.uri("/circle"),
        origin.uri("/cut"),
        origin.uri("/silent"),
        "http://127.0.0.1:" + closed + "/",
        origin.uri("/a"));
    JsonObject summary =
        json(tool.answered(1, "warm", "urls.txt", "--json", "--timeout", "2s", "--parallel", "3"));
    assertEquals("1 0 0 0 5", counts(summary), summary.toString());
    assertEquals(5, summary.getAsJsonArray("left").size());
    String why = summary.getAsJsonArray("left").toString();
    for (String said : List.of("status 404", "more than 5 redirects", "no byte came for 2s")) {
      assertTrue(why.contains(said), why);
    }
    assertTrue(tool.answered(0, "ls").stdout().contains("/a"));
    assertEquals("2 entries, 0 damaged\n", tool.answered(0, "verify").stdout());
  }

  @Test
  void soManyAreFetchedAtOnceAndNoMore() throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier four = new CyclicBarrier(4);
    List<Object> urls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      origin.on(
          "/" + i,
          request -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            four.await(30, TimeUnit.SECONDS); // nobody would answer one after the other
            now.decrementAndGet();
            return Page.of(200, "x", "Cache-Control", "max-age=60");
          });
      urls.add(origin.uri("/" + i));
    }
    list(urls.toArray());
    tool.answered(0, "warm", "urls.txt", "--parallel", "4");
    assertEquals(4, most.get());
  }

  /** The fields of a user reach no other server, and what they bring is for that user alone. */
  @Test
  void credentialsStayWithTheirServerAndTheirUser() throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    List<String> seen = new ArrayList<>();
    origin.on("/to", request -> Page.of(302, "", "Location", other.uri("/there").toString()));
    origin.on("/mine", request -> Page.of(200, "mine", "Cache-Control", "max-age=60"));
    other.on(
        "/there",
        request -> {
          seen.add(request.first("authorization") + " " + request.first("accept-language"));
          return Page.of(200, "there", "Cache-Control", "max-age=60");
        });
    list(origin.uri("/to"), origin.uri("/mine"));
    tool.answered(
        0, "warm", "urls.txt", "-H", "Authorization: Bearer 1", "-H", "Accept-Language: de");
    assertEquals(List.of("null de"), seen);
    Comparison.Run run =
        Comparison.run(
            Comparison.withAgent(Jdk.running(), tool.cache()),
            List.of(origin),
            Steps.of(folder, "GET /mine", "GET /mine|Authorization: Bearer 1").program(origin, 0));
    assertEquals(1, run.requests("/mine"));
  }

  @Test
  void theListMayComeFromStandardInputAndWrongInputGetsOneSentence() throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    origin.on("/a", request -> Page.of(200, "a", "Cache-Control", "max-age=3600"));
    list("# first", origin.uri("/a"), "example.org/b");
    Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    record Wrong(String said, String arguments) {}
    for (Wrong wrong :
        List.of(
            new Wrong("urls.txt:3: example.org/b is no URL", "urls.txt"),
            new Wrong("There is no file none.txt.", "none.txt"),
            new Wrong("binary is no text in UTF-8.", "binary"),
            new Wrong("--parallel takes 1 to 64", "urls.txt|--parallel|0"),
            new Wrong("takes a time span", "urls.txt|--timeout|x"),
            new Wrong("The client sends no such field", "binary2|-H|Host: a"))) {
      Files.writeString(folder.resolve("binary2"), "");
      List<String> arguments = new ArrayList<>(List.of("warm"));
      arguments.addAll(List.of(wrong.arguments.split("\\|")));
      LarderTool.Ended ended = tool.run(List.of(), arguments.toArray(String[]::new)).is(2);
      assertTrue(ended.stderr().startsWith("larder: "), ended.stderr());
      assertTrue(ended.stderr().contains(wrong.said), ended.stderr());
      assertEquals(2, ended.stderr().lines().count(), ended.stderr());
    }
    assertEquals(0, origin.take().size(), "nothing is fetched of a wrong list");
    LarderTool.Ended off = tool.run(List.of("-Dlarder.mode=offline"), "warm", "binary2").is(2);
    assertTrue(off.stderr().contains("Nothing is stored in the mode offline."), off.stderr());

    Path out = folder.resolve("summary");
    Path err = folder.resolve("said");
    Process process =
        tool.start(out, err, Map.of(), List.of("-Dlarder.dir=" + tool.cache()), "warm", "-");
    process.getOutputStream().write((origin.uri("/a") + "\n").getBytes(UTF_8));
    process.getOutputStream().close();
    assertEquals(0, process.waitFor(), () -> read(err));
    assertTrue(read(out).startsWith("1 URL: 1 stored"), read(out));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
