package dev.larder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one user invalidates is invalid for the others too, whose entries it can't name, whatever
 * the clock says and whatever becomes of the file.
 */
class LostInvalidationsTest {

  private static final RequestHead BOB = Bench.get("Authorization", "Bearer bob");
  private static final RequestHead PUT = Bench.request("PUT", "Authorization", "Bearer alice");

  private final Path directory;
  private final Bench bench;

  LostInvalidationsTest(@TempDir Path directory) {
    this.directory = directory;
    this.bench = new Bench(directory);
  }

  private void storeOfBob(Bench of) {
    of.fetch(BOB, Bench.response(200, "Cache-Control", "max-age=86400", "ETag", "\"1\""), "bob's");
    assertTrue(of.hits(BOB));
  }

  private static void put(Bench of) {
    of.fetch(PUT, Bench.response(204), "");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5, 3600})
  void aClockThatWasSetDoesNotMatter(long seconds) {
    storeOfBob(bench);
    bench.clock.passSeconds(seconds);
    put(bench);
    assertFalse(bench.hits(BOB));
    Bench another = new Bench(directory);
    assertFalse(another.hits(BOB), "another process");
    storeOfBob(another);
    assertTrue(bench.hits(BOB), "what was asked for later is used");
  }

  @Test
  void afterTheLossOfTheFileWhatIsOlderIsAskedAboutAndWhatIsConfirmedIsUsed() throws IOException {
    storeOfBob(bench);
    put(bench);
    Files.delete(directory.resolve("v1/invalidations"));
    Bench another = new Bench(directory);
    assertFalse(
        another.hits(Bench.get("Authorization", "Bearer bob", "Cache-Control", "max-stale")));
    Forward exchange = another.forwarded(BOB, "If-None-Match", "\"1\"");
    ResponseDecision answer = exchange.received(Bench.response(304, "ETag", "\"1\""), null);
    assertEquals(
        "bob's",
        another.served(assertInstanceOf(ResponseDecision.Serve.class, answer).served()).body());
    assertTrue(another.hits(BOB), "known again");
    assertTrue(new Bench(directory).hits(BOB));
  }

  @Test
  void whatMayHaveBeenInvalidatedIsNoStandInForAFailure() throws IOException {
    bench.fetch(
        BOB, Bench.response(200, "Cache-Control", "max-age=60, stale-if-error=60"), "bob's");
    Files.delete(directory.resolve("v1/invalidations"));
    Bench another = new Bench(directory);
    Forward exchange = assertInstanceOf(Forward.class, another.exchange(BOB).begin());
    assertNull(exchange.failed(new IOException("unreachable")));
    Served refused =
        assertInstanceOf(
                RequestDecision.Serve.class,
                another
                    .exchange(
                        RequestHead.get(
                            Bench.PAGE,
                            Headers.of(
                                "Authorization", "Bearer bob", "Cache-Control", "only-if-cached")))
                    .begin())
            .served();
    assertEquals(504, refused.head().status());
  }

  @Test
  void whatIsOnItsWayWhileTheFileIsLostIsNotTakenForKnown() throws IOException {
    storeOfBob(bench);
    Forward onItsWay = bench.forwarded(Bench.get());
    Files.delete(directory.resolve("v1/invalidations"));
    put(new Bench(directory));
    Bench.relay(onItsWay.received(Bench.response(200, "Cache-Control", "max-age=60"), null), "old");
    assertFalse(new Bench(directory).hits(Bench.get()));
    assertFalse(new Bench(directory).hits(BOB));
  }
}
