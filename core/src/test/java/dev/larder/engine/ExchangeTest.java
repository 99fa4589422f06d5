package dev.larder.engine;

import static dev.larder.engine.Bench.PAGE;
import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.relay;
import static dev.larder.engine.Bench.request;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One exchange after another over a real store. */
class ExchangeTest {

  private static final ResponseHead FRESH =
      response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"", "Content-Length", "4");
  private static final ResponseHead NOT_MODIFIED = response(304, "ETag", "\"a\"");
  private static final ResponseHead NO_STORE = response(200, "Cache-Control", "no-store");

  private final Path directory;
  private final Bench bench;

  ExchangeTest(@TempDir Path directory) {
    this.directory = directory;
    bench = new Bench(directory);
  }

  @Test
  void theSecondRequestIsAHitWithItsAge() {
    assertFalse(bench.fetch(get(), FRESH, "body").fromCache());
    bench.clock.passSeconds(10);
    Bench.Seen second = bench.served(bench.exchange(get()).begin());
    assertEquals("body", second.body());
    assertEquals(200, second.head().status());
    assertEquals("10", second.head().headers().first("Age"));
    assertEquals("\"a\"", second.head().headers().first("ETag"));
    assertEquals(1, bench.counts().hits());
    assertEquals(1, bench.counts().of(Counter.MISSES));
    assertEquals(1, bench.counts().of(Counter.STORED));
    assertEquals(4, bench.counts().of(Counter.BYTES_FROM_NETWORK));
    assertEquals(4, bench.counts().of(Counter.BYTES_SAVED));
    bench.assertOneOutcomeEach(2);
  }

  @Test
  void anotherUriIsAMiss() {
    bench.fetch(get(), FRESH, "body");
    assertFalse(bench.hits(RequestHead.get(URI.create(PAGE + "2"), Headers.empty())));
    assertTrue(bench.hits(RequestHead.get(URI.create(PAGE + "#part"), Headers.empty())));
  }

  @Test
  void anotherCacheOverTheSameDirectoryHasIt() {
    bench.fetch(get(), FRESH, "body");
    assertEquals(
        "body", new Bench(directory).served(new Bench(directory).exchange(get()).begin()).body());
  }

  @Test
  void aConfirmedStaleResponseIsServedAndFreshAgain() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(get(), "If-None-Match", "\"a\"");
    ResponseDecision reception = exchange.received(NOT_MODIFIED, null);
    Served served = assertInstanceOf(ResponseDecision.Serve.class, reception).served();
    assertEquals("body", bench.served(served).body());
    assertEquals(200, served.head().status());
    assertEquals(1, bench.counts().of(Counter.VALIDATED));
    bench.clock.passSeconds(30);
    assertEquals("body", bench.served(bench.exchange(get()).begin()).body());
    bench.assertOneOutcomeEach(3);
  }

  @Test
  void a304ForAnotherResponseIsAskedAgainWithoutConditions() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(get(), "If-None-Match", "\"a\"");
    ResponseDecision reception = exchange.received(response(304, "ETag", "\"b\""), null);
    Forward again = assertInstanceOf(ResponseDecision.Retry.class, reception).forward();
    relay(again.received(FRESH.withHeaders(FRESH.headers().with("ETag", "\"b\"")), null), "new!");
    assertEquals("new!", bench.served(bench.exchange(get()).begin()).body());
    bench.assertOneOutcomeEach(3);
  }

  @Test
  void a304AfterARepeatGoesToTheCaller() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(get(), "If-None-Match", "\"a\"");
    ResponseHead other = response(304, "ETag", "\"b\"");
    Forward again =
        assertInstanceOf(ResponseDecision.Retry.class, exchange.received(other, null)).forward();
    assertInstanceOf(ResponseDecision.Relay.class, again.received(other, null));
  }

  @Test
  void aNewResponseReplacesTheStaleOne() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(get(), "If-None-Match", "\"a\"");
    relay(exchange.received(FRESH, null), "2nd!");
    assertEquals("2nd!", bench.served(bench.exchange(get()).begin()).body());
    assertEquals(2, bench.counts().of(Counter.MISSES));
    bench.assertOneOutcomeEach(3);
  }

  @Test
  void anErrorIsReplacedByAStaleResponseWhereThatIsPermitted() {
    ResponseHead lenient =
        FRESH.withHeaders(FRESH.headers().with("Cache-Control", "max-age=60, stale-if-error=600"));
    bench.fetch(get(), lenient, "body");
    bench.clock.passSeconds(100);
    Forward error = bench.forwarded(get(), "If-None-Match", "\"a\"");
    assertEquals("body", bench.served(error.received(response(503), null)).body());
    Forward failure = bench.forwarded(get(), "If-None-Match", "\"a\"");
    Served stale = failure.failed(new IOException("no network"));
    assertNotNull(stale);
    bench.served(stale);
    assertEquals(2, bench.counts().of(Counter.STALE));
    bench.clock.passSeconds(1000);
    Forward late = bench.forwarded(get(), "If-None-Match", "\"a\"");
    Bench.relayed(late.received(response(503), null));
    bench.assertOneOutcomeEach(4);
  }

  @Test
  void anErrorOtherwiseGoesToTheCaller() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward error = bench.forwarded(get(), "If-None-Match", "\"a\"");
    Bench.relayed(error.received(response(503), null));
    Forward failure = bench.forwarded(get(), "If-None-Match", "\"a\"");
    assertNull(failure.failed(new IOException("no network")));
    Forward programming = bench.forwarded(get(), "If-None-Match", "\"a\"");
    assertNull(programming.failed(new IllegalStateException()));
    bench.assertOneOutcomeEach(4);
  }

  /** RFC 9111 §5.2.1.7. */
  @Test
  void onlyIfCachedIsRefusedWhereNothingIs() {
    RequestHead request = get("Cache-Control", "only-if-cached");
    Bench.Seen seen = bench.served(bench.exchange(request).begin());
    assertEquals(504, seen.head().status());
    assertTrue(seen.body().startsWith("Larder answers this itself"), seen.body());
    bench.fetch(get(), FRESH, "body");
    assertEquals("body", bench.served(bench.exchange(request).begin()).body());
    bench.clock.passSeconds(100);
    assertEquals(504, bench.served(bench.exchange(request).begin()).head().status());
    assertEquals(2, bench.counts().of(Counter.REFUSED));
    bench.assertOneOutcomeEach(4);
  }

  @Test
  void headIsAnsweredFromGet() {
    bench.fetch(get(), FRESH, "body");
    Bench.Seen seen = bench.served(bench.exchange(request("HEAD")).begin());
    assertEquals("", seen.body());
    assertEquals("4", seen.head().headers().first("Content-Length"));
    bench.assertOneOutcomeEach(2);
  }

  @Test
  void headStoresNothing() {
    bench.fetch(request("HEAD"), FRESH, "");
    assertFalse(bench.hits(get()));
    assertFalse(bench.hits(request("HEAD")));
  }

  @ParameterizedTest
  @CsvSource({"bytes=0-1,bo,0-1", "bytes=2-,dy,2-3", "bytes=-3,ody,1-3", "bytes=1-9,ody,1-3"})
  void aRangeIsCutFromTheWhole(String range, String part, String bytes) {
    bench.fetch(get(), FRESH, "body");
    Bench.Seen seen = bench.served(bench.exchange(get("Range", range)).begin());
    assertEquals(206, seen.head().status());
    assertEquals(part, seen.body());
    assertEquals("bytes " + bytes + "/4", seen.head().headers().first("Content-Range"));
  }

  @Test
  void aRangeAcrossBuffersOfALargeBody() {
    String body = "0123456789abcdef".repeat(60_000);
    ResponseHead head = response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"");
    bench.fetch(get(), head, body);
    Bench.Seen seen = bench.served(bench.exchange(get("Range", "bytes=65000-131999")).begin());
    assertEquals(body.substring(65_000, 132_000), seen.body());
  }

  @Test
  void aRangeBehindTheEndIsNotSatisfiable() {
    bench.fetch(get(), FRESH, "body");
    Bench.Seen seen = bench.served(bench.exchange(get("Range", "bytes=4-")).begin());
    assertEquals(416, seen.head().status());
    assertEquals("bytes */4", seen.head().headers().first("Content-Range"));
    assertEquals("", seen.body());
  }

  @Test
  void aPartIsNotStoredAsTheWhole() {
    ResponseHead part =
        response(
            206,
            "Cache-Control",
            "max-age=60",
            "ETag",
            "\"a\"",
            "Content-Range",
            "bytes 0-1/4",
            "Content-Length",
            "2");
    bench.fetch(get("Range", "bytes=0-1"), part, "bo");
    assertFalse(bench.hits(get()));
    assertFalse(bench.hits(request("HEAD")));
    assertTrue(bench.hits(get("Range", "bytes=0-1")));
  }

  @Test
  void theCallersOwnConditionIsAnswered() {
    bench.fetch(get(), FRESH, "body");
    Bench.Seen same = bench.served(bench.exchange(get("If-None-Match", "\"a\"")).begin());
    assertEquals(304, same.head().status());
    assertEquals("", same.body());
    Bench.Seen other = bench.served(bench.exchange(get("If-None-Match", "\"b\"")).begin());
    assertEquals(200, other.head().status());
    assertEquals("body", other.body());
    bench.assertOneOutcomeEach(3);
  }

  @Test
  void the304ToTheCallersOwnConditionGoesToTheCaller() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(get("If-None-Match", "\"a\""));
    assertInstanceOf(ResponseDecision.Relay.class, exchange.received(NOT_MODIFIED, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "Cookie"})
  void whatCredentialsBroughtIsForThoseWhoShowThem(String name) {
    bench.fetch(get(name, "secret"), FRESH, "body");
    assertFalse(bench.hits(get()));
    assertTrue(bench.hits(get(name, "secret")));
  }

  @Test
  void anUnsafeMethodInvalidates() {
    bench.fetch(get(), FRESH, "body");
    URI other = URI.create("http://example.org/other");
    bench.fetch(RequestHead.get(other, Headers.empty()), FRESH, "body");
    bench.fetch(request("POST"), response(404), "");
    assertTrue(bench.hits(get()));
    bench.fetch(request("POST"), response(201, "Location", "/other"), "");
    assertFalse(bench.hits(get()));
    assertFalse(bench.hits(RequestHead.get(other, Headers.empty())));
    assertEquals(2, bench.counts().of(Counter.BYPASSED));
  }

  @Test
  void anUnsafeMethodInvalidatesAllSpellingsOfItsUriAlsoIfItIsLeftAlone() {
    URI spelled = URI.create("http://example.org/x/../pag%65");
    bench.fetch(get(), FRESH, "body");
    RequestHead put = new RequestHead("PUT", spelled, Headers.empty(), true);
    bench.cache.passed(ClientRequest.of("client", put), response(404));
    assertTrue(bench.hits(get()));
    bench.cache.passed(ClientRequest.of("client", put), response(204));
    assertFalse(bench.hits(get()));
  }

  @Test
  void aForeignLocationIsNotInvalidated() {
    URI foreign = URI.create("http://other.example.org/page");
    bench.fetch(RequestHead.get(foreign, Headers.empty()), FRESH, "body");
    bench.fetch(request("POST"), response(201, "Location", foreign.toString()), "");
    assertTrue(bench.hits(RequestHead.get(foreign, Headers.empty())));
  }

  @Test
  void aHostOfTheCallersOwnNamesAnotherResource() {
    bench.fetch(get("Host", "a"), FRESH, "body");
    assertTrue(bench.hits(get("Host", "a")));
    assertFalse(bench.hits(get()));
    bench.fetch(get(), FRESH, "body");
    assertTrue(bench.hits(get("Host", "example.org")));
    bench.fetch(request("POST"), response(200), "");
    assertFalse(bench.hits(get("Host", "example.org")));
    assertTrue(bench.hits(get("Host", "a")));
    bench.fetch(request("POST", "Host", "a"), response(200), "");
    assertFalse(bench.hits(get("Host", "a")));
  }

  @Test
  void anotherMethodLeavesTheCacheAlone() {
    bench.fetch(get(), FRESH, "body");
    bench.fetch(request("OPTIONS"), FRESH, "options");
    assertEquals("body", bench.served(bench.exchange(get()).begin()).body());
    bench.assertOneOutcomeEach(3);
  }

  @Test
  void aShortBodyIsNotStored() {
    bench.fetch(get(), FRESH, "bod");
    assertFalse(bench.hits(get()));
    assertEquals(0, bench.counts().of(Counter.STORED));
  }

  @Test
  void anOverlongBodyIsNotStored() {
    bench.fetch(get(), FRESH, "body and more");
    assertFalse(bench.hits(get()));
  }

  @Test
  void anAbandonedBodyIsNotStored() {
    EntryRecorder recorder = Bench.relayed(bench.forwarded(get()).received(FRESH, null));
    recorder.write(List.of(Bench.bytes("body")));
    recorder.abort();
    recorder.complete();
    assertFalse(bench.hits(get()));
    assertEquals(4, bench.counts().of(Counter.BYTES_FROM_NETWORK));
    assertEquals(0, bench.counts().of(Counter.FAILURES));
    bench.assertOneOutcomeEach(1);
  }

  /** RFC 9112 §8: nothing tells a complete body from one that was cut off. */
  @Test
  void aBodyThatEndsWithTheConnectionIsNotStored() {
    ResponseHead head =
        new ResponseHead(200, "HTTP/1.1", Headers.of("Cache-Control", "max-age=60"));
    bench.fetch(get(), head, "body");
    assertFalse(bench.hits(get()));
    ResponseHead chunked = head.withHeaders(head.headers().with("Transfer-Encoding", "chunked"));
    bench.fetch(get(), chunked, "body");
    assertTrue(bench.hits(get()));
  }

  @Test
  void aBodyOverTheLimitIsPassedOnAndNotStored() {
    ResponseHead head = response(200, "Cache-Control", "max-age=60");
    bench.fetch(get(), head, "x".repeat(Bench.LARGEST + 1));
    assertFalse(bench.hits(get()));
    bench.fetch(get(), head, "x".repeat(Bench.LARGEST));
    assertTrue(bench.hits(get()));
  }

  @Test
  void whatIsTooLargeIsNoFailure() {
    ResponseHead head = response(200, "Cache-Control", "max-age=60");
    bench.fetch(get(), head, "x".repeat(Bench.LARGEST + 1));
    assertEquals(0, bench.counts().of(Counter.FAILURES));
  }

  @Test
  void noStoreIsNotStored() {
    bench.fetch(get(), NO_STORE, "body");
    assertFalse(bench.hits(get()));
    bench.assertOneOutcomeEach(1);
  }

  @Test
  void aBodyThatIsTooLargeByItsOwnAccountIsNotBegun() {
    String length = String.valueOf(Bench.LARGEST + 1);
    ResponseHead head = response(200, "Cache-Control", "max-age=60", "Content-Length", length);
    Forward exchange = bench.forwarded(get());
    assertFalse(Bench.relayed(exchange.received(head, null)).isStoring());
    assertEquals(0, bench.counts().of(Counter.FAILURES));
  }

  @Test
  void aConfirmationThatChangesOnlyTimesRewritesNothing() throws Exception {
    ResponseHead always = response(200, "Cache-Control", "no-cache", "ETag", "\"a\"");
    bench.fetch(get(), always, "body");
    Path entry;
    try (Stream<Path> files = Files.walk(directory)) {
      entry = files.filter(file -> file.toString().endsWith(".entry")).findFirst().orElseThrow();
    }
    byte[] before = Files.readAllBytes(entry);
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(get(), "If-None-Match", "\"a\"");
    assertInstanceOf(ResponseDecision.Serve.class, exchange.received(NOT_MODIFIED, null));
    assertArrayEquals(before, Files.readAllBytes(entry));
  }

  @Test
  void aConfirmationThatForbidsToStoreEndsTheEntry() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(get(), "If-None-Match", "\"a\"");
    ResponseDecision reception =
        exchange.received(response(304, "ETag", "\"a\"", "Cache-Control", "no-store"), null);
    assertEquals("body", bench.served(((ResponseDecision.Serve) reception).served()).body());
    bench.forwarded(get());
  }

  @Test
  void aPostIsStoredForLaterGetsIfItSaysThatItIsWhatTheyWouldGet() { // RFC 9110 §9.3.3
    bench.fetch(get(), FRESH, "old");
    Forward post = bench.forwarded(request("POST"));
    bench.clock.passSeconds(3);
    ResponseHead head =
        response(200, "Cache-Control", "max-age=60", "Content-Location", "/page", "Age", "4");
    Bench.relay(post.received(head, null), "new");
    Bench.Seen seen = bench.served(bench.exchange(get()).begin());
    assertEquals("new", seen.body());
    assertEquals("7", seen.head().headers().first("Age"), "RFC 9111 §4.2.3: the delay counts");
    bench.forwarded(request("POST"));
    bench.clock.passSeconds(54);
    assertFalse(bench.hits(get()));
  }

  @Test
  void aPostWithAnotherContentLocationOrWithoutLifetimeOnlyInvalidates() { // RFC 9110 §9.3.3
    for (ResponseHead head :
        List.of(
            response(200, "Cache-Control", "max-age=60", "Content-Location", "/other"),
            response(200, "Cache-Control", "max-age=60"),
            response(201, "Cache-Control", "max-age=60", "Content-Location", "/page"),
            response(200, "ETag", "\"a\"", "Content-Location", "/page"))) {
      bench.fetch(get(), FRESH, "old");
      bench.clock.passSeconds(1);
      bench.fetch(request("POST"), head, "new");
      assertFalse(bench.hits(get()), head.toString());
      bench.clock.passSeconds(1);
    }
  }
}
