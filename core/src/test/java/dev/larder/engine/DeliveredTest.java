package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.relay;
import static dev.larder.engine.Bench.relayed;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.config.Mode;
import dev.larder.engine.modes.ModeSwitch;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import dev.larder.stats.Counts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request is counted when its response is delivered, and once. */
class DeliveredTest {

  private static final ResponseHead FRESH =
      response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"");
  private static final ResponseHead LENIENT =
      response(
          200,
          "Cache-Control",
          "max-age=60, stale-if-error=600, stale-while-revalidate=600",
          "ETag",
          "\"a\"");

  private final Bench bench;

  DeliveredTest(@TempDir Path directory) {
    bench = new Bench(directory);
  }

  private Served served(RequestDecision decision) {
    return assertInstanceOf(RequestDecision.Serve.class, decision).served();
  }

  private void assertCounts(long hits, long stale, long validated, long misses, long bypassed) {
    Counts counts = bench.counts();
    assertEquals(hits, counts.hits(), "hits");
    assertEquals(stale, counts.of(Counter.STALE), "stale");
    assertEquals(validated, counts.of(Counter.VALIDATED), "validated");
    assertEquals(misses, counts.of(Counter.MISSES), "misses");
    assertEquals(bypassed, counts.of(Counter.BYPASSED), "bypassed");
    bench.assertOneOutcomeEach(
        hits + stale + validated + misses + bypassed + counts.of(Counter.REFUSED));
  }

  @Test
  void aHitThatTheClientCanNotHandOutIsABypass() {
    bench.fetch(get(), FRESH, "body");
    Exchange exchange = bench.exchange(get());
    served(exchange.begin());
    assertCounts(0, 0, 0, 1, 0);
    exchange.bypassed();
    assertCounts(0, 0, 0, 1, 1);
    assertEquals(0, bench.counts().of(Counter.BYTES_SAVED));
  }

  @Test
  void aHitIsCountedOnceHoweverOftenItIsDelivered() {
    bench.fetch(get(), FRESH, "body");
    Exchange exchange = bench.exchange(get());
    Served served = served(exchange.begin());
    served.delivered();
    served.delivered();
    exchange.bypassed();
    assertCounts(1, 0, 0, 1, 0);
    assertEquals(4, bench.counts().of(Counter.BYTES_SAVED));
  }

  @Test
  void aStaleResponseThatIsDroppedAndAskedForAnewIsNoStaleOne() {
    bench.fetch(get(), LENIENT, "body");
    bench.clock.passSeconds(100);
    Forward forward =
        assertInstanceOf(
            Forward.class,
            bench.exchange(get()).begin(Exchange.Options.handingOut(false, any -> true)));
    assertNotNull(forward.failed(new IOException("no network")));
    assertCounts(0, 0, 0, 1, 0);
    Forward again =
        assertInstanceOf(
            Forward.class,
            bench.exchange(get()).begin(Exchange.Options.handingOut(false, any -> false)));
    relay(again.received(FRESH, null), "new!");
    assertCounts(0, 0, 0, 2, 0);
  }

  @Test
  void anErrorOfTheOriginThatIsNotReplacedAfterAllIsABypass() {
    bench.fetch(get(), LENIENT, "body");
    bench.clock.passSeconds(700);
    bench.fetch(get(), LENIENT, "more");
    bench.clock.passSeconds(100);
    Exchange exchange = bench.exchange(get());
    Forward forward =
        assertInstanceOf(
            Forward.class, exchange.begin(Exchange.Options.handingOut(false, any -> true)));
    assertInstanceOf(ResponseDecision.Serve.class, forward.received(response(503), null));
    exchange.bypassed();
    assertCounts(0, 0, 0, 2, 1);
  }

  @Test
  void aRetryIsCountedWithTheResponseThatIsDelivered() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    Forward forward = bench.forwarded(get(), "If-None-Match", "\"a\"");
    ResponseDecision.Retry retry =
        assertInstanceOf(
            ResponseDecision.Retry.class, forward.received(response(304, "ETag", "\"b\""), null));
    assertCounts(0, 0, 0, 1, 0);
    relay(retry.forward().received(FRESH, null), "new!");
    assertCounts(0, 0, 0, 2, 0);
  }

  @Test
  void aValidatedResponseIsCountedWhenItIsDelivered() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    ResponseDecision decision =
        bench
            .forwarded(get(), "If-None-Match", "\"a\"")
            .received(response(304, "ETag", "\"a\""), null);
    assertCounts(0, 0, 0, 1, 0);
    bench.served(decision);
    assertCounts(0, 0, 1, 1, 0);
  }

  @Test
  void anAbandonedRequestIsNotCountedAndAFailedOneIsAMiss() {
    bench.forwarded(get()).abandoned();
    ResponseDecision dropped = bench.forwarded(get()).received(FRESH, null);
    assertInstanceOf(ResponseDecision.Relay.class, dropped).recorder().abort();
    assertCounts(0, 0, 0, 0, 0);
    assertNull(bench.forwarded(get()).failed(new IOException("no network")));
    assertCounts(0, 0, 0, 1, 0);
  }

  @Test
  void whoHasWaitedIsCountedWhenItGetsTheResponse() {
    Forward leader = bench.forwarded(get());
    Wait wait = assertInstanceOf(Wait.class, bench.exchange(get()).begin());
    relay(leader.received(FRESH, null), "body");
    wait.released().join();
    Served served = served(wait.resume());
    assertEquals(0, bench.counts().of(Counter.COLLAPSED));
    served.delivered();
    assertEquals(1, bench.counts().of(Counter.COLLAPSED));
    assertCounts(1, 0, 0, 1, 0);
  }

  @Test
  void aValidationInTheBackgroundIsCountedForItself() {
    bench.fetch(get(), LENIENT, "body");
    bench.clock.passSeconds(100);
    RequestDecision.Serve serve =
        assertInstanceOf(RequestDecision.Serve.class, bench.exchange(get()).begin());
    Exchange background = serve.background();
    assertNotNull(background);
    bench.served(serve.served());
    assertCounts(0, 1, 0, 1, 0);
    Forward forward = assertInstanceOf(Forward.class, background.begin());
    bench.served(forward.received(response(304, "ETag", "\"a\""), null));
    assertCounts(0, 1, 1, 1, 0);
  }

  @Test
  void aRefusalIsCountedWhenItIsDelivered() {
    Served served = served(bench.exchange(get("Cache-Control", "only-if-cached")).begin());
    assertEquals(504, served.head().status());
    assertEquals(0, bench.counts().requests());
    served.delivered();
    assertEquals(1, bench.counts().of(Counter.REFUSED));
  }

  @Test
  void whatWouldHaveBeenServedIsCountedWithTheRequest(@TempDir Path other) {
    Bench observing = new Bench(other, Duration.ofMinutes(1));
    ModeSwitch modes = new ModeSwitch(Mode.OBSERVE, other, System::nanoTime);
    observing.cache.setModeSwitch(modes);
    relay(observing.forwarded(get()).received(FRESH, null), "body");
    observing.forwarded(get()).abandoned();
    assertEquals(0, observing.counts().of(Counter.WOULD_HIT));
    relayed(observing.forwarded(get()).received(FRESH, null)).abort();
    assertEquals(1, observing.counts().of(Counter.WOULD_HIT));
  }
}
