package dev.larder.engine;

import static dev.larder.engine.Bench.bytes;
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

import dev.larder.engine.write.EntryRecorder;
import dev.larder.engine.write.PartialMerge;
import dev.larder.http.ResponseHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a body: stored, served, combined and completed (RFC 9111 §3.3 and §3.4). */
class PartsTest {

  private static final String WHOLE = "0123456789";

  private final Bench bench;

  PartsTest(@TempDir Path directory) {
    bench = new Bench(directory);
  }

  private static ResponseHead part(int first, int last, String... more) {
    ResponseHead head =
        response(
            206,
            "Cache-Control",
            "max-age=60",
            "ETag",
            "\"a\"",
            "Content-Range",
            "bytes " + first + "-" + last + "/10",
            "Content-Length",
            String.valueOf(last - first + 1));
    for (int i = 0; i < more.length; i += 2) {
      head = head.withHeaders(head.headers().with(more[i], more[i + 1]));
    }
    return head;
  }

  private void store(int first, int last) {
    bench.fetch(
        get("Range", "bytes=" + first + "-" + last),
        part(first, last),
        WHOLE.substring(first, last + 1));
  }

  private Bench.Seen seen(String... headers) {
    return bench.served(bench.exchange(get(headers)).begin());
  }

  @Test
  void aStoredPartAnswersTheRangesWithinIt() {
    store(2, 7);
    Bench.Seen inner = seen("Range", "bytes=3-5");
    assertEquals(206, inner.head().status());
    assertEquals("345", inner.body());
    assertEquals("bytes 3-5/10", inner.head().headers().first("Content-Range"));
    assertEquals("3", inner.head().headers().first("Content-Length"));
    assertEquals("0", inner.head().headers().first("Age"));
    assertFalse(bench.hits(get("Range", "bytes=3-8")));
    assertFalse(bench.hits(get("Range", "bytes=0-1")));
    assertFalse(bench.hits(get("Range", "bytes=-3")));
  }

  @Test
  void partsThatTouchOrOverlapBecomeOne() {
    store(0, 2);
    store(3, 5);
    assertEquals("12345", seen("Range", "bytes=1-5").body());
    store(4, 7);
    assertEquals("01234567", seen("Range", "bytes=0-7").body());
    assertFalse(bench.hits(get()));
    store(8, 9);
    assertEquals(WHOLE, seen().body());
    assertEquals(200, seen().head().status());
    assertEquals("10", seen().head().headers().first("Content-Length"));
    assertNull(seen().head().headers().first("Content-Range"));
  }

  @Test
  void aPartFartherOffReplacesTheOther() {
    store(0, 2);
    store(5, 6);
    assertEquals("56", seen("Range", "bytes=5-6").body());
    assertFalse(bench.hits(get("Range", "bytes=0-2")));
  }

  @Test
  void aPartOfAnotherStateReplacesTheOther() {
    store(0, 2);
    bench.fetch(get("Range", "bytes=3-5"), part(3, 5, "ETag", "\"b\""), "DEF");
    assertFalse(bench.hits(get("Range", "bytes=0-5")));
    assertEquals("DEF", seen("Range", "bytes=3-5").body());
  }

  @Test
  void withoutStrongTagNoPartIsStored() {
    bench.fetch(get("Range", "bytes=0-2"), part(0, 2, "ETag", "W/\"a\""), "012");
    assertFalse(bench.hits(get("Range", "bytes=0-2")));
  }

  @Test
  void aPartThatIsShorterThanItSaysIsNotStored() {
    Forward exchange = bench.forwarded(get("Range", "bytes=0-2"));
    EntryRecorder recorder = Bench.relayed(exchange.received(part(0, 2), null));
    recorder.write(List.of(bytes("01")));
    recorder.complete();
    assertFalse(bench.hits(get("Range", "bytes=0-1")));
  }

