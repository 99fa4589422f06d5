package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.request;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each response tells of its handling (RFC 9211). */
class CacheStatusFieldTest {

  private static final String KEY = "; key=\"http://example.org/page\"";
  private static final ResponseHead FRESH =
      response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"");

  private final Bench bench;

  CacheStatusFieldTest(@TempDir Path directory) {
    bench = new Bench(directory, Duration.ofMinutes(1), true);
  }

  /** One exchange; the body is whole. */
  private @Nullable String status(RequestHead request, ResponseHead response) {
    RequestDecision decision = bench.exchange(request).begin();
    if (decision instanceof RequestDecision.Serve serve) {
      return serve.served().head().headers().combined("Cache-Status");
    }
    ResponseDecision reception = assertInstanceOf(Forward.class, decision).received(response, null);
    if (reception instanceof ResponseDecision.Serve serve) {
      return serve.served().head().headers().combined("Cache-Status");
    }
    ResponseDecision.Relay relay = assertInstanceOf(ResponseDecision.Relay.class, reception);
    relay.recorder().complete();
    return relay.head().headers().combined("Cache-Status");
  }

  @Test
  void aMissAHitAndAValidation() {
    assertEquals("larder; fwd=uri-miss" + KEY, status(get(), FRESH));
    bench.clock.passSeconds(10);
    assertEquals("larder; hit; ttl=50" + KEY, status(get(), FRESH));
    bench.clock.passSeconds(100);
    assertEquals(
        "larder; fwd=stale; fwd-status=304; ttl=60" + KEY,
        status(get(), response(304, "ETag", "\"a\"")));
  }

  @Test
  void whatIsNotStoredSaysWhy() {
    assertEquals(
        "larder; fwd=uri-miss; detail=response-no-store" + KEY,
        status(get(), response(200, "Cache-Control", "no-store")));
    assertEquals("larder; fwd=method; detail=method" + KEY, status(request("PUT"), response(200)));
    assertEquals(
        "larder; fwd=bypass; detail=precondition" + KEY,
        status(get("If-Match", "\"a\""), response(200)));
  }

  @Test
  void theRequestMayBeTheReason() {
    status(get(), FRESH);
    assertEquals("larder; fwd=request" + KEY, status(get("Cache-Control", "no-cache"), FRESH));
    status(get("Accept", "a"), response(200, "Cache-Control", "max-age=60", "Vary", "Accept"));
  }

  @Test
  void anotherVariantAPartAndAStaleResponse() {
    ResponseHead varying = response(200, "Cache-Control", "max-age=60", "Vary", "Accept");
    status(get("Accept", "a"), varying);
    assertEquals("larder; fwd=vary-miss" + KEY, status(get("Accept", "b"), varying));
    bench.clock.passSeconds(100);
    assertEquals(
        "larder; hit; ttl=-40; detail=request-max-stale" + KEY,
        status(get("Accept", "b", "Cache-Control", "max-stale"), varying));
  }

  @Test
  void aPartThatIsCompletedIsForwardedAsOne() {
    ResponseHead part =
        response(
            206, "Cache-Control", "max-age=60", "ETag", "\"a\"", "Content-Range", "bytes 0-1/4");
    Forward first =
        assertInstanceOf(Forward.class, bench.exchange(get("Range", "bytes=0-1")).begin());
    Bench.relay(first.received(part, null), "bo");
    Forward second = assertInstanceOf(Forward.class, bench.exchange(get()).begin());
    ResponseHead rest = part.withHeaders(part.headers().with("Content-Range", "bytes 2-3/4"));
    ResponseDecision.Relay relay =
        assertInstanceOf(ResponseDecision.Relay.class, second.received(rest, null));
    assertEquals(
        "larder; fwd=partial; fwd-status=206" + KEY,
        relay.head().headers().combined("Cache-Status"));
  }

  @Test
  void thoseOfOtherCachesStayBeforeIt() {
    ResponseHead other = FRESH.withHeaders(FRESH.headers().with("Cache-Status", "edge; hit"));
    assertEquals("edge; hit, larder; fwd=uri-miss" + KEY, status(get(), other));
    assertEquals("edge; hit, larder; hit; ttl=60" + KEY, status(get(), other));
  }

  @Test
  void aRefusalIsNoResponseOfACache() {
    assertNull(status(get("Cache-Control", "only-if-cached"), FRESH));
  }
}
