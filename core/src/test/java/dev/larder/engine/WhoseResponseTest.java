package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.request;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "Cookie", "X-Api-Key", "x-auth-token"})
  void whoShowsTheSameCredentialsGetsTheSame(String field) {
    bench.fetch(get(field, "alice"), PRIVATE, "for alice");
    bench.fetch(get(field, "bob"), PRIVATE, "for bob");
    bench.fetch(get(), PRIVATE, "for nobody");
    assertEquals("for alice", body(get(field, "alice")));
    assertEquals("for bob", body(get(field, "bob")));
    assertEquals("for nobody", body(get()));
  }

  @Test
  void allCredentialsTogetherAreAnIdentity() {
    bench.fetch(get("Authorization", "a", "Cookie", "x"), PRIVATE, "both");
    assertTrue(bench.hits(get("Cookie", "x", "Authorization", "a")));
    assertFalse(bench.hits(get("Authorization", "a")));
    assertFalse(bench.hits(get("Cookie", "x")));
    assertFalse(bench.hits(get("Authorization", "x", "Cookie", "a")));
    assertFalse(bench.hits(get("Authorization", "a\ncookie=1:x")));
  }

  private String body(RequestHead request) {
    return bench.served(bench.exchange(request).begin()).body();
  }

  @Test
  void whoShowsTheSameCredentialsWaitsForTheSame() {
    bench.fetch(get("Cookie", "alice"), PRIVATE, "so that there is a key");
    bench.clock.passSeconds(100);
    bench.forwarded(get());
    bench.forwarded(get("Cookie", "bob"));
    bench.forwarded(get("Cookie", "alice"));
    assertInstanceOf(Wait.class, bench.exchange(get("Cookie", "alice")).begin());
  }

  @Test
  void anInvalidationIsForEverybody() {
    bench.fetch(get("Cookie", "alice"), PRIVATE, "for alice");
    bench.fetch(get("Cookie", "bob"), PRIVATE, "for bob");
    bench.fetch(get(), PRIVATE, "for nobody");
    bench.fetch(request("POST", "Cookie", "bob"), response(200), "");
    assertFalse(bench.hits(get("Cookie", "alice")));
    assertFalse(bench.hits(get("Cookie", "bob")));
    assertFalse(bench.hits(get()));
  }

  @Test
  void whatIsNoLongerPublicIsOfItsIdentityAlone() {
    ResponseHead tagged = response(200, "Cache-Control", "public, max-age=60", "ETag", "\"a\"");
    bench.fetch(get("Cookie", "alice"), tagged, "body");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(get("Cookie", "alice"), "If-None-Match", "\"a\"");
    exchange.received(response(304, "ETag", "\"a\"", "Cache-Control", "private, max-age=60"), null);
    assertTrue(bench.hits(get("Cookie", "alice")));
    assertFalse(bench.hits(get("Cookie", "bob")));
    assertFalse(bench.hits(get()));
  }

  @Test
  void aPartOfOneIdentityIsNotCompletedIntoAResponseForAll() {
    String[] part = {"Cache-Control", "max-age=60", "ETag", "\"a\"", "Content-Range"};
    bench.fetch(
        get("Cookie", "alice", "Range", "bytes=0-1"),
        response(206, part[0], part[1], part[2], part[3], part[4], "bytes 0-1/4"),
        "bo");
    Forward rest =
        bench.forwarded(get("Cookie", "alice"), "Range", "bytes=2-", "If-Range", "\"a\"");
    Bench.relay(
        rest.received(
            response(206, part[0], "public, max-age=60", part[2], part[3], part[4], "bytes 2-3/4"),
            null),
        "dy");
    assertTrue(bench.hits(get("Cookie", "alice")));
    assertFalse(bench.hits(get()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-Host", "Forwarded", "x-original-url", "X-Host"})
  void whatAServerMayReflectIsPartOfTheKey(String field) {
    bench.fetch(get(field, "evil.example"), PUBLIC, "reflected");
    assertTrue(bench.hits(get(field, "evil.example")));
    assertFalse(bench.hits(get(field, "other.example")));
    assertFalse(bench.hits(get()));
  }

  @Test
  void aSecretThatSelectsAVariantIsNotWrittenDown(@TempDir Path directory) throws IOException {
    Bench own = new Bench(directory);
    ResponseHead varying =
        response(200, "Cache-Control", "public, max-age=60", "Vary", "Cookie, X-Session");
    RequestHead request = get("Cookie", "s3cr3t-one", "X-Session", "s3cr3t-two");
    own.fetch(request, varying, "body");
    assertTrue(own.hits(request));
    assertFalse(own.hits(get("Cookie", "s3cr3t-one", "X-Session", "another")));
    RequestHead query =
        RequestHead.get(URI.create(Bench.PAGE + "?token=s3cr3t-three&x=1"), Headers.empty());
    own.fetch(query, PRIVATE, "body");
    assertTrue(own.hits(query));
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> regular = files.filter(Files::isRegularFile).toList();
      assertTrue(regular.size() > 3);
      for (Path file : regular) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains("s3cr3t"), file + ": " + bytes);
      }
    }
  }

  @Test
  void whatAClientCertificateBroughtIsNotStored() {
    Forward exchange = bench.forwarded(get());
    Bench.relay(exchange.received(PUBLIC, null, Reason.CLIENT_CERTIFICATE), "for alice");
    assertFalse(bench.hits(get()));
  }

  @Test
  void partitionsDoNotShare() {
    ClientRequest inTrust = ClientRequest.in("one trust", "client", get());
    Forward one = assertInstanceOf(Forward.class, bench.cache.exchange(inTrust).begin());
    Bench.relay(one.received(PUBLIC, null), "body");
    assertInstanceOf(RequestDecision.Serve.class, bench.cache.exchange(inTrust).begin());
    assertFalse(bench.hits(get()));
  }

  @Test
  void aUriWithAPasswordIsAnIdentity() {
    RequestHead alice =
        RequestHead.get(URI.create("http://alice:secret@example.org/page"), Headers.empty());
    RequestHead bob =
        RequestHead.get(URI.create("http://bob:secret@example.org/page"), Headers.empty());
    bench.fetch(alice, PRIVATE, "for alice");
    assertTrue(bench.hits(alice));
    assertFalse(bench.hits(bob));
    assertFalse(bench.hits(get()));
    bench.fetch(bob, PUBLIC, "for all");
    assertTrue(bench.hits(get()));
  }

  @Test
  void aCookieThatAConfirmationBringsReachesTheCallerAndIsNotStored() {
    bench.fetch(get(), response(200, "Cache-Control", "max-age=60", "ETag", "\"a\""), "body");
    bench.clock.passSeconds(100);
    Forward exchange = bench.forwarded(get(), "If-None-Match", "\"a\"");
    ResponseHead confirmed =
        response(304, "ETag", "\"a\"", "Set-Cookie", "roll=2", "Cache-Control", "max-age=60");
    ResponseDecision reception = exchange.received(confirmed, null);
    Served served = assertInstanceOf(ResponseDecision.Serve.class, reception).served();
    assertEquals(List.of("roll=2"), served.head().headers().all("Set-Cookie"));
    Bench.Seen next = bench.served(bench.exchange(get()).begin());
    assertFalse(next.head().headers().contains("Set-Cookie"));
  }
}
