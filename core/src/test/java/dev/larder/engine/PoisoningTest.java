package dev.larder.engine;

import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.lookup.VariantIndex;
import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The attacks that docs/security.md lists, tried on the whole cache. */
class PoisoningTest {

  private static final ResponseHead PUBLIC = response(200, "Cache-Control", "public, max-age=60");

  private final Bench bench;

  PoisoningTest(@TempDir Path directory) {
    bench = new Bench(directory);
  }

  private static RequestHead get(String uri, String... headers) {
    return RequestHead.get(URI.create(uri), Headers.of(headers));
  }

  /** Whether a plain request gets the response to this one. */
  private boolean poisons(RequestHead request, ResponseHead response) {
    bench.fetch(request, response, "evil");
    return bench.hits(Bench.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Host",
        "X-Forwarded-Scheme",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Forwarded-Server",
        "X-Host",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Original-Host",
        "X-HTTP-Host-Override",
        "Forwarded",
        "True-Client-IP",
        "Host"
      })
  void aFieldThatServersReflect(String field) {
    assertFalse(poisons(Bench.get(field, "evil.example"), PUBLIC));
    assertTrue(bench.hits(Bench.get(field, "evil.example")), "it has a key of its own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"})
  void aMethodInAField(String field) {
    assertFalse(poisons(Bench.get(field, "DELETE"), PUBLIC));
    bench.fetch(Bench.get(), PUBLIC, "body");
    assertFalse(bench.hits(Bench.get(field, "DELETE")));
    bench.fetch(Bench.get(field, "DELETE"), response(200), "");
    assertFalse(bench.hits(Bench.get()), "it has invalidated what it may have changed");
  }

  @Test
  void aGetWithABody() {
    RequestHead fat = new RequestHead("GET", Bench.PAGE, Headers.empty(), true);
    assertFalse(poisons(fat, PUBLIC));
    bench.fetch(Bench.get(), PUBLIC, "body");
    assertInstanceOf(Forward.class, bench.exchange(fat).begin());
  }

