package dev.larder.engine;

import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.PlaywrightPages;
import dev.larder.config.Rules;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code larder.profile=scraper} keeps, for whom and for how long. */
class ScraperProfileTest {

  private static final ResponseHead UNWILLING =
      response(200, "Cache-Control", "no-store, must-revalidate", "Set-Cookie", "session=2");
  private static final ResponseHead PRIVATE = response(200, "Cache-Control", "private, max-age=60");
  private static final String FILE = "http://example.org/build/main.dart.js";

  @TempDir Path folder = Path.of("");

  private Bench bench;

  @BeforeEach
  void setUp() {
    bench = new Bench(folder);
    Settings.Loaded loaded = Settings.load(Map.of("larder.profile", "scraper"), null, Map.of());
    assertEquals(List.of(), loaded.problems());
    assertEquals(PlaywrightPages.ON, loaded.settings().get(SettingTable.PLAYWRIGHT_PAGES));
    bench.cache.setRules(Rules.load(loaded.settings()).rules());
  }

  private static RequestHead at(String uri, String... fields) {
    return RequestHead.get(URI.create(uri), Headers.of(fields));
  }

  @Test
  void filesAreKeptForADayWhateverIsSaid() {
    bench.fetch(at(FILE, "Cache-Control", "no-store"), UNWILLING, "a");
    bench.clock.pass(Duration.ofHours(23));
    assertTrue(bench.hits(at(FILE, "Cache-Control", "no-cache")));
    bench.clock.pass(Duration.ofHours(2));
    assertFalse(bench.hits(at(FILE)));
  }

  @Test
  void whatIsNoFileIsLeftToTheServer() {
    for (String uri : List.of("http://example.org/", "http://example.org/api.json?_=1")) {
      bench.fetch(at(uri), UNWILLING, "a");
      assertFalse(bench.hits(at(uri)));
    }
    bench.fetch(
        at("http://example.org/api?_=1"), response(200, "Cache-Control", "max-age=60"), "a");
    assertFalse(bench.hits(at("http://example.org/api?_=2")), "a parameter of an API counts");
  }

  @ParameterizedTest
  @CsvSource({
    "?_=1764300000000, ?_=1764300000001",
    "?cb=a, ?cb=b",
    "?t=1764300000, ?t=1764300099",
    "?v=1764300000000, ?v=1764300000001",
    "?v=2&nocache=1, ?v=2&nocache=2",
    "?X-Amz-Date=20261128T190000Z&X-Amz-Signature=a,"
        + " ?X-Amz-Date=20261129T190000Z&X-Amz-Signature=b",
    "?Expires=1764300000&Signature=a&Key-Pair-Id=K, ?Expires=1764300999&Signature=b&Key-Pair-Id=K",
    "?X-Goog-Signature=a, ?X-Goog-Signature=b",
    "?se=2026-11-28T19%3A00%3A00Z&sig=0123456789012345678901,"
        + " ?se=2026-11-29T19%3A00%3A00Z&sig=1123456789012345678901",
  })
  void bustersAndSignaturesMakeNoDifference(String query, String other) {
    bench.fetch(at(FILE + query), UNWILLING, "a");
    assertTrue(bench.hits(at(FILE + other)));
  }

  @ParameterizedTest
  @CsvSource({
    "?v=1764300000, ?v=1764300099",
    "?v=2, ?v=3",
    "?t=12, ?t=13",
    "?token=a, ?token=b",
    "?w=100, ?w=200",
    "?se=1, ?se=2",
  })
  void otherParametersDo(String query, String other) {
    bench.fetch(at(FILE + query), UNWILLING, "a");
    assertFalse(bench.hits(at(FILE + other)));
  }

  @Test
  void cookiesMakeNoDifferenceToFiles() {
    bench.fetch(at(FILE, "Cookie", "session=1"), UNWILLING, "a");
    assertTrue(bench.hits(at(FILE, "Cookie", "session=2")));
    assertTrue(bench.hits(at(FILE)));
    String page = "http://example.org/page";
    bench.fetch(at(page, "Cookie", "s=1"), response(200, "Cache-Control", "max-age=60"), "a");
    assertFalse(bench.hits(at(page, "Cookie", "s=2")));
  }

  @Test
  void whatIsPrivateStaysWithWhoShowedWhatIsIgnored() {
    bench.fetch(at(FILE, "Cookie", "session=1"), PRIVATE, "mine");
    assertFalse(bench.hits(at(FILE, "Cookie", "session=2")));
    assertFalse(bench.hits(at(FILE)));
    bench.fetch(at(FILE), PRIVATE, "of nobody");
    assertTrue(bench.hits(at(FILE)));
    assertFalse(bench.hits(at(FILE, "Cookie", "session=1")));
    String signed = "http://example.org/a.png?X-Amz-Signature=";
    bench.fetch(at(signed + "a"), PRIVATE, "mine");
    assertFalse(bench.hits(at(signed + "b")));
  }

  @Test
  void whatAuthorizationBroughtStaysWithIt() {
    bench.fetch(at(FILE, "Authorization", "a", "Cookie", "c=1"), UNWILLING, "a");
    assertTrue(bench.hits(at(FILE, "Authorization", "a", "Cookie", "c=2")));
    assertFalse(bench.hits(at(FILE, "Authorization", "b", "Cookie", "c=1")));
    assertFalse(bench.hits(at(FILE)));
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 303, 307})
  void redirectsFromFilesToFilesAreKept(int status) {
    ResponseHead moved =
        response(status, "Location", "/v2/main.dart.js", "Cache-Control", "no-store");
    bench.fetch(at(FILE), moved, "");
    assertTrue(bench.hits(at(FILE)));
    String other = "http://example.org/a.js";
    bench.fetch(at(other), response(status, "Location", "/login"), "");
    assertFalse(bench.hits(at(other)), "what asks for a login is no file");
    String page = "http://example.org/page";
    bench.fetch(at(page), response(status, "Location", "/v2/main.dart.js"), "");
    assertFalse(bench.hits(at(page)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/download/1", "/download/app.js"})
  void aRedirectToASignedUrlIsKeptUntilThatEnds(String path) {
    Instant now = bench.clock.instant();
    String signedAt =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC).format(now);
    String location =
        "http://bucket.example.org/app.js?X-Amz-Signature=a&X-Amz-Expires=300&X-Amz-Date="
            + signedAt;
    ResponseHead found =
        response(
            302, "Location", location, "Cache-Control", "no-cache", "Date", HttpDate.format(now));
    String uri = "http://example.org" + path;
    bench.fetch(at(uri), found, "");
    bench.clock.passSeconds(280);
    assertTrue(bench.hits(at(uri)));
    bench.clock.passSeconds(20);
    assertFalse(bench.hits(at(uri)));
    bench.fetch(at(uri), response(302, "Location", location.replace("Date", "Day")), "");
    assertFalse(bench.hits(at(uri)), "nobody knows when it ends");
  }
}
