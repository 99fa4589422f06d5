package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.request;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.FaultyStore.Place;
import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A store that fails makes misses and counts, and nobody hears of it. */
class FailingStoreTest {

  private static final ResponseHead FRESH =
      response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"");
  private static final ResponseHead VARIED =
      response(200, "Cache-Control", "max-age=60", "Vary", "Accept-Language");

  private final Bench bench;

  FailingStoreTest(@TempDir Path directory) {
    bench = new Bench(directory);
  }

  static Stream<Arguments> faults() {
    List<Arguments> faults = new ArrayList<>();
    for (Place place : Place.values()) {
      if (place != Place.NONE) {
        faults.add(Arguments.of(place, new IllegalStateException("thrown on purpose")));
        faults.add(Arguments.of(place, new StackOverflowError("thrown on purpose")));
        if (throwsIoException(place)) {
          faults.add(Arguments.of(place, new IOException("thrown on purpose")));
        }
      }
    }
    return faults.stream();
  }

  private static boolean throwsIoException(Place place) {
    return switch (place) {
      case WRITER, WRITE, COMMIT, REFRESH -> true;
      default -> false;
    };
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theCallerGetsItsResponse(Place place, Throwable thrown) {
    bench.fetch(get(), FRESH, "body");
    bench.store.thrown = thrown;
    bench.store.place = place;
    assertEquals("body", bench.fetch(get(), FRESH, "body").body());
    bench.clock.passSeconds(100);
    validate(bench);
    assertEquals("varied", bench.fetch(get("Cache-Control", "no-cache"), VARIED, "varied").body());
    EntryRecorder abandoned =
        Bench.relayed(bench.forward(request("POST")).received(response(200), null));
    abandoned.abort();
    Forward exchange =
        assertInstanceOf(Forward.class, bench.exchange(get("Cache-Control", "no-cache")).begin());
    ResponseDecision reception = exchange.received(FRESH, null);
    Bench.relayed(reception).write(List.of(Bench.bytes("half")));
    Bench.relayed(reception).abort();
    assertTrue(bench.counts().of(Counter.FAILURES) > 0, "counted");
    bench.store.place = Place.NONE;
    bench.fetch(get("Cache-Control", "no-cache"), FRESH, "later");
    assertEquals("later", bench.fetch(get(), FRESH, "later").body());
  }

  /** A stale response and an origin that would confirm it. */
  private static void validate(Bench bench) {
    Forward forward = bench.forward(get());
    if (forward.fields().isEmpty()) {
      Bench.relay(forward.received(FRESH, null), "body");
      return;
    }
    ResponseDecision reception = forward.received(response(304, "ETag", "\"a\""), null);
    if (reception instanceof ResponseDecision.Serve serve) {
      assertEquals("body", bench.served(serve.served()).body());
    } else {
      Forward again = assertInstanceOf(ResponseDecision.Retry.class, reception).forward();
      Bench.relay(again.received(FRESH, null), "body");
    }
  }

  @Test
  void aBodyThatCannotBeReadIsFetchedAgainAfterItWasConfirmed() {
    bench.fetch(get(), FRESH, "body");
    bench.clock.passSeconds(100);
    bench.store.place = Place.BODY;
    Forward exchange = bench.forwarded(get(), "If-None-Match", "\"a\"");
    ResponseDecision decision = exchange.received(response(304, "ETag", "\"a\""), null);
    Forward again = assertInstanceOf(ResponseDecision.Retry.class, decision).forward();
    Bench.relay(again.received(FRESH, null), "body");
    bench.assertOneOutcomeEach(2);
  }
}
