package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.it.programs.OpenReport;
import dev.larder.stats.Counter;
import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.Invalidations;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.disk.shared.StatisticsFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command {@code report}, and its page in a real browser. */
@Tag(Extensive.ONE_JDK)
class ReportIT {

  private static final Path AXE =
      Path.of(System.getProperty("larder.it.target", "target"), "axe", "axe.min.js");
  private static final int ENTRIES = 100_000;
  private static final String HOSTILE = "\"><script>alert('host')</script>&amp;<img src=x>";

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  private static JsonObject json(LarderTool tool, String command) throws Exception {
    return JsonParser.parseString(tool.answered(0, command, "--json").stdout()).getAsJsonObject();
  }

  /** Writes the page and opens it; returns what it shows. */
  private static List<String> opened(LarderTool tool) throws Exception {
    Path page = tool.folder().resolve("report.html");
    String said = tool.answered(0, "report", "--html", "report.html").stdout();
    assertTrue(said.startsWith("report.html, "), said);
    PlaywrightVersion version = PlaywrightVersion.newest().require();
    Path chromium = PlaywrightVersion.chromium();
    if (!Files.exists(AXE)) {
      throw Jdk.Ci.unavailable("axe-core is not there: the build of integration-tests brings it.");
    }
    ForkedJvm jvm = version.on(ForkedJvm.on(Jdk.running()), Gson.class);
    ForkedJvm.Result result = jvm.main(OpenReport.class, chromium, page, AXE).run();
    assertEquals("", result.stderr());
    List<String> problems =
        result.lines().stream().filter(line -> line.startsWith("problem: ")).toList();
    assertEquals(List.of(), problems);
    List<String> opened =
        result.lines().stream().filter(line -> line.contains(" opened ")).toList();
    assertEquals(4, opened.size(), opened.toString());
    assertEquals(background(opened, 0), background(opened, 1));
    assertEquals(background(opened, 2), background(opened, 3));
    assertNotEquals(background(opened, 0), background(opened, 2), "light and dark");
    return result.lines();
  }

  private static String background(List<String> opened, int number) {
    return opened.get(number).replaceFirst(".*background ", "");
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theReportIsThatOfTheRun(Jdk jdk) throws Exception {
    LarderTool tool = new LarderTool(jdk, folder);
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/app.js", Page.of(200, "self.app = 1", "Cache-Control", "max-age=3600"));
      origin.on("/secret", Page.of(200, "secret", "Cache-Control", "no-store"));
      String build = "/assets/main.%s.js";
      for (String hash : List.of("3f9a8c7b", "9b1d22ef")) {
        origin.on(build.formatted(hash), Page.of(200, hash, "Cache-Control", "max-age=60"));
      }
      tool.letAwaitLogged(origin, build.formatted("9b1d22ef"));
      Comparison.run(
          Comparison.withAgent(jdk, tool.cache()),
          List.of(origin),
          Steps.of(
                  folder,
                  "GET /app.js",
                  "GET /app.js",
                  "GET /app.js",
                  "GET /secret",
                  "GET /secret",
                  "GET " + build.formatted("3f9a8c7b"),
                  "GET " + build.formatted("9b1d22ef"),
                  "GET /logged")
              .program(origin, 0));
      String host = origin.uri("/").getHost();

      JsonObject report = json(tool, "report");
      JsonObject total = report.getAsJsonObject("total");
      assertEquals(8, total.get("requests").getAsInt());
      assertEquals(6, total.get("misses").getAsInt());
      assertEquals(24, total.get("bytes_saved").getAsInt());
      assertEquals(1, report.getAsJsonArray("days").size());
      assertEquals(host, only(report, "hosts").get("host").getAsString());
      assertEquals("java.net.http.HttpClient", only(report, "clients").get("client").getAsString());
      JsonObject notStored = only(report, "not_stored");
      assertEquals("response-no-store", notStored.get("reason").getAsString());
      assertEquals(3, notStored.get("count").getAsInt());
      assertFalse(notStored.get("remedy").getAsString().isEmpty());
      JsonObject versions = only(report, "versions");
      assertEquals(2, versions.getAsJsonArray("versions").size());

      JsonObject stored = report.getAsJsonObject("stored");
      JsonObject status = json(tool, "status");
      for (String number : List.of("responses", "fresh", "body_bytes", "files", "disk_bytes")) {
        assertEquals(status.get(number), stored.get(number), number);
      }
      assertEquals(status.get("days"), report.get("days"));

      String text = tool.answered(0, "report", "--days", "1").stdout();
      assertTrue(text.contains("8, 25.0 % served from the cache"), text);
      assertTrue(text.lines().anyMatch(line -> line.startsWith(host + "  8 ")), text);
      assertTrue(text.lines().anyMatch(line -> line.matches("response-no-store +3 .+")), text);

      List<String> page = opened(tool);
      for (String start :
          List.of(
              "Tile: Served from the cache | 25.0\u00a0% | of 8 requests",
              "Tile: Bytes saved | 24 bytes | 37.5\u00a0% of all body bytes",
              "Hosts: " + host + " | 8 | 25.0\u00a0% |",
              "Clients: java.net.http.HttpClient | 8 |",
              "Responses not stored: response-no-store | 3 |",
              "Largest entries: " + origin.uri("/app.js") + " | 12 bytes |",
              "Entries that are used most: " + origin.uri("/app.js") + " | 12 bytes |",
              "Versions of " + origin.uri("/assets/main.*.js") + ": 9b1d22ef |",
              "Time until the head of a response: Cache (hits) | 2 |")) {
        assertTrue(
            page.stream().anyMatch(line -> line.startsWith(start)),
            start + "\n" + String.join("\n", page));
      }
    }
  }

