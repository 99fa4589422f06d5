package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Fetch;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each recipe of the documentation, taken from its page as it stands there, does to a program and
 * an origin what its sentence says. A recipe without a run here fails. One JDK is enough: what is
 * tested are words.
 */
@Tag(Extensive.ONE_JDK)
class RecipesIT {

  /** Does what a recipe says. */
  private interface Run {
    void run(RecipesIT with, Recipe recipe) throws Exception;
  }

  private static final Map<String, Run> RUNS = new LinkedHashMap<>();

  static {
    RUNS.put("run a program with the cache", RecipesIT::runsWithTheCache);
    RUNS.put("see what it did", RecipesIT::saysWhatItDid);
    RUNS.put("see why something was not cached", RecipesIT::saysWhyNot);
    RUNS.put("switch it off", RecipesIT::switchesOff);
    RUNS.put("keep files longer than servers say", RecipesIT::keepsFiles);
    RUNS.put("leave something alone", RecipesIT::leavesAlone);
    RUNS.put("work offline, replay, only observe", RecipesIT::worksOffline);
    RUNS.put("empty the cache", RecipesIT::startsAfresh);
    RUNS.put("keep files for a day, whatever the server says", RecipesIT::keepsFiles);
    RUNS.put("cache nothing else", RecipesIT::cachesNothingElse);
    RUNS.put("ignore parameters that only track users", RecipesIT::ignoresTracking);
    RUNS.put("keep a secret in a URL out of all files and logs", RecipesIT::keepsSecrets);
    RUNS.put("keep scripts, styles, fonts and images for a day", RecipesIT::keepsByProfile);
    RUNS.put("A scraper", RecipesIT::scrapes);
    RUNS.put("A build (CI)", RecipesIT::builds);
    RUNS.put("A test suite", RecipesIT::tests);
    RUNS.put("An offline demo", RecipesIT::demonstrates);
    RUNS.put("An API with quotas", RecipesIT::savesQuotas);
    RUNS.put("A search that takes its query as JSON:", RecipesIT::searches);
    RUNS.put("Reproducible tests", RecipesIT::replays);
    RUNS.put("A build whose jobs share a directory", RecipesIT::sharesADirectory);
  }

  private static final Page UNWILLING = Page.of(200, "unwilling", "Cache-Control", "no-store");
  private static final Page WILLING = Page.of(200, "willing", "Cache-Control", "max-age=60");

  @TempDir Path folder = Path.of("");

  private OriginServer origin;
  private ForkedJvm.Result last;

