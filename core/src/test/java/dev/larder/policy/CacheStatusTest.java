package dev.larder.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.larder.http.Headers;
import dev.larder.policy.CacheStatus.Forward;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Cache-Status, RFC 9211")
class CacheStatusTest {

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  static Stream<Arguments> members() {
    return Stream.of(
        arguments("larder; hit; ttl=376", CacheStatus.hit(seconds(376))),
        arguments("larder; hit; ttl=0", CacheStatus.hit(Duration.ofMillis(900))),
        arguments("larder; hit; ttl=-1", CacheStatus.hit(Duration.ofMillis(-1))),
        arguments("larder; hit; ttl=-999999999999999", CacheStatus.hit(seconds(Long.MIN_VALUE))),
        arguments(
            "larder; hit; ttl=-412; detail=request-max-stale",
            CacheStatus.hit(seconds(-412)).detail("request-max-stale")),
        arguments("larder; fwd=bypass", CacheStatus.forwarded(Forward.BYPASS)),
        arguments("larder; fwd=method", CacheStatus.forwarded(Forward.METHOD)),
        arguments("larder; fwd=request", CacheStatus.forwarded(Forward.REQUEST)),
        arguments("larder; fwd=partial", CacheStatus.forwarded(Forward.PARTIAL)),
        arguments("larder; fwd=uri-miss; stored", CacheStatus.forwarded(Forward.URI_MISS).stored()),
        arguments(
            "larder; fwd=vary-miss; collapsed",
            CacheStatus.forwarded(Forward.VARY_MISS).collapsed()),
        arguments(
            "larder; fwd=stale; fwd-status=304; stored; ttl=60",
            CacheStatus.forwarded(Forward.STALE).fwdStatus(304).stored().ttl(seconds(60))),
        arguments(
            "larder; fwd=uri-miss; detail=response-no-store",
            CacheStatus.forwarded(Forward.URI_MISS).detail("response-no-store")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("members")
  @DisplayName("is an item with parameters, §2")
  void rendered(String expected, CacheStatus status) {
    assertEquals(expected, status.toString());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "stale;stale",
        "*a/b:c;*a/b:c",
        "two words;\"two words\"",
        "``;\"\"",
        "5xx;\"5xx\"",
        "say \"no\\;\"say \\\"no\\\\\"",
        "caf\u0007\u00e9;\"caf%07%C3%A9\"",
      })
  @DisplayName("a detail is a token if it can be, else a string, RFC 8941 §3.3")
  void details(String words, String expected) {
    assertEquals(
        "larder; hit; ttl=1; detail=" + expected,
        CacheStatus.hit(seconds(1)).detail(words).toString());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "HTTPS://Example.com:443/a/../b#f, https://example.com/a/../b",
    "https://user:secret@example.com/b, https://example.com/b",
    "https://us%40er:secret@example.com/b@c, https://example.com/b@c",
    "https://user:secret@h_o.example/b?x=@c, https://h_o.example/b?...",
    "https://example.com/b?token=secret, https://example.com/b?...",
    "https://example.com/caf\u00e9, https://example.com/caf%C3%A9",
  })
  @DisplayName("a key shows no credential, §2.7")
  void keys(URI uri, String expected) {
    String member = CacheStatus.hit(seconds(1)).key(uri).toString();
    assertEquals("larder; hit; ttl=1; key=\"" + expected + "\"", member);
    assertFalse(member.contains("secret"));
  }

  @Test
  @DisplayName("is appended to what caches nearer to the origin said, §2")
  void appended() {
    CacheStatus status = CacheStatus.hit(seconds(5));
    assertEquals(
        List.of("larder; hit; ttl=5"), status.appendedTo(Headers.empty()).all("Cache-Status"));
    assertEquals(
        List.of("larder; hit; ttl=5"),
        status.appendedTo(Headers.of("Cache-Status", "")).all("Cache-Status"));
    Headers twice =
        status.appendedTo(
            Headers.of(
                "cache-status", "Origin; hit", "Age", "1", "Cache-Status", "\"CDN, x\"; fwd=miss"));
    assertEquals(
        List.of("Origin; hit, \"CDN, x\"; fwd=miss, larder; hit; ttl=5"),
        twice.all("Cache-Status"));
    assertEquals("1", twice.first("Age"));
  }

  @Test
  @DisplayName("a hit was not forwarded, §2.1 and §2.2")
  void exclusive() {
    CacheStatus hit = CacheStatus.hit(seconds(5));
    assertThrows(IllegalStateException.class, hit::stored);
    assertThrows(IllegalStateException.class, hit::collapsed);
    assertThrows(IllegalStateException.class, () -> hit.fwdStatus(200));
  }

  @ParameterizedTest(name = "[{0}] after {1} s: {2}")
  @CsvSource({
    "no-cache, 0, REQUEST",
    "max-age=0, 0, REQUEST",
    "no-cache, 60, STALE",
    "min-fresh=1, 60, STALE",
    "no-transform, 60, STALE",
  })
  @DisplayName("the request is the reason only if the response was fresh, §2.2")
  void reasons(String asked, long age, Forward expected) {
    StoredResponse held = Exchange.stored("Cache-Control", "max-age=60");
    Suitability use =
        Suitability.of(
            Exchange.get("Cache-Control", asked), held, Exchange.PRIVATE, Exchange.after(age));
    Freshness freshness = Freshness.of(held, Exchange.PRIVATE, Exchange.after(age));
    assertEquals(expected, Forward.of(use, freshness));
  }

  @ParameterizedTest
  @CsvSource({"POST, METHOD", "PUT, METHOD", "OPTIONS, METHOD", "GET, BYPASS"})
  @DisplayName("requests that are not looked up are forwarded for their method or otherwise")
  void unserved(String method, Forward expected) {
    assertEquals(
        expected, Forward.of(RequestClass.of(Exchange.method(method, "If-Match", "\"a\""))));
  }
}
