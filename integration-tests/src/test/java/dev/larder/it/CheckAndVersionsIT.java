package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands {@code check}, {@code versions} and {@code purge --superseded}. */
@Tag(Extensive.ONE_JDK)
class CheckAndVersionsIT {

  private static final String OLD = "/app.3f9a8c7b.js";
  private static final String NEW = "/app.91c0de55.js";

  @TempDir Path folder = Path.of("");

  private final OriginServer origin;

  CheckAndVersionsIT() throws IOException {
    origin = OriginServer.http();
    for (String path : List.of(OLD, NEW, "/page")) {
      origin.on(path, request -> Page.of(200, path, "Cache-Control", "max-age=3600"));
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

  /**
   * Runs a program that gets a path, and ends when the log knows it. Versions of different programs
   * are different generations.
   */
  private void fill(Jdk jdk, String path, String... more) throws Exception {
    new LarderTool(jdk, folder).letAwaitLogged(origin, path);
    List<String> steps = new ArrayList<>(List.of(more));
    steps.add("GET " + path);
    steps.add("GET /logged");
    Comparison.run(
        Comparison.withAgent(jdk, folder.resolve("cache")).property("larder.versions.grace", "1s"),
        List.of(origin),
        Steps.of(folder, steps).program(origin, 0));
  }

  private JsonObject check(LarderTool tool, int exitCode, List<String> options, String... arguments)
      throws Exception {
    LarderTool.Ended ended = tool.run(options, arguments).is(exitCode);
    assertEquals("", ended.stderr());
    return JsonParser.parseString(ended.stdout()).getAsJsonObject();
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aRightConfigurationIsPassedAndTheRulesOfUrlsAreTold(Jdk jdk) throws Exception {
    LarderTool tool = new LarderTool(jdk, folder);
    Path config =
        Files.writeString(
            folder.resolve("larder.json"),
            "{\"ignore-query\": \"utm_*\", \"rules\": [{\"match\": {\"path\": \"/api/**\","
                + " \"method\": \"GET\"}, \"bypass\": true}]}");
    List<String> options = List.of("-Dlarder.dir=" + tool.cache(), "-Dlarder.config=" + config);
    JsonObject told =
        check(
            tool,
            0,
            options,
            "check",
            "--json",
            "https://example.org/api/a?utm_x=1",
            "https://example.org/b");
    assertEquals(0, told.getAsJsonArray("problems").size());
    assertEquals(
        "[{\"url\":\"https://example.org/api/a\",\"rules\":[\"rule 1 of "
            + config
            + "\"],\"bypassed\":true,\"identified\":false},"
            + "{\"url\":\"https://example.org/b\",\"rules\":[],\"bypassed\":false,"
            + "\"identified\":false}]",
        told.getAsJsonArray("urls").toString());

    JsonObject other =
        check(
                tool,
                0,
                options,
                "check",
                "--json",
                "--method",
                "HEAD",
                "-H",
                "Authorization: Bearer 1",
                "https://example.org/api/a")
            .getAsJsonArray("urls")
            .get(0)
            .getAsJsonObject();
    assertFalse(other.get("bypassed").getAsBoolean(), "the rule is for GET");
    assertTrue(other.get("identified").getAsBoolean());
    assertFalse(Files.exists(tool.cache()));
    assertEquals("Nothing is wrong; 1 rule in use.\n", tool.run(options, "check").stdout());
  }

  @Test
  void whatIsWrongWithSettingsRulesAndDirectoryIsToldAtOnce() throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    Path config =
        Files.writeString(
            folder.resolve("larder.json"), "{\"rules\": [{\"mach\": {}}, {\"force\": true}]}");
    Path newer = Files.createDirectories(folder.resolve("newer/v2")).getParent();
    List<String> options =
        List.of("-Dlarder.dir=" + newer, "-Dlarder.config=" + config, "-Dlarder.mode=offlin");
    JsonArray problems = check(tool, 1, options, "check", "--json").getAsJsonArray("problems");
    assertEquals(4, problems.size(), problems.toString());
    for (String said : List.of("did you mean match?", "force needs max-age", "offlin", "(v2)")) {
      assertTrue(problems.toString().contains(said), problems.toString());
    }
    String shown = tool.run(options, "check").is(1).stdout();
    assertTrue(shown.endsWith("4 things are wrong.\n"), shown);
    assertEquals(2, tool.run(List.of(), "check", "example.org").exitCode());
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void versionsAreListedAndTheSupersededOnesPurged(Jdk jdk) throws Exception {
    LarderTool tool = new LarderTool(jdk, folder);
    fill(jdk, OLD, "GET /page");
    assertEquals(
        1, tool.answered(1, "purge", "--superseded", "--dry-run").stdout().lines().count());
    fill(jdk, NEW);

    JsonArray found =
        JsonParser.parseString(tool.answered(0, "versions", "--json").stdout()).getAsJsonArray();
    assertEquals(1, found.size(), "the page has no version");
    JsonObject resource = found.get(0).getAsJsonObject();
    assertEquals(origin.uri("/app.*.js").toString(), resource.get("resource").getAsString());
    JsonArray versions = resource.getAsJsonArray("versions");
    assertEquals(2, versions.size());
    assertEquals("3f9a8c7b", versions.get(0).getAsJsonObject().get("version").getAsString());
    assertFalse(versions.get(0).getAsJsonObject().get("superseded").isJsonNull());
    assertTrue(versions.get(1).getAsJsonObject().get("superseded").isJsonNull());
    List<String> lines = tool.answered(0, "versions", "*.js").stdout().lines().toList();
    assertEquals(4, lines.size(), lines.toString());
    assertTrue(lines.get(2).matches("  3f9a8c7b  .*  superseded"), lines.toString());
    assertTrue(lines.get(3).matches("  91c0de55  .*  in use"), lines.toString());
    assertEquals(
        1, tool.run(List.of("-Dlarder.dir=" + tool.cache()), "versions", "*.css").exitCode());

    assertEquals(
        List.of(origin.uri(OLD).toString(), "1 response, 16 bytes, would be removed"),
        tool.answered(0, "purge", "--superseded", "--dry-run").stdout().lines().toList());
    assertEquals(
        "1 response, 16 bytes removed\n", tool.answered(0, "purge", "--superseded").stdout());
    String left = tool.answered(0, "ls").stdout();
    assertTrue(left.contains(NEW) && left.contains("/page") && !left.contains(OLD), left);
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void changesAreFollowedAndTheUsersProgramIsRun(Jdk jdk) throws Exception {
    LarderTool tool = new LarderTool(jdk, folder);
    fill(jdk, OLD);
    Path out = folder.resolve("changes");
    Path err = folder.resolve("said");
    Process watch =
        tool.start(
            out,
            err,
            Map.of("MARK", "$(touch injected)"),
            List.of("-Dlarder.dir=" + tool.cache()),
            "versions",
            "*.js",
            "--watch",
            "--json",
            "--exec",
            "printenv CHANGE_KIND CHANGE_URL CHANGE_SIZE PREVIOUS_VERSION MARK");
    List<String> urls = new ArrayList<>();
    try {
      // The first of these may have come before the command has looked for the first time.
      for (int i = 0; i < 20 && Files.readString(out, UTF_8).isEmpty(); i++) {
        String path = "/app.3f9a8c7%x.js".formatted(i);
        origin.on(path, request -> Page.of(200, path, "Cache-Control", "max-age=3600"));
        fill(jdk, path, "GET /page");
        urls.add(origin.uri(path).toString());
      }
      List<String> changes = LarderTool.lines(out, 2, watch);
      List<String> ran = LarderTool.lines(err, 10, watch);
      assertTrue(ran.size() >= 10 && ran.size() % 5 == 0, changes.toString() + ran);
      for (int i = 0; i < 2; i++) {
        JsonObject change = JsonParser.parseString(changes.get(i)).getAsJsonObject();
        String kind = change.get("kind").getAsString();
        assertTrue(Set.of("new", "superseded").contains(kind), kind);
        String url = change.get("url").getAsString();
        assertTrue(urls.contains(url) || url.equals(origin.uri(OLD).toString()), url);
        assertEquals(List.of(kind, url, "16"), ran.subList(5 * i, 5 * i + 3));
        assertEquals("$(touch injected)", ran.get(5 * i + 4));
      }
      assertFalse(Files.exists(folder.resolve("injected")));
    } finally {
      watch.destroy();
    }
    assertEquals(143, watch.waitFor());
    assertFalse(Files.readString(err, UTF_8).contains("Exception"));
  }

  @Test
  void wrongOptionsOfVersionsGetOneSentence() throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    for (List<String> arguments :
        List.of(
            List.of("versions", "--exec", "true"), List.of("versions", "--watch", "--exec", " "))) {
      LarderTool.Ended ended = tool.run(List.of(), arguments.toArray(String[]::new)).is(2);
      assertTrue(ended.stderr().startsWith("larder: --exec "), ended.stderr());
      assertEquals(2, ended.stderr().lines().count());
    }
  }
}
