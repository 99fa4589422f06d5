package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.request;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.FaultyStore.Place;
import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses of an archive. */
class ImportedTest {

  private static final ResponseHead FRESH = response(200, "Cache-Control", "max-age=60");

  private final Bench bench;

  ImportedTest(@TempDir Path directory) {
    bench = new Bench(directory);
  }

  /** Imports a response that came so many seconds ago; why it is not stored, or null. */
  private @Nullable Reason imported(int secondsAgo, ResponseHead head, String body) {
    Exchange exchange = bench.exchange(get());
    Forward forward = assertInstanceOf(Forward.class, exchange.begin(Exchange.Options.GIVEN));
    Instant sent = bench.clock.instant().minusSeconds(secondsAgo);
    ResponseDecision.Relay relay =
        forward.imported(head, null, sent, sent.plus(Duration.ofMillis(1)));
    EntryRecorder recorder = relay.recorder();
    recorder.write(List.of(Bench.bytes(body)));
    recorder.complete();
    return relay.refusal() == null ? recorder.refusal() : relay.refusal();
  }

  @Test
  void itsAgeCountsFromWhenItWasReceived() {
    assertNull(imported(50, FRESH, "archive"));
    assertTrue(bench.hits(get()));
    bench.clock.passSeconds(11);
    assertFalse(bench.hits(get()));
  }

  @Test
  void whatIsForbiddenOfResponsesOfTheNetworkIsNotStored() {
    assertEquals(
        Reason.RESPONSE_NO_STORE, imported(1, response(200, "Cache-Control", "no-store"), "x"));
    assertEquals(
        Reason.PARTIAL,
        imported(
            1,
            response(
                206,
                "Content-Range",
                "bytes 0-0/2",
                "ETag",
                "\"a\"",
                "Cache-Control",
                "max-age=60"),
            "x"));
  }

  @Test
  void itNeverTakesThePlaceOfALaterResponse() {
    bench.fetch(get(), FRESH, "network");
    bench.clock.passSeconds(10);
    assertEquals(Reason.SUPERSEDED, imported(20, FRESH, "older"));
    assertEquals("network", bench.fetch(get(), FRESH, "again").body());
    assertNull(imported(5, FRESH, "later"));
    assertEquals("later", bench.fetch(get(), FRESH, "again").body());
  }

  /** The caller of a response of the network has seen it, so that what it replaces must go. */
  @Test
  void whatItCannotReplaceStays() {
    bench.fetch(get(), FRESH, "network");
    bench.clock.passSeconds(10);
    bench.store.thrown = new IOException("no space left");
    bench.store.place = Place.COMMIT;
    assertEquals(Reason.FAILURE, imported(5, FRESH, "later"));
    bench.store.place = Place.NONE;
    assertEquals("network", bench.fetch(get(), FRESH, "again").body());
  }

  @Test
  void whatWasInvalidatedIsValidatedBeforeItIsUsed() {
    bench.fetch(get(), FRESH, "network");
    bench.fetch(request("POST"), response(200), "changed");
    assertNull(imported(5, response(200, "Cache-Control", "max-age=60", "ETag", "\"a\""), "old"));
    Forward forward = bench.forwarded(get(), "If-None-Match", "\"a\"");
    assertInstanceOf(
        ResponseDecision.Serve.class, forward.received(response(304, "ETag", "\"a\""), null));
    assertTrue(bench.hits(get()));
  }
}
