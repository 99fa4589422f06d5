package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.request;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.lookup.VariantIndex;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several responses of one URI (RFC 9111 §4.1). */
class VariantsTest {

  private static final RequestHead GERMAN = get("Accept-Language", "de");
  private static final RequestHead FRENCH = get("Accept-Language", "fr");

  private final Bench bench;

  VariantsTest(@TempDir Path directory) {
    bench = new Bench(directory);
  }

  private static ResponseHead varying(String fields) {
    return response(
        200, "Cache-Control", "max-age=60", "Vary", fields, "ETag", "\"" + fields + '"');
  }

  private String body(RequestHead request) {
    return bench.served(bench.exchange(request).begin()).body();
  }

  @Test
  void eachRequestGetsItsOwn() {
    bench.fetch(GERMAN, varying("Accept-Language"), "deutsch");
    assertFalse(bench.hits(FRENCH));
    assertFalse(bench.hits(get()));
    bench.fetch(FRENCH, varying("Accept-Language"), "français");
    bench.fetch(get(), varying("Accept-Language"), "any");
    assertEquals("deutsch", body(GERMAN));
    assertEquals("français", body(FRENCH));
    assertEquals("any", body(get()));
  }

  @Test
  void severalSetsOfFieldsAreKnownAtATime() {
    bench.fetch(GERMAN, varying("Accept-Language"), "deutsch");
    RequestHead zipped = get("Accept-Language", "fr", "Accept-Encoding", "gzip");
    bench.fetch(zipped, varying("Accept-Language, Accept-Encoding"), "zipped");
    assertEquals("deutsch", body(GERMAN));
    assertEquals("zipped", body(zipped));
    assertFalse(bench.hits(FRENCH));
  }

  /** RFC 9111 §4: of several that match, the most recent. */
  @Test
  void theLatestOfThoseThatMatchIsServed() {
    RequestHead both = get("Accept-Language", "de", "User-Agent", "x");
    bench.fetch(both, varying("Accept-Language"), "old");
    bench.clock.passSeconds(100);
    Forward exchange = assertInstanceOf(Forward.class, bench.exchange(both).begin());
    Bench.relay(exchange.received(varying("User-Agent"), null), "new");
    assertEquals("new", body(both));
  }

  @Test
  void invalidationForgetsAllOfThem() {
    bench.fetch(GERMAN, varying("Accept-Language"), "deutsch");
    bench.fetch(FRENCH, varying("Accept-Language"), "français");
    bench.clock.passSeconds(1);
    bench.fetch(request("POST"), response(200), "");
    assertFalse(bench.hits(GERMAN));
    assertFalse(bench.hits(FRENCH));
    bench.clock.passSeconds(1);
    bench.fetch(FRENCH, varying("Accept-Language"), "nouveau");
    assertEquals("nouveau", body(FRENCH));
    assertFalse(bench.hits(GERMAN), "a variant from before the invalidation");
  }

  @Test
  void aResponseWithoutVaryReplacesThemAll() {
    bench.fetch(GERMAN, varying("Accept-Language"), "deutsch");
    bench.clock.passSeconds(10);
    bench.fetch(FRENCH, response(200, "Cache-Control", "max-age=60"), "one for all");
    assertEquals("one for all", body(GERMAN));
    assertEquals("one for all", body(FRENCH));
  }

  @Test
  void aVariantIsValidatedByItself() {
    bench.fetch(GERMAN, varying("Accept-Language"), "deutsch");
    bench.fetch(FRENCH, varying("Accept-Language"), "français");
    bench.clock.passSeconds(100);
    String tag = "\"Accept-Language\"";
    Forward exchange = bench.forwarded(GERMAN, "If-None-Match", tag);
    assertInstanceOf(
        ResponseDecision.Serve.class, exchange.received(response(304, "ETag", tag), null));
    assertTrue(bench.hits(GERMAN));
    assertFalse(bench.hits(FRENCH));
  }

  private static ResponseHead tagged(String tag) {
    return response(
        200, "Cache-Control", "max-age=60", "Vary", "Accept-Language", "ETag", '"' + tag + '"');
  }

  /** RFC 9111 §4.3.1 and §4.3.4: the 304 chooses among the tags of all. */
  @Test
  void aRequestThatSelectsNoneAsksWhetherOneOfThemWillDo() {
    bench.fetch(GERMAN, tagged("de"), "deutsch");
    bench.fetch(FRENCH, tagged("fr"), "français");
    RequestHead swiss = get("Accept-Language", "fr-CH");
    Forward exchange = bench.forwarded(swiss, "If-None-Match", "\"fr\", \"de\"");
    ResponseDecision reception = exchange.received(response(304, "ETag", "\"fr\""), null);
    Served served = assertInstanceOf(ResponseDecision.Serve.class, reception).served();
    assertEquals("français", bench.served(served).body());
    assertEquals("français", body(swiss), "the same is selected from now on");
    assertEquals("deutsch", body(GERMAN));
    assertEquals("français", body(FRENCH));
  }

  @Test
  void aStaleVariantMayBeReplacedByAnother() {
    bench.fetch(GERMAN, tagged("de"), "deutsch");
    bench.fetch(FRENCH, tagged("fr"), "français");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(GERMAN, "If-None-Match", "\"de\", \"fr\"");
    ResponseDecision reception = exchange.received(response(304, "ETag", "\"fr\""), null);
    Served served = assertInstanceOf(ResponseDecision.Serve.class, reception).served();
    assertEquals("français", bench.served(served).body());
    assertEquals("français", body(GERMAN));
  }

  @Test
  void a304ThatNamesNoneOfThemIsAskedAgain() {
    bench.fetch(GERMAN, tagged("de"), "deutsch");
    Forward exchange = bench.forwarded(FRENCH, "If-None-Match", "\"de\"");
    assertInstanceOf(
        ResponseDecision.Retry.class, exchange.received(response(304, "ETag", "\"it\""), null));
  }

  @Test
  void theNumberOfVariantsIsBounded() {
    for (int i = 0; i < VariantIndex.MAX_VARIANTS + 5; i++) {
      bench.fetch(get("Accept-Language", "x-" + i), tagged("t" + i), "body " + i);
    }
    assertFalse(bench.hits(get("Accept-Language", "x-0")));
    assertEquals("body 36", body(get("Accept-Language", "x-36")));
    assertEquals("body 5", body(get("Accept-Language", "x-5")));
  }

  /** RFC 9111 §4.1: the confirmation of a response may tell that it varies. */
  @Test
  void aVaryThatComesWithA304CountsFromThenOn() {
    ResponseHead plain = response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"");
    bench.fetch(GERMAN, plain, "deutsch");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(GERMAN, "If-None-Match", "\"a\"");
    exchange.received(response(304, "ETag", "\"a\"", "Vary", "Accept-Language"), null);
    assertTrue(bench.hits(GERMAN));
    assertFalse(bench.hits(FRENCH));
  }

  @Test
  void varyOnAnythingIsNotStored() {
    bench.fetch(GERMAN, varying("*"), "deutsch");
    assertFalse(bench.hits(GERMAN));
  }
}
