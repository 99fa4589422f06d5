package dev.larder.it;

import static java.time.ZoneOffset.UTC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.http.HttpDate;
import dev.larder.it.programs.Visits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What two runs of a program ask of sites as they are; docs/sites.md shows it. */
@Tag(Extensive.ONE_JDK)
class SitesIT {

  private static final String[] MIXED = {"/page/1.html", "/page/2.html", "/app.js", "/logo.png"};
  private static final String[] API = {"/api/1", "/api/2", "/api/3"};
  private static final String TEN_MINUTES = "\"max-age\": \"10m\"";
  private static final String FORCED = TEN_MINUTES + ", \"force\": true";

  private static List<ImitatedSite> sites() {
    return List.of(
        ImitatedSite.of("no-store", "An API that forbids storing")
            .paths(API)
            .sends("Cache-Control", "no-store")
            .rule(FORCED),
        ImitatedSite.of("bare", "A site without any fields about caching")
            .paths(MIXED)
            .rule(TEN_MINUTES),
        cloudflare("cloudflare", "`max-age=14400` and Cloudflare's `__cf_bm`, no cookie jar"),
        cloudflare("cloudflare-jar", "The same with a cookie jar"),
        ImitatedSite.of("revalidate", "`private, max-age=0, must-revalidate` and an ETag")
            .paths(MIXED)
            .sends("Cache-Control", "private, max-age=0, must-revalidate", "ETag", "\"1\"")
            .rule(TEN_MINUTES),
        varying("agent", "gzip and `Vary: Accept-Encoding, User-Agent`")
            .asked(run -> "|Accept-Encoding: gzip|User-Agent: Mozilla/5.0"),
        varying("agents", "The same, asked with another User-Agent in each run")
            .asked(run -> "|Accept-Encoding: gzip|User-Agent: Mozilla/5." + run),
        ImitatedSite.of("github", "GitHub's API with a bearer token, after its minute")
            .paths(API)
            .asked(run -> "|Accept: application/json|Authorization: Bearer ghp_of_nobody")
            .sends(request -> github())
            .rule(TEN_MINUTES),
        ImitatedSite.of("presigned", "302 to presigned URLs that change")
            .paths("/data/1", "/app.js", "/logo.png")
            .redirectsTo("/bucket", request -> signature(request.number()))
            .sends("ETag", "\"1\"", "Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
            .rule("/bucket", "", "\"ignore-query\": \"X-Amz-*\", " + TEN_MINUTES)
            .rule("", ", \"status\": 302", TEN_MINUTES),
        ImitatedSite.of("graphql", "GraphQL by POST")
            .paths("/|{\"query\": \"{ shop { name } }\"}", "/|{\"query\": \"{ article(id: 1) }\"}")
            .asked(run -> "|Content-Type: application/json")
            .sends("Cache-Control", "no-store")
            .rule("\"enable-methods\": \"POST\", " + FORCED),
        ImitatedSite.of("busters", "Cache busters, `?_=<time>`")
            .paths("/data/1", "/app.js", "/logo.png")
            .asked(run -> "?_=" + (1_764_300_000_000L + run))
            .sends("Cache-Control", "max-age=600")
            .rule("\"ignore-query\": \"_\""),
        chunked("chunked", "Chunks without a length, HTTP/1.1"),
        chunked("frames", "Frames without a length, HTTP/2").http2(),
        ImitatedSite.of("session-jar", "A session cookie that each response renews, cookie jar")
            .paths(MIXED)
            .sends(request -> cookie("JSESSIONID", request, "Path=/; HttpOnly", "max-age=600"))
            .rule("\"ignore-cookies\": \"JSESSIONID\""));
  }

  private static ImitatedSite cloudflare(String name, String title) {
    return ImitatedSite.of(name, title)
        .paths(MIXED)
        .sends(request -> cookie("__cf_bm", request, "path=/; HttpOnly", "max-age=14400"));
  }

  private static ImitatedSite varying(String name, String title) {
    return ImitatedSite.of(name, title)
        .paths(MIXED)
        .sends(
            "Vary",
            "Accept-Encoding, User-Agent",
            "Content-Encoding",
            "gzip",
            "ETag",
            "\"1\"",
            "Cache-Control",
            "max-age=600");
  }

  private static ImitatedSite chunked(String name, String title) {
    return ImitatedSite.of(name, title)
        .paths(MIXED)
        .sends("Cache-Control", "max-age=600")
        .withoutLength();
  }

  private static List<String> cookie(
      String name, Received request, String attributes, String cacheControl) {
    String value = name + '=' + request.target().hashCode() + request.number() + "; " + attributes;
    return List.of("Set-Cookie", value, "Cache-Control", cacheControl);
  }

  private static List<String> github() {
    return List.of(
        "Cache-Control",
        "private, max-age=60, s-maxage=60",
        "Vary",
        "Accept, Authorization, Cookie, X-GitHub-OTP",
        "ETag",
        "\"1\"",
        "Date",
        HttpDate.format(Instant.now().minusSeconds(120)));
  }

  private static String signature(int number) {
    String now = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").format(ZonedDateTime.now(UTC));
    return "?X-Amz-Date=%s&X-Amz-Expires=300&X-Amz-Signature=%08x"
        .formatted(now, number * 0x9E3779B1);
  }

  private static final String PAGE_TEXT =
      """
      # Sites as they are

      <!-- Made by SitesIT, which runs all this; do not edit. -->

      Kinds of site that there are, imitated on loopback, and what a program asks them for when it
      runs a second time, in a new process with the same cache directory: the requests that reach the
      server, and the bytes of their bodies as a share of the first run's. `0 %%` means that the server
      confirmed with a 304 what is stored. Files (`.js`, `.png`) are the same for everybody; pages and
      data are somebody's own or of the moment.

      | path | site | first run | second run, by default | with `larder.profile=scraper` | \
      with the rules below |
      | --- | --- | --- | --- | --- | --- |
      %s
      The rules ([rules.md](rules.md)), each for the site below its path; a site without one needs
      none, or none helps:

      ```json
      %s```
      """;

  /**
   * What a setting brought about: for each site, the requests of either run and their bytes, and
   * the targets of all requests of the second run.
   */
  private record Outcome(List<Asked> first, List<Asked> second, Set<String> targets) {}

  private record Asked(int requests, long bytes) {}

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theTableOfSitesIsWhatHappens(Jdk jdk, @TempDir Path folder) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    List<String> rules = sites().stream().flatMap(site -> site.rules().stream()).toList();
    String config = "{\"rules\": [\n  " + String.join(",\n  ", rules) + "\n]}\n";
    Path file = Files.writeString(folder.resolve("larder.json"), config);
    List<ImitatedSite> sites = sites();
    Certificate server = Certificate.create(folder);
    Outcome byDefault = visitTwice(jdk, folder, server, jvm -> jvm);
    Outcome scraper =
        visitTwice(jdk, folder, server, jvm -> jvm.property("larder.profile", "scraper"));
    Outcome ruled = visitTwice(jdk, folder, server, jvm -> jvm.property("larder.config", file));
    // Of files that vary by the User-Agent, the server says which one another User-Agent gets.
    assertEquals(
        List.of(),
        scraper.targets().stream()
            .filter(target -> ImitatedSite.isFile(target) && !target.startsWith("/agents/"))
            .toList(),
        "a scraper asks again for nothing but what is personal or live");
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < sites.size(); i++) {
      rows.append("| `/%s/` | %s".formatted(sites.get(i).name(), sites.get(i).title()));
      rows.append(" | ").append(byDefault.first().get(i).requests()).append(" requests");
      for (Outcome outcome : List.of(byDefault, scraper, ruled)) {
        rows.append(" | ").append(cell(outcome.first().get(i), outcome.second().get(i)));
      }
      rows.append(" |\n");
    }
    String text = PAGE_TEXT.formatted(rows, config);
    Path page = docs().resolve("sites.md");
    if (Boolean.getBoolean("sites.doc.write")) {
      Files.writeString(page, text);
    }
    assertEquals(
        text,
        Files.exists(page) ? Files.readString(page).replace("\r\n", "\n") : "",
        "docs/sites.md is not what happens; write it anew with -Dsites.doc.write=true");
  }

  private static String cell(Asked first, Asked second) {
    return switch (second.requests()) {
      case 0 -> "nothing";
      case 1 -> "1 request, " + percent(first, second);
      default -> second.requests() + " requests, " + percent(first, second);
    };
  }

  private static String percent(Asked first, Asked second) {
    return Math.round(100.0 * second.bytes() / first.bytes()) + " %";
  }

  private static Outcome visitTwice(
      Jdk jdk, Path folder, Certificate server, UnaryOperator<ForkedJvm> setting) throws Exception {
    Path directory = Files.createTempDirectory(folder, "setting");
    List<ImitatedSite> sites = sites();
    try (Origin http = OriginServer.http();
        Origin https = JettyOrigin.h2(server)) {
      List<List<Asked>> runs = new ArrayList<>();
      Map<String, Integer> targets = new TreeMap<>();
      for (int run = 1; run <= 2; run++) {
        List<String> visits = new ArrayList<>();
        for (ImitatedSite site : sites) {
          Origin origin = site.isHttp2() ? https : http;
          site.furnish(origin);
          visits.addAll(site.visits(origin, run));
        }
        ForkedJvm jvm =
            setting
                .apply(Comparison.withAgent(jdk, directory.resolve("cache")))
                .property("larder.disk.max-size", 0); // nothing is left out to keep a limit
        Path file = Files.write(directory.resolve("visits"), visits);
        ForkedJvm.Result result = server.trustedBy(jvm).main(Visits.class, file).run();
        assertEquals("", result.stderr());
        assertEquals(visits.size(), result.lines().size());
        assertTrue(result.lines().stream().allMatch(line -> line.startsWith("200 ")));
        targets.clear();
        targets.putAll(http.take());
        targets.putAll(https.take());
        runs.add(sites.stream().map(s -> new Asked(s.requests(targets), s.takeSent())).toList());
      }
      return new Outcome(runs.get(0), runs.get(1), targets.keySet());
    }
  }

  private static Path docs() {
    Path module = Path.of("").toAbsolutePath();
    Path docs = module.resolveSibling("docs");
    assertTrue(Files.isDirectory(docs), () -> "Not in a module of the project: " + module);
    return docs;
  }
}