  RecipesIT() throws IOException {
    origin = OriginServer.http();
    last = new ForkedJvm.Result(0, "", "");
  }

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
  }

  @Test
  void everyRecipeHasARunAndEveryRunARecipe() throws IOException {
    TreeSet<String> titles = new TreeSet<>();
    Recipe.all().forEach(recipe -> titles.add(recipe.title()));
    assertEquals(new TreeSet<>(RUNS.keySet()), titles);
  }

  private static Stream<Recipe> recipes() throws IOException {
    return Recipe.all().stream();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRecipeDoesWhatItSays(Recipe recipe) throws Exception {
    Run run = RUNS.get(recipe.title());
    assertNotNull(run, "Nobody runs it");
    run.run(this, recipe);
  }

  /** Runs a program under codes of a recipe; what is asked of the origin, by targets. */
  private Map<String, Integer> run(List<String> codes, String... steps) throws Exception {
    Path hosts =
        Files.writeString(
            folder.resolve("hosts"),
            Stream.of("cdn", "api", "repo", "search")
                .map(name -> "127.0.0.1 " + name + ".example.org\n")
                .reduce("127.0.0.1 example.org\n", String::concat));
    Path file = Files.write(folder.resolve("steps"), List.of(steps));
    last =
        Recipe.applied(ForkedJvm.on(Jdk.running()), codes, folder)
            .property("jdk.net.hosts.file", hosts)
            .main(Fetch.class, origin.uri("/"), file, 0)
            .run();
    assertEquals(steps.length, last.lines().size(), last.toString());
    assertFalse(last.stderr().contains("did you mean"), last.stderr());
    return origin.take();
  }

  private String at(String host, String target) {
    URI uri = origin.uri(target);
    return "http://" + host + ".example.org:" + uri.getPort() + target;
  }

  private void runsWithTheCache(Recipe recipe) throws Exception {
    origin.on("/a", WILLING);
    assertEquals(Map.of("/a", 1), run(recipe.codes(), "GET /a", "GET /a"));
    assertEquals("", last.stderr());
  }

  private void saysWhatItDid(Recipe recipe) throws Exception {
    origin.on("/a", WILLING);
    run(recipe.codes(), "GET /a", "GET /a");
    assertTrue(last.stderr().startsWith("larder: 2 requests, 1 hit, "), last.stderr());
  }

  private void saysWhyNot(Recipe recipe) throws Exception {
    origin.on("/a", UNWILLING);
    run(recipe.codes(), "GET /a");
    assertTrue(last.stderr().contains("response-no-store"), last.stderr());
  }

  private void switchesOff(Recipe recipe) throws Exception {
    origin.on("/a", WILLING);
    assertEquals(Map.of("/a", 2), run(recipe.codes(), "GET /a", "GET /a"));
    assertFalse(Files.exists(folder.resolve("cache")));
  }

  private void keepsFiles(Recipe recipe) throws Exception {
    origin.on("/b/main.dart.js", UNWILLING);
    origin.on("/f.woff2", UNWILLING);
    origin.on("/other", UNWILLING);
    assertEquals(
        Map.of("/b/main.dart.js", 1, "/f.woff2", 1, "/other", 2),
        run(recipe.codes(), twice("GET /b/main.dart.js", "GET /f.woff2", "GET /other")));
  }

  private static String[] twice(String... steps) {
    return Stream.concat(Stream.of(steps), Stream.of(steps)).toArray(String[]::new);
  }

  private void leavesAlone(Recipe recipe) throws Exception {
    for (String path : List.of("/login/a", "/of-api", "/b")) {
      origin.on(path, WILLING);
    }
    assertEquals(
        Map.of("/login/a", 2, "/of-api", 2, "/b", 1),
        run(recipe.codes(), twice("GET /login/a", "GET " + at("api", "/of-api"), "GET /b")));
  }

  private void worksOffline(Recipe recipe) throws Exception {
    origin.on("/a", Page.of(200, "a", "Cache-Control", "max-age=0", "ETag", "\"1\""));
    run(List.of(), "GET /a");
    assertEquals(Map.of(), run(List.of(recipe.code("-Dlarder.mode")), "GET /a", "GET /b"));
    assertEquals("200 a", last.lines().get(0));
    assertTrue(last.lines().get(1).startsWith("504 Larder"), last.stdout());
  }

  private void startsAfresh(Recipe recipe) throws Exception {
    assertEquals(List.of(), recipe.codes());
    origin.on("/a", WILLING);
    run(List.of(), "GET /a");
    ForkedJvm jvm = ForkedJvm.on(Jdk.running()).agent();
    Path steps =
        Files.writeString(
            folder.resolve("steps"), "GET /a\ndelete " + folder.resolve("cache") + "\nGET /a");
    jvm.property("larder.dir", folder.resolve("cache"))
        .main(Fetch.class, origin.uri("/"), steps, 0)
        .run();
    assertEquals(Map.of("/a", 1), origin.take());
  }

  private void cachesNothingElse(Recipe recipe) throws Exception {
    for (String path : List.of("/a.js", "/a.css", "/a", "/of-cdn")) {
      origin.on(path, WILLING);
    }
    assertEquals(
        Map.of("/a.js", 1, "/a.css", 1, "/a", 2, "/of-cdn", 1),
        run(
            recipe.codes(),
            twice("GET /a.js", "GET /a.css", "GET /a", "GET " + at("cdn", "/of-cdn"))));
  }

  private void ignoresTracking(Recipe recipe) throws Exception {
    origin.on("/a", WILLING);
    assertEquals(
        Map.of("/a?utm_source=1&x=1", 1, "/a?x=2", 1),
        run(
            recipe.codes(),
            "GET /a?utm_source=1&x=1",
            "GET /a?x=1&fbclid=2",
            "GET /a?x=1",
            "GET /a?x=2"));
  }

  private void keepsSecrets(Recipe recipe) throws Exception {
    origin.on("/a", WILLING);
    String secret = "wh4tn0b0dykn0ws";
    assertEquals(
        Map.of("/a?pin=" + secret, 1, "/a?my_code=" + secret, 1, "/a?pin=1", 1),
        run(
            recipe.codes(),
            twice("GET /a?pin=" + secret, "GET /a?my_code=" + secret, "GET /a?pin=1")));
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains(secret), file::toString);
      }
    }
  }

  private void keepsByProfile(Recipe recipe) throws Exception {
    for (String path : List.of("/a.js", "/a.css", "/a.woff2", "/a.png", "/a")) {
      origin.on(path, UNWILLING);
    }
    assertEquals(
        Map.of("/a.js", 1, "/a.css", 1, "/a.woff2", 1, "/a.png", 1, "/a", 2),
        run(
            recipe.codes(),
            twice("GET /a.js", "GET /a.css", "GET /a.woff2", "GET /a.png", "GET /a")));
  }

  private void scrapes(Recipe recipe) throws Exception {
    List<String> options = List.of(recipe.code("stale-on-disconnect"));
    origin.on("/x/main.dart.js", UNWILLING);
    origin.on("/page", Page.of(200, "page", "Cache-Control", "max-age=0", "ETag", "\"1\""));
    String[] steps = {"GET /x/main.dart.js", "GET /page"};
    run(options, steps);
    keepsBuilds(recipe);
    URI gone = origin.uri("/");
    origin.close();
    Path file = Files.write(folder.resolve("steps"), List.of(steps));
    last =
        Recipe.applied(ForkedJvm.on(Jdk.running()), options, folder)
            .main(Fetch.class, gone, file, 0)
            .run();
    assertEquals(List.of("200 unwilling", "200 page"), last.lines(), last.stderr());
  }

  /** The bundle of a build goes when that of the next one comes. */
  private void keepsBuilds(Recipe recipe) throws Exception {
    String old = "/report-ui_20251020-0645_RC000/main.dart.js";
    String next = "/report-ui_20251021-0645_RC001/main.dart.js";
    origin.on(old, UNWILLING);
    origin.on(next, UNWILLING);
    Set<Path> before = entries();
    Set<Path> ofOld = ConcurrentHashMap.newKeySet();
    // Entries are written and removed while the program goes on.
    origin.on(
        "/stored",
        request -> {
          for (int i = 0; i < 400 && entries().equals(before); i++) {
            Thread.sleep(50);
          }
          ofOld.addAll(entries());
          ofOld.removeAll(before);
          return UNWILLING;
        });
    origin.on(
        "/gone",
        request -> {
          for (int i = 0; i < 400 && entries().containsAll(ofOld); i++) {
            Thread.sleep(50);
          }
          return UNWILLING;
        });
    Map<String, Integer> asked =
        run(
            List.of(recipe.code("age-and-version")),
            "GET " + old,
            "GET " + old,
            "GET /stored",
            "GET " + next,
            "GET /gone",
            "GET " + old);
    assertEquals(Map.of(old, 2, next, 1, "/stored", 1, "/gone", 1), asked);
    assertEquals(1, ofOld.size());
  }

  private Set<Path> entries() throws IOException {
    Set<Path> entries = new HashSet<>();
    Files.walkFileTree(
        folder.resolve("cache"),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".entry")) {
              entries.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path gone, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    return entries;
  }

  private void builds(Recipe recipe) throws Exception {
    String metadata = "/maven2/org/a/a/maven-metadata.xml";
    String snapshot = "/maven2/org/a/a/2-SNAPSHOT/a-2-20260101.120000-1.jar";
    String artifact = "/maven2/org/a/a/31/a-31.pom";
    for (String path : List.of(metadata, snapshot, artifact)) {
      origin.on(path, Page.of(200, "a", "Last-Modified", "Thu, 01 Jan 2015 00:00:00 GMT"));
    }
    String[] steps =
        Stream.of(metadata, snapshot, artifact)
            .map(path -> "GET " + at("repo", path) + "|Cache-Control: no-store|Pragma: no-cache")
            .toArray(String[]::new);
    List<String> rules = List.of(recipe.code("\"rules\""));
    run(rules, steps);
    assertEquals(Map.of(metadata, 1, snapshot, 1), run(rules, steps));
  }

  private void tests(Recipe recipe) throws Exception {
    AtomicInteger bodies = new AtomicInteger();
    String[] tag = {"\"1\""};
    origin.on(
        "/tagged",
        request -> {
          if (tag[0].equals(request.first("if-none-match"))) {
            return Page.of(304, "", "ETag", tag[0]);
          }
          bodies.incrementAndGet();
          return Page.of(200, "of " + tag[0], "ETag", tag[0], "Cache-Control", "max-age=600");
        });
    origin.on("/untagged", Page.of(200, "untagged", "Cache-Control", "max-age=600"));
    String[] steps = {"GET /tagged", "GET /tagged", "GET /untagged", "GET /untagged"};
    assertEquals(Map.of("/tagged", 2, "/untagged", 2), run(recipe.codes(), steps));
    assertEquals(1, bodies.get());
    tag[0] = "\"2\"";
    run(recipe.codes(), "GET /tagged");
    assertEquals(List.of("200 of \"2\""), last.lines());
  }

  private void demonstrates(Recipe recipe) throws Exception {
    origin.on("/", UNWILLING);
    origin.on("/moved", Page.of(302, "moved", "Location", "/", "Cache-Control", "no-store"));
    origin.on("/none", Page.of(404, "none"));
    String[] steps = {"GET /", "GET /moved", "GET /none", "GET /|Cache-Control: no-cache"};
    List<String> recording = List.of(recipe.code("larder.dir"), recipe.code("\"rules\""));
    run(recording, steps);
    List<String> recorded = last.lines();
    assertEquals(List.of("200 unwilling", "302 moved", "404 none", "200 unwilling"), recorded);
    for (String mode : List.of(recipe.code("-Dlarder.mode"), "larder.mode=replay")) {
      List<String> codes = Stream.concat(recording.stream(), Stream.of(mode)).toList();
      assertEquals(Map.of(), run(codes, steps));
      assertEquals(recorded, last.lines());
    }
  }

  private void savesQuotas(Recipe recipe) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    origin.on(
        "/q",
        request -> Page.of(200, "answer " + calls.incrementAndGet(), "Cache-Control", "no-store"));
    String uri = "GET " + at("api", "/q?request_id=");
    run(
        recipe.codes(),
        uri + "1|Authorization: ann",
        uri + "2|Authorization: bob",
        uri + "3|Authorization: ann|X-Tenant: other",
        uri + "4|X-Tenant: other",
        uri + "5");
    assertEquals(
        List.of("200 answer 1", "200 answer 1", "200 answer 2", "200 answer 2", "200 answer 1"),
        last.lines());
  }

  private void searches(Recipe recipe) throws Exception {
    origin.on("/v1/query", request -> Page.of(200, "for " + request.body()));
    String post = "POST " + at("search", "/v1/query") + "|Content-Type: application/json|= ";
    assertEquals(
        Map.of("/v1/query", 2), run(recipe.codes(), post + "{1}", post + "{2}", post + "{1}"));
    assertEquals(List.of("200 for {1}", "200 for {2}", "200 for {1}"), last.lines());
  }

  private void replays(Recipe recipe) throws Exception {
    origin.on("/a", UNWILLING);
    origin.on("/moved", Page.of(302, "moved", "Location", "/a"));
    origin.on("/broken", Page.of(503, "broken"));
    origin.on("/own", UNWILLING);
    String[] steps =
        Stream.of("/a", "/moved", "/broken").map(p -> "GET " + at("api", p)).toArray(String[]::new);
    run(List.of(recipe.code("\"rules\""), recipe.code("=refresh")), steps);
    List<String> recorded = last.lines();
    List<String> replay = List.of(recipe.code("=replay"), recipe.code("larder.exclude"));
    assertEquals(Map.of(), run(replay, steps));
    assertEquals(recorded, last.lines());
    assertEquals(Map.of("/own", 2), run(replay, "GET /own", "GET /own"));
  }

  private void sharesADirectory(Recipe recipe) throws Exception {
    origin.on("/a", WILLING);
    origin.on("/b", WILLING);
    run(List.of(), "GET /a");
    assertEquals(Map.of("/b", 2), run(recipe.codes(), "GET /a", "GET /b", "GET /b"));
  }
}
