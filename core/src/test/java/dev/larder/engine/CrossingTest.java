package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.request;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.IdentityMode;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.PolicySettings;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.Storage;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.disk.shared.IdentityKeyFile;
import dev.larder.store.disk.shared.InvalidationFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ways around the question of whose a response is: none of them leads to somebody else's. */
class CrossingTest {

  private static final RequestHead ALICE = get("Cookie", "alice");
  private static final RequestHead BOB = get("Cookie", "bob");
  private static final ResponseHead PRIVATE = response(200, "Cache-Control", "private, max-age=60");
  private static final ResponseHead PUBLIC =
      response(200, "Cache-Control", "public, max-age=60", "ETag", "\"a\"");

  private final Path directory;
  private final Bench bench;

  CrossingTest(@TempDir Path directory) {
    this.directory = directory;
    bench = new Bench(directory);
  }

  private Bench.Seen seen(RequestHead request) {
    return bench.served(bench.exchange(request).begin());
  }

  @Test
  void aConfirmationForOneTellsTheOthersNothingOfThatOne() {
    bench.fetch(get(), PUBLIC, "body");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(ALICE, "If-None-Match", "\"a\"");
    ResponseDecision reception =
        exchange.received(response(304, "ETag", "\"a\"", "X-User", "alice"), null);
    Served served = assertInstanceOf(ResponseDecision.Serve.class, reception).served();
    assertEquals("alice", served.head().headers().first("X-User"));
    assertFalse(seen(BOB).head().headers().contains("X-User"));
    assertFalse(seen(get()).head().headers().contains("X-User"));
  }

  @Test
  void aConfirmationThatIsDeclaredForAllRenewsAllOfIt() {
    bench.fetch(get(), PUBLIC, "body");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(ALICE, "If-None-Match", "\"a\"");
    exchange.received(
        response(304, "ETag", "\"a\"", "Cache-Control", "public, max-age=60", "X-News", "2"), null);
    assertEquals("2", seen(BOB).head().headers().first("X-News"));
  }

  @Test
  void theHeadForOneTellsTheOthersNothingOfThatOne() {
    bench.fetch(get(), PUBLIC, "body");
    bench.clock.passSeconds(100);
    Forward head =
        assertInstanceOf(Forward.class, bench.exchange(request("HEAD", "Cookie", "alice")).begin());
    Bench.relay(
        head.received(response(200, "ETag", "\"a\"", "X-User", "alice", "Age", "0"), null), "");
    assertTrue(bench.hits(get()), "it was renewed");
    assertFalse(seen(get()).head().headers().contains("X-User"));
  }

  @Test
  void bytesForOneDoNotCompleteWhatIsForAll() {
    String[] tag = {"ETag", "\"a\"", "Content-Range"};
    bench.fetch(
        get("Range", "bytes=0-1"),
        response(206, "Cache-Control", "public, max-age=60", tag[0], tag[1], tag[2], "bytes 0-1/4"),
        "bo");
    Forward rest = bench.forwarded(ALICE, "Range", "bytes=2-", "If-Range", "\"a\"");
    ResponseDecision reception =
        rest.received(response(206, tag[0], tag[1], tag[2], "bytes 2-3/4"), null);
    Forward again = assertInstanceOf(ResponseDecision.Retry.class, reception).forward();
    Bench.relay(again.received(PRIVATE, null), "mine");
    assertEquals("mine", seen(ALICE).body());
    assertFalse(bench.hits(get()));
    assertFalse(bench.hits(BOB));
  }

  @Test
  void whatAProcessTakesForEverybodysIsNotThatInAnother() {
    Bench careless = in(IdentityMode.SHARED);
    careless.fetch(ALICE, PRIVATE, "for alice");
    assertTrue(careless.hits(BOB), "they asked for it");
    assertFalse(bench.hits(get()));
    assertFalse(bench.hits(BOB));
  }

  @Test
  void whereNothingOfCredentialsIsStoredThatIsSo() {
    Bench careful = in(IdentityMode.NONE_STORED);
    careful.fetch(ALICE, PRIVATE, "for alice");
    assertFalse(careful.hits(ALICE));
    careful.fetch(ALICE, PUBLIC, "for all");
    assertTrue(careful.hits(BOB));
  }

  private Bench in(IdentityMode mode) {
    Settings settings = Settings.defaults().with(SettingTable.IDENTITY, mode);
    return new Bench(directory, PolicySettings.of(settings), null, false);
  }

