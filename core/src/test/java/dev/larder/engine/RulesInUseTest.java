package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Settings;
import dev.larder.engine.rules.RuleWatch;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import dev.larder.version.VersionObservation;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesInUseTest {
  private static final ResponseHead UNWILLING =
      response(
          200,
          "Cache-Control",
          "no-store, no-cache, must-revalidate, max-age=0",
          "Expires",
          "0",
          "Set-Cookie",
          "lb=1",
          "Content-Type",
          "text/html");

  @TempDir Path folder = Path.of("");

  private Bench bench;

  @BeforeEach
  void setUp() {
    bench = new Bench(folder.resolve("cache"));
  }

  private Settings rules(String rules, String... properties) throws IOException {
    return bench.rules(folder.resolve("c.json"), rules, properties);
  }

  private static RequestHead at(String uri) {
    return RequestHead.get(URI.create(uri), Headers.empty());
  }

  @Test
  void whatIsForcedIsFreshForItsTimeWhateverWasSaid() throws IOException {
    rules("", "larder.force", "/page", "larder.max-age", "24h");
    bench.fetch(get("Cache-Control", "no-store"), UNWILLING, "a");
    bench.clock.pass(Duration.ofHours(23));
    assertTrue(bench.hits(get()));
    assertTrue(bench.hits(get("Cache-Control", "no-cache")));
    assertEquals("a", bench.fetch(get(), UNWILLING, "b").body());
    assertFalse(bench.hits(at("http://example.org/other")));
    bench.clock.pass(Duration.ofHours(2));
    assertFalse(bench.hits(get()));
  }

  @Test
  void whatIsForcedKeepsToThoseWhoseItIs() throws IOException {
    rules("", "larder.force", "/page");
    bench.fetch(get("Authorization", "Basic YTph"), UNWILLING, "a");
    assertTrue(bench.hits(get("Authorization", "Basic YTph")));
    assertFalse(bench.hits(get("Authorization", "Basic Yjpi")));
    assertFalse(bench.hits(get()));
  }

  @Test
  void whatTheRequestSaysOfCachesCountsWhereTheUrlNamesNoVersion() throws IOException {
    rules("{\"validate\": \"version\", \"force\": true}");
    ResponseHead guessed = response(200, "Last-Modified", "Thu, 01 Jan 2015 00:00:00 GMT");
    String[] wishes = {"Cache-Control", "no-store"};
    for (String path : List.of("maven-metadata.xml", "1.2.3/a-1.2.3.jar")) {
      URI uri = URI.create("http://example.org/" + path);
      RequestHead request = RequestHead.get(uri, Headers.of(wishes));
      bench.fetch(request, guessed, "a");
      assertEquals(path.endsWith("jar"), bench.hits(request), path);
    }
  }

  @Test
  void aForcedErrorIsNotKept() throws IOException {
    rules("", "larder.force", "/page");
    bench.fetch(get(), response(500, "Cache-Control", "no-store"), "a");
    assertFalse(bench.hits(get()));
    bench.fetch(get(), response(404), "a");
    assertFalse(bench.hits(get()));
  }

  @Test
  void maxAgeStandsInForTheLifetimeButNotForNoStore() throws IOException {
    rules("{\"max-age\": \"1m\"}");
    bench.fetch(get(), response(200, "Cache-Control", "max-age=0, must-revalidate"), "a");
    assertTrue(bench.hits(get()));
    bench.clock.pass(Duration.ofMinutes(2));
    assertFalse(bench.hits(get()));
    bench.fetch(get(), response(200, "Cache-Control", "max-age=3600"), "b");
    bench.clock.pass(Duration.ofMinutes(2));
    assertFalse(bench.hits(get()));
    RequestHead other = at("http://example.org/other");
    bench.fetch(other, UNWILLING, "c");
    assertFalse(bench.hits(other));
  }

  @Test
  void maxAgeCountsFromTheArrivalHoweverOldTheResponseWas() throws IOException {
    rules("{\"max-age\": \"1h\"}");
    bench.fetch(get(), response(200, "Cache-Control", "max-age=9", "Age", "100000"), "a");
    assertTrue(bench.hits(get()));
  }

  @Test
  void minAgeLengthensALifetimeAndShortensNone() throws IOException {
    rules("{\"min-age\": \"1m\"}");
    bench.fetch(get(), response(200, "Cache-Control", "max-age=1"), "a");
    bench.clock.pass(Duration.ofSeconds(50));
    assertTrue(bench.hits(get()));
    bench.clock.pass(Duration.ofSeconds(20));
    assertFalse(bench.hits(get()));
    bench.fetch(get(), response(200, "Cache-Control", "max-age=3600"), "b");
    bench.clock.pass(Duration.ofMinutes(50));
    assertTrue(bench.hits(get()));
  }

  @Test
  void validationMayBeForEachUseOrForNone() throws IOException {
    rules(
        """
        {"match": {"path": "/page"}, "validate": "always"}, {"validate": "never"}
        """);
    bench.fetch(get(), response(200, "Cache-Control", "max-age=60", "ETag", "\"1\""), "a");
    bench.forwarded(get(), "If-None-Match", "\"1\"").abandoned();
    RequestHead other = at("http://example.org/other");
    bench.fetch(other, response(200, "Cache-Control", "max-age=1, must-revalidate"), "a");
    bench.clock.pass(Duration.ofDays(1000));
    assertTrue(bench.hits(other));
  }

  @Test
  void validationByVersionSparesUrlsThatNameOne() throws IOException {
    rules("{\"validate\": \"version\"}");
    RequestHead versioned = at("http://example.org/jquery/3.7.1/jquery.js");
    RequestHead plain = at("http://example.org/jquery/jquery.js");
    bench.fetch(versioned, response(200, "Cache-Control", "max-age=1"), "a");
    bench.fetch(plain, response(200, "Cache-Control", "max-age=1"), "a");
    bench.clock.pass(Duration.ofDays(1));
    assertTrue(bench.hits(versioned));
    assertFalse(bench.hits(plain));
  }

  @Test
  void whatIsExcludedPassesAndWhatIsStoredOfItIsNotServed() throws IOException {
    bench.fetch(get(), response(200, "Cache-Control", "max-age=60"), "a");
    assertTrue(bench.hits(get()));
    rules("", "larder.exclude", "/page");
    assertEquals("b", bench.fetch(get(), response(200, "Cache-Control", "max-age=60"), "b").body());
    assertEquals(1, bench.counts().of(Counter.BYPASSED));
    rules("");
    assertTrue(bench.hits(get()));
  }

  @Test
  void aRuleMayBeForResponsesOfATypeOrStatus() throws IOException {
    rules(
        """
        {"match": {"content-type": "image/*"}, "max-age": "1h", "force": true},
        {"match": {"status": 404}, "max-age": "1m"},
        {"match": {"content-type": "text/html"}, "bypass": true}
        """);
    RequestHead image = at("http://example.org/image");
    bench.fetch(
        image, UNWILLING.withHeaders(UNWILLING.headers().with("Content-Type", "image/png")), "a");
    bench.fetch(get(), response(404), "b");
    RequestHead html = at("http://example.org/html");
    bench.fetch(
        html, response(200, "Cache-Control", "max-age=60", "Content-Type", "text/html"), "c");
    assertTrue(bench.hits(image));
    assertTrue(bench.hits(get()));
    assertFalse(bench.hits(html));
    bench.clock.pass(Duration.ofMinutes(2));
    assertTrue(bench.hits(image));
    assertFalse(bench.hits(get()));
  }

  @Test
  void parametersThatMakeNoDifferenceAreNoPartOfTheKey() throws IOException {
    rules(
        "{\"match\": {\"path\": \"/search\"}, \"ignore-query\": \"session\"}",
        "larder.ignore-query",
        "utm_*,fbclid");
    ResponseHead head = response(200, "Cache-Control", "max-age=60");
    bench.fetch(at("http://example.org/a?q=1&utm_source=x&fbclid=2"), head, "a");
    assertTrue(bench.hits(at("http://example.org/a?q=1")));
    assertTrue(bench.hits(at("http://example.org/a?UTM_x&q=1")));
    assertFalse(bench.hits(at("http://example.org/a?q=2&fbclid=2")));
    bench.fetch(at("http://example.org/search?session=1&fbclid"), head, "b");
    assertTrue(bench.hits(at("http://example.org/search")));
    bench.fetch(at("http://example.org/a?session=1"), head, "c");
    assertFalse(bench.hits(at("http://example.org/a")));
  }

  @Test
  void fieldsThatMakeADifferenceArePartOfTheKey() throws IOException {
    rules("{\"key-headers\": [\"X-Tenant\"]}");
    bench.fetch(get("X-Tenant", "a"), response(200, "Cache-Control", "max-age=60"), "a");
    assertTrue(bench.hits(get("x-tenant", "a")));
    assertFalse(bench.hits(get("X-Tenant", "b")));
    assertFalse(bench.hits(get()));
  }

  @Test
  void credentialsMayMakeNoDifferenceUnderARule() throws IOException {
    rules("{\"match\": {\"path\": \"/page\"}, \"identity\": \"shared\"}");
    ResponseHead head = response(200, "Cache-Control", "max-age=60");
    bench.fetch(get("Authorization", "Basic YTph"), head, "a");
    assertTrue(bench.hits(get("Authorization", "Basic Yjpi")));
  }

  @Test
  void staleResponsesMayStandInUnderARule() throws IOException {
    rules("{\"stale-if-error\": \"1h\", \"stale-while-revalidate\": \"1m\"}");
    bench.fetch(get(), response(200, "Cache-Control", "max-age=10, must-revalidate"), "a");
    bench.clock.pass(Duration.ofSeconds(30));
    Exchange stale = bench.exchange(get());
    RequestDecision.Serve serve = assertInstanceOf(RequestDecision.Serve.class, stale.begin());
    Exchange background = serve.background();
    assertNotNull(background);
    background.abandoned();
    bench.clock.pass(Duration.ofMinutes(30));
    Forward failed = bench.forwarded(get());
    assertNotNull(failed.failed(new IOException("refused")));
  }

  @Test
  void whatIsRedactedCountsButIsWrittenNowhere() throws IOException {
    rules("{\"redact-query\": \"pin\"}");
    String secret = "wh4tn0b0dykn0ws";
    RequestHead mine = at("http://example.org/app.3f9a8c7b.js?x=1&pin=" + secret);
    RequestHead other = at("http://example.org/app.3f9a8c7b.js?x=1&pin=another");
    ResponseHead head = response(200, "Cache-Control", "max-age=600");
    List<VersionObservation> seen = new ArrayList<>();
    bench.cache.setVersionListener(seen::add);
    bench.fetch(mine, head, "mine");
    assertFalse(bench.hits(other));
    bench.fetch(other, head, "other");
    assertEquals("mine", bench.fetch(mine, head, "again").body());
    assertEquals("other", bench.fetch(other, head, "again").body());
    assertEquals("http://example.org/app.3f9a8c7b.js?x=1&pin=...", seen.get(0).uri());
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      List<Path> entries = files.filter(Files::isRegularFile).toList();
      assertTrue(entries.size() > 2, entries::toString);
      for (Path file : entries) {
        assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret));
      }
    }
    RequestHead post = new RequestHead("POST", mine.uri(), Headers.empty(), true);
    bench.fetch(post, response(204), "");
    assertFalse(bench.hits(mine), "invalidated");
    assertTrue(bench.hits(other));
  }

  @Test
  void theFirstRuleThatFitsCounts() throws IOException {
    rules(
        """
        {"match": {"path": "/page"}, "max-age": "1m"}, {"max-age": "1h"}
        """);
    RequestHead other = at("http://example.org/other");
    bench.fetch(get(), response(200, "Cache-Control", "max-age=0"), "a");
    bench.fetch(other, response(200, "Cache-Control", "max-age=0"), "a");
    bench.clock.pass(Duration.ofMinutes(2));
    assertFalse(bench.hits(get()));
    assertTrue(bench.hits(other));
  }

  @Test
  void aChangedFileIsFollowedUnlessSomethingIsWrongWithIt() throws IOException {
    Settings settings = rules("{\"match\": {\"path\": \"/page\"}, \"bypass\": true}");
    AtomicLong nanos = new AtomicLong();
    RuleWatch watch = new RuleWatch(settings, bench.cache::setRules, Runnable::run, nanos::get);
    Path file = folder.resolve("c.json");
    ResponseHead head = response(200, "Cache-Control", "max-age=60");

    Files.writeString(file, "{\"rules\": [{\"match\": {\"path\": \"/other\"}, \"bypass\": true}]}");
    watch.look();
    bench.fetch(get(), head, "a");
    assertFalse(bench.hits(get()), "not looked at yet");
    nanos.addAndGet(3_000_000_000L);
    watch.look();
    bench.fetch(get(), head, "a");
    assertTrue(bench.hits(get()));

    Files.writeString(file, "{\"rules\": [{\"bypas\": true}]}");
    nanos.addAndGet(3_000_000_000L);
    watch.look();
    RequestHead other = at("http://example.org/other");
    bench.fetch(other, head, "a");
    assertFalse(bench.hits(other), "the rules stay as they were");

    Files.writeString(file, "{\"rules\": []}");
    Files.setLastModifiedTime(file, FileTime.fromMillis(12345));
    nanos.addAndGet(3_000_000_000L);
    watch.look();
    bench.fetch(other, head, "a");
    assertTrue(bench.hits(other));
  }
}