  @ParameterizedTest
  @CsvSource({
    "400, ''",
    "400, Cache-Control: no-store",
    "403, ''",
    "413, ''",
    "431, Cache-Control: public",
    "429, Cache-Control: public",
    "404, ''",
    "405, ''",
    "501, ''",
  })
  void anErrorThatTheServerDoesNotDeclareStorable(int status, String fields) {
    String[] field = fields.isEmpty() ? new String[0] : fields.split(": ", 2);
    assertFalse(poisons(Bench.get("X-Oversized", "x".repeat(20_000)), response(status, field)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: b=c", "a\nb", "a\rb", "a\0b"})
  void aResponseThatWasSplit(String value) {
    assertFalse(
        poisons(Bench.get(), response(200, "Cache-Control", "public, max-age=60", "X-A", value)));
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length, '4, 5'",
    "Content-Length, -4",
    "Content-Length, +4",
    "Content-Length, 4x",
    "Transfer-Encoding, 'gzip, chunked'",
    "Content-Location, http://other.example/page",
    "Vary, '*'",
    "Vary, 'a b'",
  })
  void aResponseThatIsNotWhatItSays(String name, String value) {
    assertFalse(
        poisons(Bench.get(), response(200, "Cache-Control", "public, max-age=60", name, value)));
  }

  @Test
  void fieldsLongerThanTheLimit() {
    String large = "x".repeat(70_000);
    assertFalse(
        poisons(Bench.get(), response(200, "Cache-Control", "public, max-age=60", "X-A", large)));
  }

  @Test
  void aWholeThatAnswersARange() {
    assertFalse(poisons(Bench.get("Range", "bytes=0-0"), PUBLIC));
  }

  @Test
  void aPartThatPosesAsTheWhole() {
    assertFalse(
        poisons(
            Bench.get("Range", "bytes=0-3"),
            response(
                206,
                "Cache-Control",
                "public, max-age=60",
                "ETag",
                "\"a\"",
                "Content-Range",
                "bytes 0-3/8")));
  }

  @Test
  void aBodyThatIsCutOff() {
    Forward exchange = bench.forwarded(Bench.get());
    EntryRecorder recorder = Bench.relayed(exchange.received(PUBLIC, null));
    recorder.write(List.of(Bench.bytes("ev")));
    recorder.abort();
    assertFalse(bench.hits(Bench.get()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/page?utm_source=x",
        "http://example.org/page?",
        "http://example.org/page?a=1&a=2",
        "http://example.org/page?a=1;a=2",
        "http://example.org/page/",
        "http://example.org//page",
        "http://example.org/page;a.css",
        "http://example.org/page.css",
        "http://example.org/page/x.css",
        "http://example.org/page%2Fx.css",
        "http://example.org/page%00.css",
        "http://example.org/page%0a.css",
        "http://example.org/page%23.css",
        "http://example.org/page%3F.css",
        "http://example.org/x%2F..%2Fpage",
        "http://example.org/PAGE",
        "http://example.org:81/page",
        "https://example.org/page",
        "http://example.org./page",
        "http://example.org/x/../page",
        "http://example.org/./page",
        "http://example.org/x/%2e%2e/page",
        "http://example.org/p%61ge",
      })
  void anUnusualSpellingOfTheUri(String uri) {
    assertFalse(poisons(get(uri), PUBLIC));
    assertTrue(bench.hits(get(uri)), "it has a key of its own");
  }

  @Test
  void aFieldThatImitatesAnotherKey() {
    bench.fetch(Bench.get("Cookie", "so that there is a key"), PUBLIC, "body");
    bench.fetch(
        get("http://example.org/other", "X-Host", "a\nidentity: x\npartition: y"), PUBLIC, "evil");
    assertFalse(bench.hits(get("http://example.org/other", "X-Host", "a")));
    assertFalse(bench.hits(get("http://example.org/other")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/account/x.css", "/account%2Fx.css", "/account;x.css", "/static/..%2Faccount"})
  void aPageOfOneUnderTheNameOfAPicture(String path) {
    String uri = "http://example.org" + path;
    ResponseHead careless =
        response(200, "Cache-Control", "max-age=60", "Content-Type", "text/css");
    bench.fetch(get(uri, "Cookie", "victim"), careless, "for the victim");
    assertTrue(bench.hits(get(uri, "Cookie", "victim")));
    assertFalse(bench.hits(get(uri)));
    assertFalse(bench.hits(get(uri, "Cookie", "attacker")));
  }

  @Test
  void aRedirectForOneIsNotForAll() {
    ResponseHead redirect = response(301, "Location", "/u/victim", "Cache-Control", "max-age=60");
    bench.fetch(Bench.get("Cookie", "victim"), redirect, "");
    assertFalse(bench.hits(Bench.get()));
    assertFalse(bench.hits(Bench.get("Cookie", "attacker")));
  }

  @Test
  void aPostThatSaysItIsWhatGetWouldBring() {
    ResponseHead response =
        response(
            200, "Cache-Control", "max-age=60", "Content-Location", "http://example.org/other");
    bench.fetch(Bench.request("POST"), response, "evil");
    assertFalse(bench.hits(get("http://example.org/other")));
    assertFalse(bench.hits(Bench.get()));
  }

  @Test
  void anInvalidationOfAnotherOriginsPage() {
    bench.fetch(get("http://other.example/page"), PUBLIC, "body");
    bench.fetch(Bench.request("POST"), response(201, "Location", "http://other.example/page"), "");
    assertTrue(bench.hits(get("http://other.example/page")));
  }

  @Test
  void aVaryThatNamesThirtyThreeValuesKeepsThirtyTwo() {
    ResponseHead varying = response(200, "Cache-Control", "public, max-age=60", "Vary", "X-V");
    for (int i = 0; i < VariantIndex.MAX_VARIANTS + 8; i++) {
      bench.fetch(Bench.get("X-V", "v" + i), varying, "v" + i);
    }
    int found = 0;
    for (int i = 0; i < VariantIndex.MAX_VARIANTS + 8; i++) {
      found += bench.hits(Bench.get("X-V", "v" + i)) ? 1 : 0;
    }
    assertEquals(VariantIndex.MAX_VARIANTS, found);
  }
}