  @Test
  void aPartOfWhatIsStoredWholeChangesNothing() {
    bench.fetch(
        get(),
        response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"", "Content-Length", "10"),
        WHOLE);
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(get("Range", "bytes=0-2"), "If-None-Match", "\"a\"");
    relay(exchange.received(part(0, 2), null), "012");
    bench.forwarded(get(), "If-None-Match", "\"a\"");
  }

  @Test
  void aRequestForTheWholeFetchesOnlyWhatIsMissing() {
    store(0, 6);
    Forward exchange = bench.forwarded(get(), "Range", "bytes=7-", "If-Range", "\"a\"");
    ResponseDecision.Relay relay =
        assertInstanceOf(
            ResponseDecision.Relay.class, exchange.received(part(7, 9, "X-New", "1"), null));
    assertEquals(200, relay.head().status());
    assertEquals("10", relay.head().headers().first("Content-Length"));
    PartialMerge merge = relay.merge();
    assertNotNull(merge);
    assertEquals("0123456", text(merge.before()));
    assertEquals(3, merge.middle());
    assertEquals("", text(merge.after()));
    relay.recorder().write(List.of(bytes("789")));
    relay.recorder().complete();
    assertEquals(WHOLE, seen().body());
    assertEquals("1", seen().head().headers().first("X-New"));
  }

  @Test
  void aCookieThatComesWithTheRestIsForTheCallerAlone() {
    store(0, 6);
    Forward exchange = bench.forwarded(get(), "Range", "bytes=7-", "If-Range", "\"a\"");
    ResponseDecision reception = exchange.received(part(7, 9, "Set-Cookie", "c=1"), null);
    ResponseDecision.Relay relay = assertInstanceOf(ResponseDecision.Relay.class, reception);
    assertEquals("c=1", relay.head().headers().first("Set-Cookie"));
    relay(reception, "789");
    bench.forwarded(get(), "Range", "bytes=7-", "If-Range", "\"a\"");
  }

  @Test
  void whatIsMissingBeforeAStoredPartIsFetchedToo() {
    store(4, 9);
    Forward exchange = bench.forwarded(get(), "Range", "bytes=0-3", "If-Range", "\"a\"");
    ResponseDecision.Relay relay =
        assertInstanceOf(ResponseDecision.Relay.class, exchange.received(part(0, 3), null));
    assertSplice(relay).after().forEach(buffer -> buffer.position(buffer.limit()));
    relay.recorder().write(List.of(bytes("0123")));
    relay.recorder().complete();
    assertEquals(WHOLE, seen().body());
  }

  @Test
  void aCompletionThatIsAnsweredByTheWholeReplacesThePart() {
    store(0, 6);
    Forward exchange = bench.forwarded(get(), "Range", "bytes=7-", "If-Range", "\"a\"");
    ResponseDecision reception =
        exchange.received(
            response(200, "Cache-Control", "max-age=60", "ETag", "\"b\"", "Content-Length", "3"),
            null);
    assertNull(assertInstanceOf(ResponseDecision.Relay.class, reception).merge());
    relay(reception, "new");
    assertEquals("new", seen().body());
  }

  @Test
  void aCompletionOfAnotherStateIsAskedAgainForTheWhole() {
    store(0, 6);
    for (ResponseHead odd :
        List.of(
            part(7, 9, "ETag", "\"b\""),
            part(8, 9),
            response(416, "Content-Range", "bytes */3"),
            response(304))) {
      Forward exchange = bench.forwarded(get(), "Range", "bytes=7-", "If-Range", "\"a\"");
      assertInstanceOf(ResponseDecision.Retry.class, exchange.received(odd, null));
      exchange.abandoned();
    }
  }

  @Test
  void aStalePartIsConfirmed() {
    store(0, 6);
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(get("Range", "bytes=1-2"), "If-None-Match", "\"a\"");
    ResponseDecision reception = exchange.received(response(304, "ETag", "\"a\""), null);
    Bench.Seen seen =
        bench.served(assertInstanceOf(ResponseDecision.Serve.class, reception).served());
    assertEquals("12", seen.body());
    assertEquals(206, seen.head().status());
    assertTrue(bench.hits(get("Range", "bytes=1-2")));
  }

  @Test
  void aStaleWholeIsConfirmedForARangeAndForAHead() {
    bench.fetch(
        get(),
        response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"", "Content-Length", "10"),
        WHOLE);
    bench.clock.passSeconds(100);
    Forward range = bench.forwarded(get("Range", "bytes=-2"), "If-None-Match", "\"a\"");
    ResponseDecision confirmed = range.received(response(304, "ETag", "\"a\""), null);
    assertEquals(
        "89",
        bench.served(assertInstanceOf(ResponseDecision.Serve.class, confirmed).served()).body());
    bench.clock.passSeconds(100);
    Forward head = bench.forwarded(request("HEAD"), "If-None-Match", "\"a\"");
    ResponseDecision again = head.received(response(304, "ETag", "\"a\""), null);
    Bench.Seen seen = bench.served(assertInstanceOf(ResponseDecision.Serve.class, again).served());
    assertEquals(200, seen.head().status());
    assertEquals("", seen.body());
    assertTrue(bench.hits(get()));
  }

  private static PartialMerge assertSplice(ResponseDecision.Relay relay) {
    PartialMerge merge = relay.merge();
    assertNotNull(merge);
    return merge;
  }

  private static String text(List<ByteBuffer> buffers) {
    StringBuilder text = new StringBuilder();
    for (ByteBuffer buffer : buffers) {
      text.append(StandardCharsets.UTF_8.decode(buffer.duplicate()));
    }
    return text.toString();
  }
}
