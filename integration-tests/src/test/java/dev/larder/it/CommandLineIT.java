package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands of {@code java -jar larder.jar}, on a directory that a program with it has filled.
 */
@Tag(Extensive.ONE_JDK)
class CommandLineIT {

  private static final Path DOCUMENTATION = Path.of("../docs/command-line.md");
  private static final byte[] SCRIPT = "self.app = 1".getBytes(UTF_8);

  @TempDir Path folder = Path.of("");

  private final OriginServer origin;

  CommandLineIT() throws IOException {
    origin = OriginServer.http();
    for (String path : List.of("/app.js", "/page", "/app.3f9a8c7b.js")) {
      origin.on(
          path,
          request ->
              Page.of(
                  200,
                  SCRIPT,
                  "Cache-Control",
                  path.equals("/page") ? "no-cache" : "max-age=3600",
                  "ETag",
                  "\"1\""));
    }
  }

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
  }

  private LarderTool.Ended run(Jdk jdk, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    return new LarderTool(jdk, folder).run(options, arguments);
  }

  private LarderTool.Ended answered(Jdk jdk, int exitCode, String... arguments)
      throws IOException, InterruptedException {
    return new LarderTool(jdk, folder).answered(exitCode, arguments);
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private Comparison.Run fill(Jdk jdk, String... steps) throws Exception {
    return Comparison.run(
        Comparison.withAgent(jdk, cache()),
        List.of(origin),
        Steps.of(folder, steps).program(origin, 0));
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatIsStoredIsListedAndShown(Jdk jdk) throws Exception {
    fill(jdk, "GET /app.js", "GET /app.js", "GET /page");

    JsonArray listed =
        JsonParser.parseString(answered(jdk, 0, "ls", "--json").stdout()).getAsJsonArray();
    assertEquals(2, listed.size());
    JsonObject script = listed.get(0).getAsJsonObject();
    assertEquals(origin.uri("/app.js").toString(), script.get("url").getAsString());
    assertEquals(200, script.get("status").getAsInt());
    assertEquals(SCRIPT.length, script.get("size").getAsInt());
    assertFalse(script.get("fresh_until").isJsonNull());
    assertTrue(listed.get(1).getAsJsonObject().get("fresh_until").isJsonNull(), "no-cache");

    List<String> lines = answered(jdk, 0, "ls", "*.js").stdout().lines().toList();
    assertEquals(2, lines.size(), lines.toString());
    assertTrue(
        lines.get(1).matches("200 +12 bytes +\\d+s +59m +\\d+ +- +" + origin.uri("/app.js")));
    assertEquals(1, run(jdk, List.of(), "ls", "--dir", cache().toString(), "*.css").exitCode());

    JsonObject status =
        JsonParser.parseString(answered(jdk, 0, "status", "--json").stdout()).getAsJsonObject();
    assertEquals(2, status.get("responses").getAsInt());
    assertEquals(1, status.get("fresh").getAsInt());
    assertEquals(2 * SCRIPT.length, status.get("body_bytes").getAsInt());
    assertTrue(answered(jdk, 0, "status").stdout().contains("Responses"));

    String url = origin.uri("/app.js").toString();
    String shown = answered(jdk, 0, "show", url).stdout();
    assertTrue(shown.contains("cache-control: max-age=3600"), shown);
    answered(jdk, 0, "show", url, "--body", "copy");
    assertArrayEquals(SCRIPT, Files.readAllBytes(folder.resolve("copy")));
    assertEquals(new String(SCRIPT, UTF_8), answered(jdk, 0, "show", url, "--body", "-").stdout());
    LarderTool.Ended again =
        run(jdk, List.of(), "show", "--dir", cache().toString(), url, "--body", "copy").is(3);
    assertTrue(again.stderr().startsWith("larder: "), again.stderr());
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatWouldHappenIsExplained(Jdk jdk) throws Exception {
    fill(jdk, "GET /app.js", "GET /page");
    record Case(String action, String reason, String rules, String option, String arguments) {}
    Path rules =
        Files.writeString(
            folder.resolve("rules.json"),
            "{\"rules\": [{\"match\": {\"path\": \"/other\"}, \"bypass\": true},"
                + " {\"match\": {\"path\": \"*.js\"}, \"bypass\": true}]}");
    for (Case given :
        List.of(
            new Case("serve", "fresh", "[]", "", "/app.js"),
            new Case("validate", "response-no-cache", "[]", "", "/page"),
            new Case("fetch", "miss", "[]", "", "/never"),
            new Case(
                "validate", "request-no-cache", "[]", "", "/app.js|-H|Cache-Control: no-cache"),
            new Case("fetch", "post", "[]", "", "/app.js|--method|POST"),
            new Case("refuse", "mode-offline", "[]", "-Dlarder.mode=offline", "/never"),
            new Case("fetch", "rule", "[\"larder.exclude\"]", "-Dlarder.exclude=*.js", "/app.js"),
            new Case(
                "fetch",
                "rule",
                "[\"rule 2 of " + rules + "\"]",
                "-Dlarder.config=" + rules,
                "/app.js"))) {
      List<String> options = new ArrayList<>(List.of("-Dlarder.dir=" + cache()));
      if (!given.option.isEmpty()) {
        options.add(given.option);
      }
      List<String> arguments = new ArrayList<>(List.of("explain", "--json"));
      List<String> told = List.of(given.arguments.split("\\|"));
      arguments.add(origin.uri(told.get(0)).toString());
      arguments.addAll(told.subList(1, told.size()));
      LarderTool.Ended ended = run(jdk, options, arguments.toArray(String[]::new)).is(0);
      JsonObject why = JsonParser.parseString(ended.stdout()).getAsJsonObject();
      assertEquals(
          given.action + " " + given.reason + " " + given.rules,
          why.get("action").getAsString()
              + " "
              + why.get("reason").getAsString()
              + " "
              + why.get("rules"));
    }
    String others =
        answered(
                jdk,
                0,
                "explain",
                origin.uri("/app.js").toString(),
                "-H",
                "Authorization: Bearer 1")
            .stdout();
    assertTrue(others.contains("other credentials"), others);
  }

  /** What is not simply served is remembered, by whatever process it was asked for. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatHappenedLastTimeIsTold(Jdk jdk) throws Exception {
    origin.on("/unwilling", Page.of(200, "unwilling", "Cache-Control", "no-store"));
    fill(jdk, "GET /app.js", "GET /unwilling", "GET /page", "GET /page");
    fill(jdk, "GET /app.js", "GET /app.js");
    Map<String, String> told = new TreeMap<>();
    for (String path : List.of("/app.js", "/unwilling", "/page", "/never")) {
      String url = origin.uri(path).toString();
      JsonObject why =
          JsonParser.parseString(answered(jdk, 0, "explain", "--json", url).stdout())
              .getAsJsonObject();
      JsonObject last = why.getAsJsonObject("last");
      told.put(
          path,
          last == null
              ? "nothing"
              : Stream.of("outcome", "reason", "storing")
                  .map(name -> last.get(name).getAsString())
                  .collect(Collectors.joining(", ")));
    }
    assertEquals(
        Map.of(
            "/app.js", "miss, miss, stored",
            "/unwilling", "miss, miss, response-no-store",
            "/page", "miss, response-no-cache, stored",
            "/never", "nothing"),
        told);
    String words = answered(jdk, 0, "explain", origin.uri("/unwilling").toString()).stdout();
    assertTrue(words.contains("not stored, response-no-store: "), words);
  }

  /** A program that runs is at its third step when somebody purges. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatIsPurgedIsNotServedByAProgramThatRuns(Jdk jdk) throws Exception {
    origin.script(
        "/purge",
        (request, wire) -> {
          run(jdk, List.of("-Dlarder.dir=" + cache()), "purge", "*.js").is(0);
          wire.send(Page.of(200, "purged", "Cache-Control", "no-store"), "GET");
        });
    Comparison.Run run =
        fill(jdk, "GET /page", "GET /app.js", "GET /app.js", "GET /purge", "GET /app.js");
    assertEquals(2, run.requests("/app.js"));
    JsonArray listed =
        JsonParser.parseString(answered(jdk, 0, "ls", "--json").stdout()).getAsJsonArray();
    assertEquals(2, listed.size(), "stored again");
    assertEquals(1, run(jdk, List.of(), "purge", "--dir", cache().toString(), "*.css").exitCode());
  }

  private JsonObject status(Jdk jdk) throws Exception {
    return JsonParser.parseString(answered(jdk, 0, "status", "--json").stdout()).getAsJsonObject();
  }

  /** The counts of yesterday's and other processes too, and those of one that runs. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatAllProcessesCountedIsTold(Jdk jdk) throws Exception {
    JsonObject[] running = new JsonObject[1];
    origin.script(
        "/status",
        (request, wire) -> {
          while (running[0] == null) {
            JsonArray processes = status(jdk).getAsJsonArray("processes");
            running[0] = processes.isEmpty() ? null : processes.get(0).getAsJsonObject();
          }
          wire.send(Page.of(200, "told", "Cache-Control", "no-store"), "GET");
        });
    fill(jdk, "GET /app.js", "GET /app.js", "GET /page", "GET /status");
    assertEquals(3, running[0].get("requests").getAsInt());
    assertEquals(1, running[0].get("hits").getAsInt());
    fill(jdk, "GET /app.js", "GET /page");

    JsonObject status = status(jdk);
    assertEquals(0, status.getAsJsonArray("processes").size(), "they have ended");
    int requests = 0;
    int hits = 0;
    int misses = 0;
    int bytes = 0;
    int noStore = 0;
    for (JsonElement day : status.getAsJsonArray("days")) { // more than one at midnight
      JsonObject counts = day.getAsJsonObject();
      requests += counts.get("requests").getAsInt();
      hits += counts.get("hits").getAsInt();
      misses += counts.get("misses").getAsInt();
      bytes += counts.get("bytes_saved").getAsInt();
      JsonElement number = counts.getAsJsonObject("why_not_stored").get("response-no-store");
      noStore += number == null ? 0 : number.getAsInt();
    }
    assertEquals(6, requests);
    assertEquals(2, hits);
    assertEquals(4, misses);
    assertEquals(2 * SCRIPT.length, bytes);
    assertEquals(1, noStore);
    JsonObject top =
        JsonParser.parseString(answered(jdk, 0, "top", "--count", "1", "--json").stdout())
            .getAsJsonObject();
    JsonArray days = status.getAsJsonArray("days");
    JsonObject today = days.get(days.size() - 1).getAsJsonObject();
    today.remove("day");
    assertEquals(today, top.get("today"));
    assertTrue(
        answered(jdk, 0, "top", "--count", "2", "--interval", "1").stdout().contains("TODAY"));
    String text = answered(jdk, 0, "status").stdout();
    assertTrue(text.contains("TIME SAVED"), text);
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void damageIsFoundAndDeleted(Jdk jdk) throws Exception {
    fill(jdk, "GET /app.js", "GET /page");
    assertEquals("2 entries, 0 damaged\n", answered(jdk, 0, "verify").stdout());
    Path damaged;
    try (Stream<Path> files = Files.walk(cache())) {
      damaged = files.filter(file -> file.toString().endsWith(".entry")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length - 1]++;
    Files.write(damaged, bytes);
    LarderTool.Ended found = answered(jdk, 1, "verify");
    assertEquals(
        List.of(damaged + ": Wrong body checksum", "2 entries, 1 damaged"),
        found.stdout().lines().toList());
    answered(jdk, 1, "verify", "--delete");
    assertFalse(Files.exists(damaged));
    assertEquals("1 entry, 0 damaged\n", answered(jdk, 0, "verify").stdout());
  }

  /** Looking changes nothing, and makes nothing where there is nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"status", "ls", "verify"})
  void whereThereIsNoDirectoryNoneIsMade(String command) throws Exception {
    run(Jdk.running(), List.of("-Dlarder.dir=" + cache()), command).is(0);
    assertFalse(Files.exists(cache()));
  }

  @Test
  void wrongInputGetsOneSentence() throws Exception {
    Files.writeString(folder.resolve("file"), "no directory");
    Files.createDirectories(folder.resolve("newer/v2"));
    record Wrong(int exitCode, String said, String arguments) {}
    for (Wrong wrong :
        List.of(
            new Wrong(2, "no such command: setings", "setings"),
            new Wrong(2, "can match nothing", "ls **/[a.js"),
            new Wrong(2, "is no URL", "show app.js"),
            new Wrong(2, "takes a time span", "purge --older-than 3x"),
            new Wrong(2, "Say what is to go", "purge"),
            new Wrong(2, "Unknown option: '--jsn'", "ls --jsn"),
            new Wrong(3, "is not a directory", "status --dir file"),
            new Wrong(3, "of another format (v2)", "ls --dir newer"))) {
      LarderTool.Ended ended = run(Jdk.running(), List.of(), wrong.arguments.split(" "));
      String what = wrong.arguments + ": " + ended.stderr();
      assertEquals(wrong.exitCode, ended.exitCode(), what);
      assertEquals("", ended.stdout(), what);
      assertTrue(ended.stderr().startsWith("larder: "), what);
      assertTrue(ended.stderr().contains(wrong.said), what);
      assertTrue(ended.stderr().lines().count() <= 2, what);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void settingsAreShownAndWhatIsWrongWithThem(Jdk jdk) throws Exception {
    LarderTool.Ended version = run(jdk, List.of(), "version").is(0);
    assertTrue(version.stdout().matches("larder \\d\\S*\\R"), version.stdout());
    assertEquals("", version.stderr());

    LarderTool.Ended settings = run(jdk, List.of(), "settings").is(0);
    assertTrue(settings.stdout().lines().anyMatch(line -> line.startsWith("larder.mode ")));
    assertTrue(settings.stdout().lines().allMatch(line -> line.startsWith("larder.")));
    assertEquals("", settings.stderr());

    Path config =
        Files.writeString(
            folder.resolve("larder.json"),
            "{\"exclude\": [\"api.example.org\", \"*.js\"], \"force\": \"**/[a.js\","
                + " \"memory.ttl\": \"90m\", \"rules\": [{\"mach\": {}}, {\"force\": true}]}");
    settings = run(jdk, List.of("-Dlarder.config=" + config), "settings");
    for (String line :
        List.of(
            "larder\\.exclude +api\\.example\\.org,\\*\\.js",
            "larder\\.max-age +24h",
            "larder\\.memory\\.ttl +90m",
            "larder\\.max-header-size +64KiB",
            "larder\\.include +none")) {
      assertTrue(
          settings.stdout().lines().anyMatch(shown -> shown.matches(line)), settings.stdout());
    }
    assertEquals(3, settings.stderr().lines().count(), settings.stderr());
    for (String said :
        List.of("did you mean **/?a.js?", "did you mean match?", "force needs max-age")) {
      assertTrue(settings.stderr().contains(said), settings.stderr());
    }

    LarderTool.Ended help = run(jdk, List.of()).is(0);
    assertTrue(help.stdout().contains("-javaagent:larder.jar"), help.stdout());
  }

  /** The examples of the page, in their order, with the test's origin in place of theirs. */
  @Test
  void theDocumentationIsTrue() throws Exception {
    new LarderTool(Jdk.running(), folder).letAwaitLogged(origin, "/app.3f9a8c7b.js");
    fill(Jdk.running(), "GET /app.js", "GET /app.3f9a8c7b.js", "GET /logged");
    Files.writeString(folder.resolve("urls.txt"), origin.uri("/app.js") + "\n");
    String page = Files.readString(DOCUMENTATION, UTF_8);
    List<String> examples =
        page.lines()
            .filter(line -> line.startsWith("java -jar larder.jar "))
            // These need a program that runs: see CheckAndVersionsIT and AttachIT.
            .filter(line -> !line.contains("--watch") && !line.contains("attach"))
            .toList();
    assertEquals(24, examples.size());
    for (String example : examples) {
      String[] arguments =
          example
              .substring("java -jar larder.jar ".length())
              .replace("https://example.org/", origin.uri("/").toString())
              .replace("example.org", "127.0.0.1")
              .replace("Accept-Language: de", "Accept-Language:de")
              .replace("\"", "")
              .split(" ");
      LarderTool.Ended ended = run(Jdk.running(), List.of("-Dlarder.dir=" + cache()), arguments);
      assertEquals("", ended.stderr(), example);
      // The script has just come, and no later version of it.
      boolean none = example.contains("--older-than") || example.contains("--superseded");
      assertEquals(none ? 1 : 0, ended.exitCode(), example);
    }
    String help = run(Jdk.running(), List.of(), "help").stdout();
    assertEquals(
        commands(Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE), page),
        commands(Pattern.compile("^  ([a-z-]+) {2,}", Pattern.MULTILINE), help));
  }

  private static Set<String> commands(Pattern pattern, String text) {
    Set<String> commands = new TreeSet<>();
    pattern
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .forEach(commands::add);
    return commands;
  }
}