  private static JsonObject only(JsonObject report, String list) {
    JsonArray all = report.getAsJsonArray(list);
    assertEquals(1, all.size(), all.toString());
    return all.get(0).getAsJsonObject();
  }

  /** Nothing of what servers, links and other processes say becomes markup or a script. */
  @Tag(Extensive.TAG)
  @Test
  void whatServersSendIsShownAndNeverObeyed() throws Exception {
    LarderTool tool = tool(Files.createDirectory(folder.resolve("it's <b>&amp;")));
    String path = "/a.js?q='onload='alert(1)&lt;b&gt;%3Cscript%3Ealert(2)%3C/script%3E";
    String type = "text/html\"><script>alert(3)</script>";
    try (DiskStore store = store(tool.cache())) {
      store(store, "https://example.org" + path, type);
      store(store, "https://example.org/\u202Egpj.exe\u0007", "'><svg onload=alert(4)>");
    }
    StatisticsFiles files = new StatisticsFiles(tool.cache());
    Statistics.Report report = new Statistics.Report();
    Counts counts = report.in(report.hosts(), HOSTILE);
    counts.add(Counter.MISSES, 3);
    counts.notServed().put("<b>" + HOSTILE, 3L);
    counts.notStored().put("\" autofocus onfocus=alert(5) x=\"", 3L);
    report.in(report.clients(), HOSTILE).add(Counter.MISSES, 3);
    report.in(report.rules(), "javascript:alert(6)").add(Counter.MISSES, 3);
    assertTrue(files.add(LocalDate.now(ZoneOffset.UTC), report));

    List<String> page = opened(tool);
    assertTrue(page.stream().anyMatch(line -> line.startsWith("Hosts: " + HOSTILE + " | 3 |")));
    assertTrue(page.stream().anyMatch(line -> line.contains("https://example.org" + path)));
    assertTrue(page.stream().anyMatch(line -> line.contains("/\ufffdgpj.exe\ufffd")));
    assertTrue(page.stream().anyMatch(line -> line.contains(type)));
    String html = Files.readString(tool.folder().resolve("report.html"));
    assertEquals(1, html.split("<script>", -1).length - 1, "scripts");
    assertFalse(html.contains("<img"));
    assertTrue(page.contains("another script: refused"), page.toString());
  }

