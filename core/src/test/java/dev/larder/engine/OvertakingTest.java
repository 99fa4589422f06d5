package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.request;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import dev.larder.stats.Counter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request that changes a resource while another one is fetching it (RFC 9111 §4.4). */
class OvertakingTest {

  private static final ResponseHead FRESH =
      response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"");

  private final Bench bench;

  OvertakingTest(@TempDir Path directory) {
    bench = new Bench(directory);
  }

  private void post() {
    Bench.relay(bench.forwarded(request("POST")).received(response(200), null), "done");
  }

  @Test
  void whatWasAskedForBeforeIsNotStoredAfter() {
    Forward slow = bench.forwarded(get());
    EntryRecorder recorder = Bench.relayed(slow.received(FRESH, null));
    recorder.write(List.of(Bench.bytes("old")));
    post();
    recorder.complete();
    assertFalse(bench.hits(get()));
    assertEquals(0, bench.counts().of(Counter.STORED));
    assertEquals(0, bench.counts().of(Counter.FAILURES));
  }

  @Test
  void whoAsksAfterDoesNotWaitForWhatWasAskedForBefore() {
    bench.forwarded(get());
    post();
    bench.forwarded(get());
  }

  @Test
  void whatIsAskedForAfterIsStored() {
    post();
    bench.clock.passSeconds(1);
    bench.fetch(get(), FRESH, "new");
    assertTrue(bench.hits(get()));
  }

  @Test
  void whatWasConfirmedBeforeDoesNotComeBack() {
    bench.fetch(get(), FRESH, "old");
    bench.clock.passSeconds(100);
    Forward validating = bench.forwarded(get(), "If-None-Match", "\"a\"");
    post();
    assertInstanceOf(
        ResponseDecision.Serve.class,
        validating.received(response(304, "ETag", "\"a\"", "Cache-Control", "max-age=60"), null));
    assertFalse(bench.hits(get()));
  }

  private Forward force() {
    bench.clock.passSeconds(1);
    return bench.forward(get("Cache-Control", "no-cache"));
  }

  /** The whole response to a request that no stored response may answer. */
  private void fetchAnew(String body) {
    Forward exchange = force();
    bench.clock.passSeconds(1);
    Bench.relay(exchange.received(tagged(body), null), body);
    bench.clock.passSeconds(1);
  }

  private static ResponseHead tagged(String tag) {
    return response(200, "Cache-Control", "max-age=60", "ETag", '"' + tag + '"');
  }

  private void assertServed(String body) {
    assertEquals(body, bench.served(bench.exchange(get()).begin()).body());
  }

  @Test
  void aSlowBodyDoesNotReplaceALaterResponse() {
    EntryRecorder slow = Bench.relayed(force().received(tagged("old"), null));
    slow.write(List.of(Bench.bytes("o")));
    fetchAnew("new");
    slow.write(List.of(Bench.bytes("ld")));
    slow.complete();
    assertServed("new");
    assertEquals(Reason.SUPERSEDED, slow.refusal());
    assertEquals(1, bench.counts().of(Counter.STORED));
  }

  @Test
  void aBodyThatIsWrittenLaterDoesNotReplaceALaterResponse() {
    EntryRecorder slow = Bench.relayed(force().received(tagged("old"), null));
    slow.write(List.of(Bench.bytes("old")));
    Forward next = force();
    EntryRecorder quick = Bench.relayed(next.received(tagged("new"), null));
    quick.write(List.of(Bench.bytes("new")));
    Runnable rest = quick.completeLater();
    slow.completeLater().run();
    rest.run();
    assertServed("new");
  }

  @Test
  void aSlowHeadDoesNotReplaceWhatMayBeLater() {
    Forward slow = force();
    fetchAnew("new");
    assertServed("new");
    Bench.relay(slow.received(tagged("old"), null), "old");
    assertFalse(bench.hits(get()), "either may be the later one");
    fetchAnew("next");
    assertServed("next");
  }

  @Test
  void ofTwoAtATimeTheOneWithTheLaterDateOfModificationStays() {
    ResponseHead old =
        response(
            200, "Cache-Control", "max-age=60", "Last-Modified", "Sun, 01 Feb 2026 10:00:00 GMT");
    ResponseHead later =
        old.withHeaders(old.headers().with("Last-Modified", "Sun, 01 Feb 2026 10:00:01 GMT"));
    Forward slow = force();
    Forward quick = force();
    bench.clock.passSeconds(1);
    Bench.relay(quick.received(later, null), "new");
    Bench.relay(slow.received(old, null), "old");
    assertServed("new");
    slow = force();
    quick = force();
    bench.clock.passSeconds(1);
    Bench.relay(quick.received(old, null), "old");
    Bench.relay(slow.received(later, null), "newer");
    assertServed("newer");
  }

  @Test
  void twoAtATimeWithTheSameContentDoNotContradictEachOther() {
    ResponseHead plain = response(200, "Cache-Control", "max-age=60");
    Forward slow = force();
    Forward quick = force();
    bench.clock.passSeconds(1);
    Bench.relay(quick.received(plain, null), "same");
    Bench.relay(slow.received(plain, null), "same");
    assertServed("same");
  }

  @Test
  void aLate304DoesNotBringBackWhatWasReplaced() {
    fetchAnew("old");
    bench.clock.passSeconds(100);
    Forward validating = bench.forwarded(get(), "If-None-Match", "\"old\"");
    fetchAnew("new");
    ResponseHead confirmed = response(304, "ETag", "\"old\"", "Cache-Control", "max-age=60");
    assertInstanceOf(ResponseDecision.Serve.class, validating.received(confirmed, null));
    assertServed("new");
  }

  @Test
  void aLate304ThatForbidsStoringDoesNotRemoveWhatHasReplacedIt() {
    fetchAnew("old");
    bench.clock.passSeconds(100);
    Forward validating = bench.forwarded(get(), "If-None-Match", "\"old\"");
    fetchAnew("new");
    validating.received(response(304, "ETag", "\"old\"", "Cache-Control", "no-store"), null);
    assertServed("new");
  }

  @Test
  void aLateHeadDoesNotRemoveWhatHasReplacedWhatItKnew() {
    fetchAnew("old");
    bench.clock.passSeconds(100);
    Forward head = assertInstanceOf(Forward.class, bench.exchange(request("HEAD")).begin());
    fetchAnew("new");
    Bench.relay(head.received(tagged("other"), null), "");
    assertServed("new");
  }

  @Test
  void aSlowResponseWithoutVaryDoesNotReplaceLaterVariants() {
    ResponseHead varying = response(200, "Cache-Control", "max-age=60", "Vary", "Accept");
    EntryRecorder slow = Bench.relayed(force().received(tagged("old"), null));
    slow.write(List.of(Bench.bytes("old")));
    Forward next = force();
    Bench.relay(next.received(varying, null), "new");
    slow.complete();
    assertServed("new");
  }

  @Test
  void aSlowVariantDoesNotReplaceALaterResponseWithoutVary() {
    ResponseHead varying = response(200, "Cache-Control", "max-age=60", "Vary", "Accept");
    EntryRecorder slow = Bench.relayed(force().received(varying, null));
    slow.write(List.of(Bench.bytes("old")));
    fetchAnew("new");
    slow.complete();
    assertServed("new");
  }

  @Test
  void anotherProcessHasTheLaterResponse(@TempDir Path shared) {
    Bench one = new Bench(shared);
    Bench other = new Bench(shared);
    EntryRecorder slow = Bench.relayed(one.forwarded(get()).received(tagged("old"), null));
    slow.write(List.of(Bench.bytes("old")));
    other.clock.passSeconds(1);
    one.clock.passSeconds(2);
    other.fetch(get(), tagged("new"), "new");
    slow.complete();
    assertEquals("new", one.served(one.exchange(get()).begin()).body());
  }

  @Test
  void whatIsDeliveredAndNotStoredIsNotFollowedByWhatWasStoredBefore() {
    fetchAnew("old");
    Forward next = force();
    ResponseHead unwilling = response(200, "Cache-Control", "no-store", "ETag", "\"new\"");
    Bench.relay(next.received(unwilling, null), "new");
    assertFalse(bench.hits(get()));
    fetchAnew("newer");
    next = force();
    Bench.relay(next.received(tagged("large"), null), "x".repeat(Bench.LARGEST + 1));
    assertFalse(bench.hits(get()));
  }

  @Test
  void whatIsDeliveredAgainAndNotStoredLeavesWhatWasStoredBefore() {
    fetchAnew("same");
    ResponseHead unwilling = response(200, "Cache-Control", "no-store", "ETag", "\"same\"");
    Bench.relay(force().received(unwilling, null), "same");
    assertServed("same");
  }

  @Test
  void aClockThatWasSetBackDoesNotKeepAnOldResponseInPlace() {
    fetchAnew("old");
    bench.clock.passSeconds(-5);
    Forward next =
        assertInstanceOf(Forward.class, bench.exchange(get("Cache-Control", "no-cache")).begin());
    Bench.relay(next.received(tagged("new"), null), "new");
    assertServed("new");
  }
}
