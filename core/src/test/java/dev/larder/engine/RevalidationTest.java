package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.relay;
import static dev.larder.engine.Bench.request;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validation apart from the plain case: in the background, by HEAD, and by the caller's own. */
class RevalidationTest {

  private static final ResponseHead LENIENT =
      response(200, "Cache-Control", "max-age=60, stale-while-revalidate=600", "ETag", "\"a\"");
  private static final ResponseHead FRESH =
      response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"", "Content-Length", "4");

  private final Bench bench;

  RevalidationTest(@TempDir Path directory) {
    bench = new Bench(directory);
  }

  private static RequestDecision.Serve served(RequestDecision decision) {
    return assertInstanceOf(RequestDecision.Serve.class, decision);
  }

  private static Exchange background(RequestDecision decision) {
    Exchange background = served(decision).background();
    assertNotNull(background);
    return background;
  }

  /** RFC 5861 §3. */
  @Test
  void aStaleResponseIsServedWhileItIsValidatedInTheBackground() {
    bench.fetch(get(), LENIENT, "body");
    bench.clock.passSeconds(100);
    RequestDecision decision =
        bench.exchange(get("X-Request-Id", "1", "If-None-Match", "\"z\"")).begin();
    assertEquals("body", bench.served(decision).body());
    assertEquals("100", served(decision).served().head().headers().first("Age"));
    Exchange background = background(decision);
    assertEquals(Headers.of("X-Request-Id", "1"), background.request().headers());
    Forward forward = assertInstanceOf(Forward.class, background.begin());
    assertEquals(Headers.of("If-None-Match", "\"a\""), forward.fields());
    assertInstanceOf(
        ResponseDecision.Serve.class, forward.received(response(304, "ETag", "\"a\""), null));
    RequestDecision next = bench.exchange(get()).begin();
    assertEquals("0", served(next).served().head().headers().first("Age"));
    assertNull(served(next).background());
  }

  /** The lock that other processes see is released last, which takes a while. */
  @Test
  void whatIsStaleFromTheStartIsValidatedFromTheNextRequestOn() {
    List<RequestDecision> meanwhile = new ArrayList<>();
    bench.cache.setFetchLocks(key -> () -> meanwhile.add(bench.exchange(get()).begin()));
    bench.fetch(
        get(),
        response(200, "Cache-Control", "max-age=0, stale-while-revalidate=600", "ETag", "\"a\""),
        "body");
    assertEquals("body", bench.served(meanwhile.get(0)).body());
    background(meanwhile.get(0));
  }

  @Test
  void whoHasNoBackgroundValidatesAtOnce() {
    bench.fetch(get(), LENIENT, "body");
    bench.clock.passSeconds(100);
    Forward alone =
        assertInstanceOf(
            Forward.class,
            bench.exchange(get()).begin(Exchange.Options.handingOut(false, any -> true)));
    assertEquals(Headers.of("If-None-Match", "\"a\""), alone.fields());
    bench.served(alone.received(response(304, "ETag", "\"a\""), null));
    assertEquals(0, bench.counts().of(Counter.STALE), "nothing stale was delivered");
    bench.assertOneOutcomeEach(2);
  }

  @Test
  void whatCannotBeDeliveredIsNeitherServedNorValidatedNorCounted() {
    bench.fetch(get(), LENIENT, "body");
    for (int age : List.of(0, 100)) {
      bench.clock.passSeconds(age);
      RequestDecision decision =
          bench
              .exchange(get())
              .begin(Exchange.Options.handingOut(false, head -> head.status() != 200));
      Forward forward = assertInstanceOf(Forward.class, decision);
      assertEquals(Headers.empty(), forward.fields());
      relay(forward.received(LENIENT, null), "new!");
    }
    assertEquals(0, bench.counts().hits());
    bench.assertOneOutcomeEach(3);
  }

  @Test
  void aNewResponseToItIsStored() {
    bench.fetch(get(), LENIENT, "body");
    bench.clock.passSeconds(100);
    Forward background =
        assertInstanceOf(Forward.class, background(bench.exchange(get()).begin()).begin());
    relay(background.received(LENIENT, null), "new!");
    assertEquals("new!", bench.served(bench.exchange(get()).begin()).body());
  }

  @Test
  void thereIsOneAtATimeForEachResource() {
    bench.fetch(get(), LENIENT, "body");
    bench.clock.passSeconds(100);
    Exchange background = background(bench.exchange(get()).begin());
    assertNull(served(bench.exchange(get()).begin()).background());
    Forward forward = assertInstanceOf(Forward.class, background.begin());
    forward.failed(new IOException("no network"));
    assertNotNull(served(bench.exchange(get()).begin()).background());
  }

  @Test
  void andSoManyAtATimeInAll() {
    List<Exchange> under = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      RequestHead page = RequestHead.get(URI.create(Bench.PAGE + "/" + i), Headers.empty());
      bench.fetch(page, LENIENT, "body");
      bench.clock.passSeconds(100);
      Exchange background = served(bench.exchange(page).begin()).background();
      if (background == null) {
        refused++;
      } else {
        under.add(background);
      }
    }
    assertTrue(refused > 0 && !under.isEmpty());
    under.forEach(Exchange::abandoned);
    RequestHead last = RequestHead.get(URI.create(Bench.PAGE + "/39"), Headers.empty());
    assertNotNull(served(bench.exchange(last).begin()).background());
  }

  @Test
  void beyondItsTimeItIsValidatedBeforeItIsServed() {
    bench.fetch(get(), LENIENT, "body");
    bench.clock.passSeconds(1000);
    bench.forwarded(get(), "If-None-Match", "\"a\"");
  }

  /** RFC 9111 §4.3.5. */
  @Test
  void aHeadFreshensWhatIsStored() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward head = bench.forwarded(request("HEAD"), "If-None-Match", "\"a\"");
    relay(head.received(FRESH.withHeaders(FRESH.headers().with("X-New", "1")), null), "");
    Bench.Seen seen = bench.served(bench.exchange(get()).begin());
    assertEquals("body", seen.body());
    assertEquals("1", seen.head().headers().first("X-New"));
  }

  @Test
  void aHeadThatTellsOfAnotherStateEndsWhatIsStored() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward head = bench.forwarded(request("HEAD"), "If-None-Match", "\"a\"");
    relay(head.received(FRESH.withHeaders(FRESH.headers().with("Content-Length", "5")), null), "");
    bench.forwarded(get());
  }

  /** RFC 9111 §4.3.2: the answer to the caller's own condition. */
  @Test
  void a304ToTheCallersTagFreshensWhatItNames() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward own = bench.forwarded(get("If-None-Match", "\"a\""));
    ResponseDecision reception = own.received(response(304, "ETag", "\"a\""), null);
    assertEquals(304, assertInstanceOf(ResponseDecision.Relay.class, reception).head().status());
    relay(reception, "");
    assertTrue(bench.hits(get()));
  }

  @Test
  void a304ToTheCallersTagSaysNothingOfAnotherState() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    for (String[] fields : new String[][] {{"ETag", "\"b\""}, {}}) {
      Forward own = bench.forwarded(get("If-None-Match", "\"b\""));
      relay(own.received(response(304, fields), null), "");
      assertFalse(bench.hits(get()));
    }
  }

  /** RFC 9110 §13.2.2: with a tag of ours the caller's date has no effect at the origin. */
  @Test
  void aCallersDateIsAnsweredFromWhatOurTagConfirms() {
    ResponseHead dated =
        FRESH.withHeaders(FRESH.headers().with("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"));
    bench.fetch(get(), dated, "body");
    bench.clock.passSeconds(100);
    String[][] askedAndStatus = {
      {"Thu, 01 Jan 2026 00:00:00 GMT", "304"}, {"Mon, 01 Dec 2025 00:00:00 GMT", "200"}
    };
    for (String[] pair : askedAndStatus) {
      Forward own = bench.forwarded(get("If-Modified-Since", pair[0]), "If-None-Match", "\"a\"");
      ResponseDecision reception = own.received(response(304, "ETag", "\"a\""), null);
      Served served = assertInstanceOf(ResponseDecision.Serve.class, reception).served();
      assertEquals(Integer.parseInt(pair[1]), served.head().status());
      bench.clock.passSeconds(100);
    }
    Forward unclear =
        bench.forwarded(
            get("If-Modified-Since", "Mon, 01 Dec 2025 00:00:00 GMT"), "If-None-Match", "\"a\"");
    assertInstanceOf(ResponseDecision.Retry.class, unclear.received(response(304), null));
  }

  @Test
  void anErrorToARangeOrAConditionIsReplacedWhereThatIsPermitted() {
    ResponseHead lenient =
        FRESH.withHeaders(FRESH.headers().with("Cache-Control", "max-age=60, stale-if-error=600"));
    bench.fetch(get(), lenient, "body");
    bench.clock.passSeconds(100);
    Forward range = bench.forwarded(get("Range", "bytes=0-1"), "If-None-Match", "\"a\"");
    Served part =
        assertInstanceOf(ResponseDecision.Serve.class, range.received(response(503), null))
            .served();
    assertEquals("bo", bench.served(part).body());
    Forward own = bench.forwarded(get("If-None-Match", "\"a\""));
    Served same = own.failed(new IOException("no network"));
    assertNotNull(same);
    assertEquals(304, same.head().status());
  }
}