  /** The page is bounded, whatever lies in the directory. */
  @Tag(Extensive.TAG)
  @Test
  void manyEntriesHostsAndDaysMakeASmallPage() throws Exception {
    LarderTool tool = tool(folder);
    try (DiskStore store = store(tool.cache())) {
      for (int i = 0; i < ENTRIES; i++) {
        store(store, "https://host" + i % 500 + ".example/" + i, "text/plain");
      }
    }
    StatisticsFiles files = new StatisticsFiles(tool.cache());
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    for (int day = 59; day >= 0; day--) {
      Statistics.Report report = new Statistics.Report();
      for (int host = 0; host < 100; host++) {
        Counts counts = report.in(report.hosts(), "host" + (day * 7 + host) + ".example");
        counts.add(Counter.HITS_DISK, 1000 - host);
        counts.add(Counter.BYTES_SAVED, 1_000_000);
        counts.hitTimes().add(100 + host, 10);
        counts.networkTimes().add(100_000L * host, 10);
        counts.notServed().put("reason-" + host, 1L);
      }
      assertTrue(files.add(today.minusDays(day), report));
    }
    List<String> page = opened(tool);
    assertTrue(page.contains("Tile: Responses stored | 100,000 | " + disk(page)), page.get(3));
    long size = Files.size(folder.resolve("report.html"));
    assertTrue(size < 500_000, size + " bytes");
  }

  private static String disk(List<String> page) {
    return page.stream()
        .filter(line -> line.startsWith("Tile: Responses stored"))
        .map(line -> line.replaceFirst(".* \\| ", ""))
        .findAny()
        .orElseThrow();
  }

  private static LarderTool tool(Path folder) {
    return new LarderTool(Jdk.running(), folder);
  }

  private static DiskStore store(Path cache) {
    DiskStore.Limits limits = new DiskStore.Limits(0, 0, Integer.MAX_VALUE);
    return new DiskStore(cache, limits, 32 << 10, new Statistics());
  }

  private static void store(DiskStore store, String uri, String type)
      throws IOException, InterruptedException {
    Instant now = Instant.now();
    Headers headers = Headers.of("Content-Type", type, "Cache-Control", "max-age=86400");
    EntryMetadata metadata =
        new EntryMetadata(
            uri,
            "GET",
            new ResponseHead(200, "HTTP/1.1", headers),
            Headers.of(),
            now,
            now,
            List.of(),
            null,
            Invalidations.NO_GENERATION);
    while (true) {
      try {
        EntryWriter writer = store.writer(EntryKey.of("GET " + uri), metadata);
        writer.write(ByteBuffer.wrap("body".getBytes(UTF_8)));
        writer.commit();
        return;
      } catch (EntryTooLargeException e) {
        Thread.sleep(50); // the table of uses is still being made
      }
    }
  }

  @Test
  void anEarlierPageStaysUntilTheNewOneIsThere() throws Exception {
    LarderTool tool = tool(folder);
    Path page = Files.writeString(folder.resolve("report.html"), "earlier");
    tool.answered(0, "report", "--html", "report.html");
    assertTrue(Files.readString(page).startsWith("<!DOCTYPE html>"));
    assertFalse(Files.exists(tool.cache()), "a report makes no directory");
    for (List<String> given :
        List.of(
            List.of("2", "takes a number from 1 to 60", "--days", "0"),
            List.of("2", "takes a number from 1 to 60", "--days", "61"),
            List.of("3", "is no directory", "--html", "missing/report.html"),
            List.of("3", "is not a file", "--html", "."))) {
      LarderTool.Ended ended =
          tool.run(List.of("-Dlarder.dir=cache"), "report", given.get(2), given.get(3));
      ended.is(Integer.parseInt(given.get(0)));
      assertTrue(ended.stderr().startsWith("larder: "), ended.stderr());
      assertTrue(ended.stderr().contains(given.get(1)), ended.stderr());
      assertEquals("", ended.stdout());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(page), files.filter(file -> file.toString().contains("html")).toList());
    }
  }
}