  @Test
  void aRequestInTheBackgroundIsOfWhoWasServedAlone() {
    Exchange exchange = bench.exchange(ALICE);
    assertTrue(exchange.isOf(get("Accept", "text/html", "Cookie", "alice")));
    assertFalse(exchange.isOf(BOB));
    assertFalse(exchange.isOf(get()));
    assertFalse(exchange.isOf(get("Cookie", "alice", "Authorization", "x")));
    RequestHead french = get("Cookie", "alice", "Accept-Language", "fr");
    assertTrue(exchange.isOf(french, response(200)));
    assertFalse(exchange.isOf(french, response(200, "Vary", "Accept-Language")));
  }

  @Test
  void aResponseBelongsToWhatWasSent() {
    Forward planned = bench.forwarded(ALICE);
    Forward sent = planned.sentOtherwise(bench.exchange(BOB));
    Bench.relay(sent.received(response(200, "Cache-Control", "max-age=60"), null), "for bob");
    assertFalse(bench.hits(ALICE));
    assertTrue(bench.hits(BOB));
  }

  @Test
  void whatIsForAllIsValidatedOnceByThoseWithCredentials() {
    Bench.relay(bench.forwarded(ALICE).received(PUBLIC, null), "for all");
    bench.clock.passSeconds(100_000);
    Forward alice = assertInstanceOf(Forward.class, bench.exchange(ALICE).begin());
    Wait wait = assertInstanceOf(Wait.class, bench.exchange(BOB).begin());
    Bench.relay(alice.received(PUBLIC, null), "for all again");
    wait.released().join();
    assertEquals("for all again", bench.served(wait.resume()).body());
  }

  @Test
  void whatMayBeForOneIsNotWaitedForByOthers() {
    Forward alice = bench.forwarded(ALICE);
    Forward bob = bench.forwarded(BOB);
    Bench.relay(alice.received(PRIVATE, null), "for alice");
    Bench.relay(bob.received(PRIVATE, null), "for bob");
    assertEquals("for alice", seen(ALICE).body());
    assertEquals("for bob", seen(BOB).body());
    bench.forwarded(get("Cookie", "carol"));
    bench.forwarded(get("Cookie", "dave"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/page",
    "http://example.org:443/page",
    "http://example.org:8080/page",
    "http://example.org./page",
    "http://example.com/page",
    "http://www.example.org/page",
  })
  void anotherAuthorityIsAnotherResource(URI other) {
    bench.fetch(get(), PUBLIC, "body");
    assertFalse(bench.hits(RequestHead.get(other, Headers.empty())));
    assertTrue(
        bench.hits(RequestHead.get(URI.create("HTTP://EXAMPLE.org:80/page"), Headers.empty())));
  }

  @Test
  void anotherHostThanThatOfTheUriIsAnotherResource() {
    bench.fetch(get("Host", "internal.example"), PUBLIC, "internal");
    assertFalse(bench.hits(get()));
    assertFalse(bench.hits(get("Host", "example.com")));
    assertTrue(bench.hits(get("Host", "internal.example")));
  }

  @Test
  void aCookieOfAResponseForAllIsForTheFirstAlone() {
    ResponseHead cookie = PUBLIC.withHeaders(PUBLIC.headers().with("Set-Cookie", "session=alice"));
    bench.fetch(ALICE, cookie, "for all");
    assertFalse(seen(BOB).head().headers().contains("Set-Cookie"));
    assertFalse(seen(ALICE).head().headers().contains("Set-Cookie"));
  }

  @Test
  void theFirstResponseOfAllIsStoredAlsoIfItIsForOne(@TempDir Path empty) throws IOException {
    Statistics statistics = new Statistics();
    DiskStore.Limits limits = new DiskStore.Limits(1 << 30, 0, Bench.LARGEST);
    try (HttpCache cache =
        new HttpCache(
            new Storage(
                new DiskStore(empty, limits, 1 << 16, statistics),
                new InvalidationFile(empty, statistics),
                new IdentityKeyFile(empty)),
            CacheSettings.of(Settings.defaults().with(SettingTable.COLLAPSE, false)),
            statistics,
            new FailureLog(statistics),
            new FakeClock())) {
      Forward first = assertInstanceOf(Forward.class, cache.exchange(ALICE).begin());
      Bench.relay(first.received(PRIVATE, null), "for alice");
      assertInstanceOf(RequestDecision.Serve.class, cache.exchange(ALICE).begin());
    }
  }
}
