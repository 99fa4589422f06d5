package dev.larder.policy;

import static dev.larder.policy.Exchange.PRIVATE;
import static dev.larder.policy.Exchange.SHARED;
import static dev.larder.policy.Exchange.TARGET;
import static dev.larder.policy.Exchange.fields;
import static dev.larder.policy.Exchange.get;
import static dev.larder.policy.Exchange.method;
import static dev.larder.policy.Exchange.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.IdentityMode;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.identity.IdentitySettings;
import dev.larder.policy.identity.UriSecrets;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Storing, RFC 9111 §3")
class StorabilityTest {

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "200;Cache-Control: max-age=60;storable",
        "200;Expires: @60;storable",
        "200;Expires: @-60;storable",
        "200;ETag: \"a\";storable",
        "200;Last-Modified: @-60;storable",
        "200;Expires: 0;no-freshness",
        "200;X: y;no-freshness",
        "200;Cache-Control: public;no-freshness",
        "200;Cache-Control: no-store, max-age=60;response-no-store",
        "200;Cache-Control: max-age=60 | Cache-Control: NO-STORE;response-no-store",
        "200;Cache-Control: private, max-age=60;storable",
        "200;Cache-Control: no-cache, max-age=60;no-cache-without-validator",
        "200;Cache-Control: no-cache | ETag: \"a\";storable",
        "200;Cache-Control: no-cache | ETag: unquoted;no-cache-without-validator",
        "200;Pragma: no-cache | Cache-Control: max-age=60;storable",
        "203;ETag: \"a\";storable",
        "204;ETag: \"a\";storable",
        "300;ETag: \"a\";storable",
        "301;Cache-Control: max-age=60;storable",
        "308;Last-Modified: @-60;storable",
        "404;ETag: \"a\";storable",
        "405;ETag: \"a\";storable",
        "410;ETag: \"a\";storable",
        "414;ETag: \"a\";storable",
        "501;ETag: \"a\";storable",
        "201;ETag: \"a\";status-not-cacheable",
        "302;ETag: \"a\";status-not-cacheable",
        "307;ETag: \"a\";status-not-cacheable",
        "500;ETag: \"a\";status-not-cacheable",
        "302;Cache-Control: max-age=60;storable",
        "302;Cache-Control: public | ETag: \"a\";storable",
        "302;Cache-Control: private | ETag: \"a\";storable",
        "302;Cache-Control: max-age=x | ETag: \"a\";status-not-cacheable",
        "302;Cache-Control: max-age=60, max-age | ETag: \"a\";status-not-cacheable",
        "302;Cache-Control: \"private\" | ETag: \"a\";status-not-cacheable",
        "200;Cache-Control: max-age=x;no-freshness",
        "200;Cache-Control: a=\"b, c=\"no-store\", max-age=60;response-no-store",
        "200;Cache-Control: a=\"no-store\", max-age=60;storable",
        "503;Cache-Control: max-age=60;storable",
        "299;Cache-Control: max-age=60;storable",
        "599;Expires: @60;storable",
        "100;Cache-Control: max-age=60;status",
        "206;Cache-Control: max-age=60;partial",
        "304;Cache-Control: max-age=60;status",
        "401;Cache-Control: max-age=60, public;status",
        "407;Cache-Control: max-age=60, public;status",
        "429;Cache-Control: max-age=60;status",
        "200;Vary: * | Cache-Control: max-age=60;vary-any",
        "200;Vary: a, * | Cache-Control: max-age=60;vary-any",
        "200;Set-Cookie: a=b | Last-Modified: @-60;set-cookie",
        "200;Set-Cookie: a=b | Cache-Control: max-age=60;set-cookie",
        "200;Set-Cookie: a=b | Cache-Control: public, max-age=60;storable",
      })
  @DisplayName("of statuses and directives in a private cache")
  void judged(int status, String fields, String reason) {
    Storability verdict = Storability.judge(get(), response(status, fields(fields)), PRIVATE);
    assertEquals(reason, verdict.reason().word());
    assertEquals(reason.equals("storable"), verdict.storable());
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "200;must-understand, no-store, max-age=60;storable",
        "299;must-understand, no-store, max-age=60;status-not-understood",
        "299;must-understand, max-age=60;status-not-understood",
        "299;max-age=60;storable",
        "299;\"must-understand\", max-age=60;status-not-understood",
        "200;must-understand, \"no-store\", max-age=60;response-no-store",
        "200;must-understand=1, no-store, max-age=60;response-no-store",
      })
  @DisplayName("must-understand lifts no-store where the status is understood, §5.2.2.3")
  void mustUnderstand(int status, String directives, String reason) {
    assertEquals(
        reason,
        Storability.judge(get(), response(status, "Cache-Control", directives), PRIVATE)
            .reason()
            .word());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "Cache-Control: private, max-age=60;private",
        "Cache-Control: private=\"x\", max-age=60;storable",
        "Cache-Control: private=\"etag\", max-age=60;private",
        "Cache-Control: public, private, max-age=60;private",
        "Cache-Control: s-maxage=60;storable",
        "CDN-Cache-Control: no-store | Cache-Control: max-age=60;response-no-store",
        "CDN-Cache-Control: max-age=60 | Cache-Control: no-store;storable",
      })
  @DisplayName("a shared cache stores nothing private, §5.2.2.7")
  void shared(String fields, String reason) {
    assertEquals(
        reason, Storability.judge(get(), response(200, fields(fields)), SHARED).reason().word());
  }

  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "Authorization;max-age=60;false",
        "Authorization;max-age=60, must-revalidate;false",
        "Authorization;max-age=60, public;true",
        "Authorization;s-maxage=60, max-age=60;true",
        "Authorization;max-age=60, public, private;false",
        "Authorization;max-age=60, s-maxage=60, private;false",
        "Authorization;max-age=60, s-maxage=x;false",
        "Authorization;max-age=60, \"s-maxage=60\";false",
        "Proxy-Authorization;max-age=60;false",
        "Cookie;max-age=60;false",
        "X-API-Key;max-age=60;false",
        "x-auth-token;max-age=60;false",
        "X-Api-Key;max-age=60, public;true",
        "Cookie;max-age=60, must-revalidate;false",
        "Cookie;max-age=60, public;true",
        "cookie;max-age=60, s-maxage=0;true",
        "X-Other;max-age=60;false",
        "X-Request-Id;max-age=60;true",
      })
  @DisplayName("what credentials brought is common only if made for all, §3.5")
  void credentials(String name, String directives, boolean common) {
    RequestHead request = get(name, "secret");
    ResponseHead response = response(200, "Cache-Control", directives);
    assertEquals(common, Storability.isCommon(request, response, PRIVATE));
    assertTrue(Storability.judge(request, response, PRIVATE).storable());
    assertEquals(
        common ? "storable" : "request-credentials",
        Storability.judge(request, response, with(IdentityMode.NONE_STORED)).reason().word());
    assertTrue(Storability.isCommon(request, response, with(IdentityMode.SHARED)));
  }

  private static PolicySettings with(IdentityMode mode) {
    return Exchange.with(SettingTable.IDENTITY, mode);
  }

  @Test
  @DisplayName("names of fields and query parameters can be added")
  void moreCredentials() {
    PolicySettings more =
        PolicySettings.of(
            Settings.defaults()
                .with(SettingTable.IDENTITY_HEADERS, Set.of("user-agent"))
                .with(SettingTable.IDENTITY_QUERY, Set.of("k")));
    ResponseHead response = response(200, "Cache-Control", "max-age=60");
    RequestHead query =
        RequestHead.get(URI.create("https://example.com/?a=1&K=v"), Headers.empty());
    assertTrue(Storability.isCommon(query, response, PRIVATE));
    assertFalse(Storability.isCommon(query, response, more));
    assertTrue(Storability.isCommon(get("User-Agent", "v"), response, PRIVATE));
    assertFalse(Storability.isCommon(get("User-Agent", "v"), response, more));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "https://a.example/?token=t&b=1&sig=,https://a.example/?token=...&b=1&sig=...",
    "https://u:p@a.example/p@q?x=1,https://a.example/p@q?x=1",
    "https://a.example/?Access_Token=t,https://a.example/?Access_Token=...",
    "https://a.example/?words=t&token,https://a.example/?words=t&token",
    "https://a.example/token=t,https://a.example/token=t",
  })
  @DisplayName("what is written of a URI tells no credential")
  void redacted(String uri, String shown) {
    assertEquals(shown, UriSecrets.redacted(uri, IdentitySettings.of(Settings.defaults())));
  }

  @Test
  @DisplayName("what could be read differently by others is not stored")
  void poisoned() {
    assertEquals("range-ignored", reason(get("Range", "bytes=0-1"), "ETag", "\"a\""));
    assertEquals("headers-too-large", reason(get(), "X-Long", "x".repeat(70_000)));
    assertEquals(
        "foreign-content-location", reason(get(), "Content-Location", "https://other.example/"));
    assertEquals("storable", reason(get(), "Content-Location", "page.en.html"));
  }

  private static String reason(RequestHead request, String name, String value) {
    return Storability.judge(
            request, response(200, "Cache-Control", "max-age=60", name, value), PRIVATE)
        .reason()
        .word();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "CDN-Cache-Control: max-age=60 | Cache-Control: public;false",
        "CDN-Cache-Control: max-age=60, public | Cache-Control: max-age=60;true",
        "CDN-Cache-Control: s-maxage=60 | Cache-Control: no-store;true",
      })
  @DisplayName("the field that governs is the one that makes it common, RFC 9213 §2.2")
  void targetedCredentials(String fields, boolean storable) {
    assertEquals(
        storable,
        Storability.judge(get("Authorization", "secret"), response(200, fields(fields)), SHARED)
            .storable());
  }

  @Test
  @DisplayName("requests with no-store, a body or another method store nothing, §3 and §5.2.1.5")
  void requests() {
    var plain = response(200, "Cache-Control", "max-age=60");
    assertEquals(
        "request-no-store",
        Storability.judge(get("Cache-Control", "no-store"), plain, PRIVATE).reason().word());
    RequestHead body = new RequestHead("GET", TARGET, Headers.empty(), true);
    assertEquals("request-body", Storability.judge(body, plain, PRIVATE).reason().word());
    for (String method :
        new String[] {"HEAD", "PUT", "POST", "DELETE", "OPTIONS", "get", "QUERY"}) {
      assertEquals(
          "method", Storability.judge(method(method), plain, PRIVATE).reason().word(), method);
    }
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "200;Cache-Control: max-age=60 | Content-Location: /dir/page?x=1;true",
        "200;Cache-Control: max-age=60 | Content-Location: https://EXAMPLE.com:443/dir/page?x=1;true",
        "200;Cache-Control: max-age=60 | Content-Location: /dir/other;false",
        "200;Cache-Control: max-age=60 | Content-Location: ://;false",
        "200;Cache-Control: max-age=60;false",
        "200;Content-Location: /dir/page?x=1 | Last-Modified: @-60;false",
        "201;Cache-Control: max-age=60 | Content-Location: /dir/page?x=1;false",
      })
  @DisplayName("POST stores what its response says GET would bring, RFC 9110 §9.3.3")
  void post(int status, String fields, boolean storable) {
    assertEquals(
        storable,
        Storability.judge(method("POST"), response(status, fields(fields)), PRIVATE).storable());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "Content-Length: 5;storable",
        "Content-Length: 5 | Content-Length: 5;storable",
        "Content-Length: 5, 5;storable",
        "Content-Length: 5 | Content-Length: 6;malformed-length",
        "Content-Length: 5, 6;malformed-length",
        "Content-Length: -5;malformed-length",
        "Content-Length: 5x;malformed-length",
        "Content-Length: 9999999999999999999;malformed-length",
        "Content-Length: ,;malformed-length",
        "Content-Length: 5 | Transfer-Encoding: chunked;malformed-length",
        "Transfer-Encoding: Chunked;storable",
        "Transfer-Encoding: gzip, chunked;transfer-coding",
        "Transfer-Encoding: chunked | Transfer-Encoding: chunked;transfer-coding",
        "Bad Name: x;malformed-field",
      })
  @DisplayName("a head that parties may read differently is not stored, RFC 9112 §6.3 and §11")
  void poisoned(String fields, String reason) {
    Headers headers = Headers.of(fields(fields)).with("Cache-Control", "max-age=60");
    assertEquals(
        reason,
        Storability.judge(get(), response(200).withHeaders(headers), PRIVATE).reason().word());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0b"})
  @DisplayName("a value with CR, LF or NUL is not stored, RFC 9110 §5.5")
  void controls(String value) {
    assertEquals(
        "malformed-field",
        Storability.judge(get(), response(200, "Cache-Control", "max-age=60", "X", value), PRIVATE)
            .reason()
            .word());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "ETag: \"a\" | Content-Range: bytes 0-4/10;storable",
        "ETag: W/\"a\" | Content-Range: bytes 0-4/10;no-strong-validator",
        "Content-Range: bytes 0-4/10;no-strong-validator",
        "ETag: \"a\" | Content-Range: bytes 4-0/10;malformed-range",
        "ETag: \"a\" | Content-Range: bytes */10;malformed-range",
        "ETag: \"a\" | Content-Type: multipart/byteranges;malformed-range",
      })
  @DisplayName("a part is stored only if it can be combined, §3.3 and §3.4")
  void partial(String fields, String reason) {
    Headers headers = Headers.of(fields(fields)).with("Cache-Control", "max-age=60");
    assertEquals(
        reason,
        Storability.judgePartial(
                get("Range", "bytes=0-4"), response(206).withHeaders(headers), PRIVATE)
            .reason()
            .word());
    assertFalse(Storability.judgePartial(get(), response(200), PRIVATE).storable());
  }
}
