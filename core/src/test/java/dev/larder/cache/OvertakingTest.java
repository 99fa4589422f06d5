package dev.larder.cache;

import static dev.larder.cache.Bench.get;
import static dev.larder.cache.Bench.request;
import static dev.larder.cache.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.ResponseHead;
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
    CacheExchange slow = bench.forwarded(get());
    BodyCollector collector = Bench.relayed(slow.received(FRESH, null));
    collector.write(List.of(Bench.bytes("old")));
    post();
    collector.complete();
    assertFalse(bench.hits(get()));
    assertEquals(0, bench.counts().stored());
    assertEquals(0, bench.counts().failures());
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
    CacheExchange validating = bench.forwarded(get(), "If-None-Match", "\"a\"");
    post();
    assertInstanceOf(
        Reception.Serve.class,
        validating.received(response(304, "ETag", "\"a\"", "Cache-Control", "max-age=60"), null));
    assertFalse(bench.hits(get()));
  }
}
