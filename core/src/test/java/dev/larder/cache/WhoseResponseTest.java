package dev.larder.cache;

import static dev.larder.cache.Bench.get;
import static dev.larder.cache.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets what was fetched with whose credentials. */
class WhoseResponseTest {

  private static final ResponseHead PRIVATE = response(200, "Cache-Control", "private, max-age=60");
  private static final ResponseHead PUBLIC = response(200, "Cache-Control", "public, max-age=60");

  private final Bench bench;

  WhoseResponseTest(@TempDir Path directory) {
    bench = new Bench(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "Cookie", "X-Api-Key", "x-auth-token"})
  void whatCredentialsBroughtIsForNobodyElse(String field) {
    bench.fetch(get(field, "alice"), PRIVATE, "for alice");
    assertFalse(bench.hits(get(field, "bob")));
    assertFalse(bench.hits(get()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "Cookie", "X-Api-Key", "x-auth-token"})
  void whatWasFetchedWithoutCredentialsIsNoAnswerToWhoHasSome(String field) {
    bench.fetch(get(), PRIVATE, "please log in");
    assertTrue(bench.hits(get()));
    assertFalse(bench.hits(get(field, "alice")));
  }

  @Test
  void whatIsDeclaredPublicIsForAll() {
    bench.fetch(get("Cookie", "alice"), PUBLIC, "for all");
    assertTrue(bench.hits(get("Cookie", "bob")));
    assertTrue(bench.hits(get()));
  }

  @Test
  void whoHasCredentialsDoesNotWaitForOthers() {
    bench.forwarded(get());
    bench.forwarded(get("Cookie", "alice"));
  }

  @Test
  void whatAClientCertificateBroughtIsNotStored() {
    CacheExchange exchange = bench.forwarded(get());
    exchange.personal();
    Bench.relay(exchange.received(PUBLIC, null), "for alice");
    assertFalse(bench.hits(get()));
  }

  @Test
  void partitionsDoNotShare() {
    CacheExchange one = bench.cache.exchange(get(), "one trust", null);
    one.begin();
    Bench.relay(one.received(PUBLIC, null), "body");
    assertInstanceOf(Decision.Serve.class, bench.cache.exchange(get(), "one trust", null).begin());
    assertFalse(bench.hits(get()));
  }

  @Test
  void aUriWithAPasswordPassesBy() {
    RequestHead request =
        RequestHead.get(URI.create("http://alice:secret@example.org/page"), Headers.empty());
    bench.fetch(request, PUBLIC, "body");
    assertFalse(bench.hits(request));
    assertEquals(0, bench.counts().stored());
    assertTrue(bench.counts().bypassed() > 0);
  }

  @Test
  void aCookieThatAConfirmationBringsReachesTheCallerAndIsNotStored() {
    bench.fetch(get(), response(200, "Cache-Control", "max-age=60", "ETag", "\"a\""), "body");
    bench.clock.passSeconds(100);
    CacheExchange exchange = bench.forwarded(get(), "If-None-Match", "\"a\"");
    ResponseHead confirmed =
        response(304, "ETag", "\"a\"", "Set-Cookie", "roll=2", "Cache-Control", "max-age=60");
    Reception reception = exchange.received(confirmed, null);
    Served served = assertInstanceOf(Reception.Serve.class, reception).served();
    assertEquals(List.of("roll=2"), served.head().headers().all("Set-Cookie"));
    Bench.Seen next = bench.served(bench.exchange(get()).begin());
    assertFalse(next.head().headers().contains("Set-Cookie"));
  }
}
