package dev.larder.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands {@code export} and {@code import}: a cache in another directory. */
@Tag(Extensive.ONE_JDK)
class CarriedOverIT {

  private static final String HOUR = "max-age=3600";
  private static final String SECRET = "the balance of one user";

  @TempDir Path folder = Path.of("");

  private final OriginServer origin;

  CarriedOverIT() throws IOException {
    origin = OriginServer.http();
    origin.on("/app.js", request -> Page.of(200, "self.app = 1", "Cache-Control", HOUR));
    origin.on(
        "/text",
        request ->
            Page.of(
                200,
                "in " + request.first("accept-language"),
                "Cache-Control",
                HOUR,
                "Vary",
                "Accept-Language"));
    origin.on("/mine", request -> Page.of(200, SECRET, "Cache-Control", HOUR));
    origin.on("/cookie", request -> Page.of(200, SECRET, "Cache-Control", HOUR, "Vary", "Cookie"));
    origin.on("/all", request -> Page.of(200, "for all", "Cache-Control", "public, " + HOUR));
  }

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
  }

  private Comparison.Run run(Jdk jdk, Path cache, String... steps) throws Exception {
    return Comparison.run(
        Comparison.withAgent(jdk, cache),
        List.of(origin),
        Steps.of(folder, steps).program(origin, 0));
  }

  private static JsonObject json(LarderTool.Ended ended) {
    assertEquals("", ended.stderr());
    return JsonParser.parseString(ended.stdout()).getAsJsonObject();
  }

  private LarderTool.Ended other(LarderTool tool, String... arguments) throws Exception {
    return tool.run(List.of("-Dlarder.dir=" + folder.resolve("other")), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tar", "a.har"})
  void whatIsForEverybodyIsServedInTheOtherDirectory(String archive) throws Exception {
    Jdk jdk = Jdk.running();
    LarderTool tool = new LarderTool(jdk, folder);
    run(
        jdk,
        tool.cache(),
        "GET /app.js",
        "GET /text|Accept-Language: de",
        "GET /text|Accept-Language: fr",
        "GET /mine|Authorization: Bearer 1",
        "GET /cookie|Cookie: session=1",
        "GET /all|Authorization: Bearer 1");
    JsonObject exported = json(tool.answered(0, "export", archive, "--json"));
    assertEquals(4, exported.get("responses").getAsInt(), exported.toString());
    assertEquals(2, exported.getAsJsonObject("left_out").get("personal").getAsInt());
    String bytes = Files.readString(folder.resolve(archive), ISO_8859_1);
    assertFalse(bytes.contains(SECRET));
    String coded = Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8));
    assertFalse(bytes.contains(coded.substring(0, 20)));

    JsonObject imported = json(other(tool, "import", archive, "--json").is(0));
    assertEquals(4, imported.get("imported").getAsInt(), imported.toString());
    Comparison.Run there =
        run(
            jdk,
            folder.resolve("other"),
            "GET /app.js",
            "GET /text|Accept-Language: de",
            "GET /text|Accept-Language: fr",
            "GET /all",
            "GET /mine|Authorization: Bearer 1");
    assertEquals(Map.of("/mine", 1), there.requests());
    assertEquals(
        List.of("200 self.app = 1", "200 in de", "200 in fr", "200 for all", "200 " + SECRET),
        there.result().lines());
    assertEquals(received(tool.answered(0, "ls", "--json")), received(other(tool, "ls", "--json")));
    assertEquals(0, other(tool, "verify").exitCode());
  }

  /** When /app.js was received: freshness goes on counting from there. */
  private static String received(LarderTool.Ended listed) {
    for (JsonElement entry : JsonParser.parseString(listed.stdout()).getAsJsonArray()) {
      if (entry.getAsJsonObject().get("url").getAsString().endsWith("/app.js")) {
        return entry.getAsJsonObject().get("received").getAsString().substring(0, 21);
      }
    }
    return "never";
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void otherToolsReadTheArchivesAndOneOfTheirsIsTaken(Jdk jdk) throws Exception {
    LarderTool tool = new LarderTool(jdk, folder);
    run(jdk, tool.cache(), "GET /app.js", "GET /all");
    tool.answered(0, "export", "a.tar");
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    assertEquals(0, tar("-xf", "a.tar", "-C", unpacked.toString()));
    assertEquals(2, list(unpacked).size());
    for (String form : List.of("gnu", "ustar", "pax")) {
      assertEquals(0, tar("-cf", "b.tar", "--format=" + form, "unpacked"));
      JsonObject imported = json(other(tool, "import", "b.tar", "--json").is(0));
      int seen = imported.get("imported").getAsInt() + imported.get("kept").getAsInt();
      assertEquals(2, seen, form + imported);
    }

    tool.answered(0, "export", "a.har", "*.js");
    JsonObject log =
        JsonParser.parseString(Files.readString(folder.resolve("a.har")))
            .getAsJsonObject()
            .getAsJsonObject("log");
    assertEquals("1.2", log.get("version").getAsString());
    JsonObject entry = log.getAsJsonArray("entries").get(0).getAsJsonObject();
    JsonObject content =
        entry.getAsJsonObject("response").getAsJsonObject("content").getAsJsonObject();
    assertArrayEquals(
        "self.app = 1".getBytes(UTF_8),
        Base64.getDecoder().decode(content.get("text").getAsString()));
    for (String member : List.of("startedDateTime", "time", "request", "cache", "timings")) {
      assertTrue(entry.has(member), member);
    }
  }

  private int tar(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("tar"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor();
  }

  private static List<Path> list(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** An exchange as a browser writes it down. */
  private String exchange(String path, String requestFields, String fields, String content) {
    return "{\"startedDateTime\": \"2026-01-01T00:00:00.000+01:00\", \"time\": 12.5,"
        + " \"request\": {\"method\": \"GET\", \"url\": \"%s\", \"headers\": [%s]},"
            .formatted(origin.uri(path), requestFields)
        + " \"response\": {\"status\": 200, \"httpVersion\": \"h2\", \"headers\": [%s],"
            .formatted(fields)
        + " \"content\": {%s}}}".formatted(content);
  }

  private static String field(String name, String value) {
    return "{\"name\": \"%s\", \"value\": \"%s\"}".formatted(name, value);
  }

  private void har(String name, String creator, String... exchanges) throws IOException {
    Files.writeString(
        folder.resolve(name),
        "{\"log\": {\"version\": \"1.2\", \"entries\": [%s], \"creator\": {\"name\": \"%s\"}}}"
            .formatted(String.join(", ", exchanges), creator));
  }

  @Tag(Extensive.TAG)
  @Test
  void anArchiveOfABrowserIsStoredByTheRulesOfResponses() throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    String year = field("cache-control", "public, max-age=315360000");
    String unsaid = field("cache-control", "max-age=315360000");
    String text = "\"size\": 4, \"mimeType\": \"text/plain\", \"text\": \"body\"";
    har(
        "b.har",
        "WebInspector",
        exchange("/public", "", year, text),
        exchange("/unsaid", "", unsaid, text),
        exchange("/user", field("cookie", "session=1"), unsaid, text),
        exchange("/no", "", field("cache-control", "no-store, public"), text),
        exchange("/coded", "", year + ", " + field("content-encoding", "br"), text),
        exchange("/cut", "", year, "\"size\": 9, \"text\": \"body\""),
        exchange("/empty", "", year, "\"size\": 9"),
        exchange(
            "/latin",
            "",
            year + ", " + field("content-type", "text/plain; charset=latin1"),
            "\"size\": 1, \"text\": \"\\u00e4\""),
        exchange("/lost", "", year, "\"size\": 3, \"text\": \"\\ufffd\""));
    JsonObject imported = json(tool.answered(0, "import", "b.har", "--json"));
    assertEquals(4, imported.get("imported").getAsInt(), imported.toString());
    Map<String, String> left = new TreeMap<>();
    imported
        .getAsJsonArray("left_out")
        .forEach(
            one ->
                left.put(
                    one.getAsJsonObject().get("url").getAsString().replaceAll(".*/", "/"),
                    one.getAsJsonObject().get("why").getAsString()));
    assertEquals(
        Map.of(
            "/unsaid", "nobody can tell whose it is",
            "/no", "response-no-store",
            "/cut", "the archive does not have each byte of its body",
            "/empty", "its body is not in the archive",
            "/lost", "the archive does not have each byte of its body"),
        left);
    JsonObject anonymous = json(tool.answered(0, "import", "b.har", "--anonymous", "--json"));
    assertFalse(anonymous.toString().contains("/unsaid"), anonymous.toString());

    for (String path : List.of("/public", "/user", "/coded", "/latin")) {
      origin.on(path, request -> Page.of(200, "from the network", "Cache-Control", "no-store"));
    }
    Comparison.Run there =
        run(
            Jdk.running(),
            tool.cache(),
            "GET /public",
            "GET /user",
            "GET /user|Cookie: session=1",
            "GET /coded",
            "GET /latin");
    assertEquals(Map.of("/user", 1), there.requests(), "that of a user is that user's");
    String shown = tool.answered(0, "show", origin.uri("/coded").toString()).stdout();
    assertFalse(shown.contains("content-encoding"), shown);
    tool.answered(0, "show", origin.uri("/latin").toString(), "--body", "latin");
    assertArrayEquals(new byte[] {(byte) 0xe4}, Files.readAllBytes(folder.resolve("latin")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tar", "a.har"})
  void whatIsLaterStaysAndWhatWasChangedHereIsNotServed(String archive) throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    run(Jdk.running(), tool.cache(), "GET /app.js", "GET /all", "GET /text");
    tool.answered(0, "export", archive);
    origin.on("/app.js", request -> Page.of(200, "self.app = 2", "Cache-Control", HOUR));
    Path other = folder.resolve("other");
    run(Jdk.running(), other, "GET /app.js", "POST /all|= change");
    JsonObject imported = json(other(tool, "import", archive, "--json").is(0));
    assertEquals(2, imported.get("imported").getAsInt(), imported.toString());
    assertEquals(1, imported.get("kept").getAsInt(), imported.toString());
    Comparison.Run there = run(Jdk.running(), other, "GET /app.js", "GET /text", "GET /all");
    assertEquals(Map.of("/all", 1), there.requests());
    assertEquals("200 self.app = 2", there.result().lines().get(0));
  }

  @Test
  void brokenArchivesGetOneSentenceAndWhatIsIntactIsKept() throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    run(Jdk.running(), tool.cache(), "GET /app.js", "GET /all");
    tool.answered(0, "export", "a.tar");
    tool.answered(0, "export", "a.har");
    byte[] tar = Files.readAllBytes(folder.resolve("a.tar"));
    byte[] har = Files.readAllBytes(folder.resolve("a.har"));
    Files.write(folder.resolve("cut.tar"), Arrays.copyOf(tar, tar.length - 2000));
    Files.write(folder.resolve("cut.har"), Arrays.copyOf(har, har.length - 20));
    Files.writeString(folder.resolve("text.tar"), "no archive".repeat(100));
    Files.writeString(folder.resolve("text.har"), "[1, 2]");
    Files.writeString(folder.resolve("none.har"), "{\"log\": {}}");
    record Wrong(int exitCode, String said, String command) {}
    for (Wrong wrong :
        List.of(
            new Wrong(3, "cut.tar is broken: it ends too early.", "import cut.tar"),
            new Wrong(3, "cut.har is broken at line", "import cut.har"),
            new Wrong(3, "it is no tar archive", "import text.tar"),
            new Wrong(3, "is no HTTP Archive", "import text.har"),
            new Wrong(3, "it has no entries", "import none.har"),
            new Wrong(2, "ends with .tar or .har", "import a.zip"),
            new Wrong(2, "There is no file b.tar.", "import b.tar"),
            new Wrong(2, "ends with .tar or .har", "export a.zip"),
            new Wrong(3, "there is no such directory", "export none/a.tar"))) {
      LarderTool.Ended ended =
          tool.run(List.of("-Dlarder.dir=" + tool.cache()), wrong.command.split(" "))
              .is(wrong.exitCode);
      assertTrue(ended.stderr().startsWith("larder: "), ended.stderr());
      assertTrue(ended.stderr().contains(wrong.said), ended.stderr());
      assertTrue(ended.stderr().lines().count() <= 2, ended.stderr());
      assertEquals("", ended.stdout());
    }

    byte[] damaged = tar.clone();
    int body = new String(tar, ISO_8859_1).indexOf("for all");
    damaged[body]++;
    Files.write(folder.resolve("damaged.tar"), damaged);
    JsonObject imported = json(other(tool, "import", "damaged.tar", "--json").is(1));
    assertEquals(1, imported.get("damaged").getAsInt(), imported.toString());
    assertEquals(1, imported.get("imported").getAsInt(), imported.toString());
    assertTrue(imported.toString().contains("Wrong body checksum"), imported.toString());
    assertEquals(0, other(tool, "verify").exitCode());
  }

  @Tag(Extensive.TAG)
  @Test
  void aFullDiskLosesNothing() throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    byte[] large = new byte[600_000];
    for (int i = 0; i < 3; i++) {
      origin.on("/" + i, request -> Page.of(200, large, "Cache-Control", HOUR));
    }
    run(Jdk.running(), tool.cache(), "GET /0", "GET /1", "GET /2");
    tool.answered(0, "export", "a.tar");
    Path small = Files.createDirectory(folder.resolve("small"));
    try (SmallDisk disk = SmallDisk.at(small)) {
      Files.writeString(disk.path().resolve("b.tar"), "older");
      LarderTool.Ended full =
          tool.run(List.of("-Dlarder.dir=" + tool.cache()), "export", "small/b.tar").is(3);
      assertTrue(full.stderr().contains("small/b.tar can't be written"), full.stderr());
      assertEquals(1, full.stderr().lines().count());
      assertEquals("older", Files.readString(disk.path().resolve("b.tar")));
      assertEquals(List.of(disk.path().resolve("b.tar")), list(disk.path()));

      List<String> there =
          List.of("-Dlarder.dir=" + disk.path().resolve("c"), "-Dlarder.disk.min-free=0");
      LarderTool.Ended some = tool.run(there, "import", "a.tar").is(3);
      assertTrue(some.stderr().contains("1 response was imported"), some.stderr());
      assertEquals(1, some.stderr().lines().count(), some.stderr());
      assertEquals("1 entry, 0 damaged\n", tool.run(there, "verify").stdout());
    }
  }
}
