package dev.larder.policy;

import static dev.larder.policy.Exchange.NOW;
import static dev.larder.policy.Exchange.PRIVATE;
import static dev.larder.policy.Exchange.SHARED;
import static dev.larder.policy.Exchange.TARGET;
import static dev.larder.policy.Exchange.after;
import static dev.larder.policy.Exchange.date;
import static dev.larder.policy.Exchange.fields;
import static dev.larder.policy.Exchange.get;
import static dev.larder.policy.Exchange.method;
import static dev.larder.policy.Exchange.response;
import static dev.larder.policy.Exchange.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Settings;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.policy.ClientConditions.Verdict;
import dev.larder.policy.RequestClass.Kind;
import dev.larder.policy.identity.Credentials;
import dev.larder.policy.identity.IdentitySettings;
import dev.larder.policy.identity.UriSecrets;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Requests sorted, heads cleaned and served, conditions answered, what is invalidated")
class HeadsTest {

  @ParameterizedTest(name = "{0} {1}: {2} {3}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "GET;``;LOOKUP;get",
        "HEAD;Range: bytes=0-1;LOOKUP;head",
        "GET;If-None-Match: *;CONDITIONAL;get",
        "HEAD;If-Modified-Since: @0;CONDITIONAL;head",
        "GET;Range: bytes=0-1;RANGE;range",
        "GET;If-Range: \"a\";LOOKUP;get",
        "GET;Range: bytes=0-1 | If-None-Match: \"a\";RANGE;range",
        "GET;If-Match: \"a\";PASS;precondition",
        "GET;If-Unmodified-Since: @0;PASS;precondition",
        "GET;Upgrade: websocket;PASS;upgrade",
        "GET;Upgrade: h2c;LOOKUP;get",
        "GET;A-IM: vcdiff;PASS;instance-manipulation",
        "OPTIONS;``;PASS;method",
        "TRACE;``;PASS;method",
        "CONNECT;``;PASS;method",
        "PROPFIND;``;PASS;method",
        "POST;``;UNSAFE;post",
        "PUT;``;UNSAFE;method",
        "DELETE;``;UNSAFE;method",
        "FROBNICATE;``;UNSAFE;method",
        "get;``;UNSAFE;method",
      })
  @DisplayName("requests are sorted by method and what stands out, RFC 9111 §3 and §4")
  void classified(String method, String fields, Kind kind, String reason) {
    RequestClass of = RequestClass.of(method(method, fields(fields)));
    assertEquals(kind, of.kind());
    assertEquals(reason, of.reason().word());
  }

  @Test
  @DisplayName("a body on GET passes; HEAD and unsafe methods but POST don't store")
  void bodies() {
    RequestHead body = new RequestHead("GET", TARGET, Headers.empty(), true);
    RequestClass passed = RequestClass.of(body);
    assertEquals(new RequestClass(Kind.PASS, Reason.REQUEST_BODY), passed);
    assertFalse(passed.mayLookUp() || passed.mayStore() || passed.invalidates());
    RequestClass head = RequestClass.of(method("HEAD"));
    assertTrue(head.mayLookUp() && !head.mayStore() && !head.invalidates());
    RequestClass post = RequestClass.of(method("POST"));
    assertTrue(!post.mayLookUp() && post.mayStore() && post.invalidates());
    assertFalse(RequestClass.of(method("PUT")).mayStore());
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://u:p@example.com/", "https://u@h_o.example/", "http://@a/"})
  @DisplayName("the user information of a URI is a credential, whatever its host looks like")
  void userInformation(URI uri) {
    RequestHead request = RequestHead.get(uri, Headers.empty());
    assertTrue(Credentials.in(request, IdentitySettings.of(Settings.defaults())));
    assertFalse(
        UriSecrets.redacted(uri.toString(), IdentitySettings.of(Settings.defaults()))
            .contains("@"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-HTTP-Method-Override", "x-http-method", "X-Method-Override"})
  @DisplayName("a request that means another method is unsafe")
  void methodOverride(String name) {
    assertEquals(
        new RequestClass(Kind.UNSAFE, Reason.METHOD_OVERRIDE),
        RequestClass.of(get(name, "DELETE")));
  }

  private static String names(Headers headers) {
    return headers.names().stream().collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "{0}: {1}, shared {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "A: 1 | Connection: x | Keep-Alive: x | Proxy-Authenticate: x | TE: x;A;A",
        "A: 1 | Proxy-Authentication-Info: x | Proxy-Authorization: x | Upgrade: x;A;A",
        "A: 1 | Proxy-Connection: x | Trailer: x | Transfer-Encoding: x;A;A",
        "A: 1 | Set-Cookie: a=b | set-cookie: c=d | Set-Cookie2: x;A;A",
        "A: 1 | B: 2 | C: 3 | Connection: b, close | connection: C;A;A",
        "A: 1 | Connection: Cache-Control, Vary, ETag | Vary: a | ETag: \"a\";A ETag Vary;A ETag"
            + " Vary",
        "A: 1 | :status: 200;A;A",
        "A: 1 | B: 2 | Cache-Control: no-cache=\"b\";A Cache-Control;A Cache-Control",
        "A: 1 | B: 2 | Cache-Control: private=\"b\";A B Cache-Control;A Cache-Control",
        "Cache-Control: no-cache=\"vary\" | Vary: a;Cache-Control Vary;Cache-Control Vary",
      })
  @DisplayName("what belongs to the connection or is withheld is not stored, RFC 9111 §3.1")
  void hygiene(String fields, String kept, String keptInShared) {
    var head = response(200, fields(fields));
    assertEquals(kept, names(StorableHeaders.forStoring(head, PRIVATE).headers()));
    assertEquals(keptInShared, names(StorableHeaders.forStoring(head, SHARED).headers()));
  }

  @Test
  @DisplayName("repeated lengths become one, and of Age what counts stays")
  void singles() {
    Headers headers =
        StorableHeaders.forStoring(response(200, "Content-Length", "5, 5", "Age", "7, 8"), PRIVATE)
            .headers();
    assertEquals(List.of("5"), headers.all("Content-Length"));
    assertEquals(List.of("7"), headers.all("Age"));
    assertFalse(
        StorableHeaders.forStoring(response(200, "Age", "x"), PRIVATE).headers().contains("Age"));
  }

  @Test
  @DisplayName("what is served bears its current Age and keeps its Date, RFC 9111 §5.1")
  void served() {
    StoredResponse held = stored(fields("Age: 5 | X: 1 | Date: @-2"));
    Headers served = held.served(after(10).plusMillis(900)).headers();
    assertEquals(List.of("15"), served.all("Age"));
    assertEquals(List.of(date(-2)), served.all("Date"));
    assertEquals("1", served.first("X"));
    StoredResponse undated = new StoredResponse(response(200), Headers.empty(), NOW, NOW);
    assertEquals(date(0), undated.served(after(10)).headers().first("Date"));
  }

  @ParameterizedTest(name = "[{0}] on [{1}]: {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "If-None-Match: \"a\";ETag: \"a\";NOT_MODIFIED",
        "If-None-Match: W/\"a\";ETag: \"a\";NOT_MODIFIED",
        "If-None-Match: \"a\";ETag: W/\"a\";NOT_MODIFIED",
        "If-None-Match: \"b\", \"a\";ETag: \"a\";NOT_MODIFIED",
        "If-None-Match: \"b\" | If-None-Match: \"a\";ETag: \"a\";NOT_MODIFIED",
        "If-None-Match: \"b\";ETag: \"a\";FULL",
        "If-None-Match: \"b\";X: y;FULL",
        "If-None-Match: *;X: y;NOT_MODIFIED",
        "If-None-Match: a;ETag: \"a\";FORWARD",
        "If-None-Match: ``;ETag: \"a\";FORWARD",
        "If-None-Match: \"b\" | If-Modified-Since: @0;ETag: \"a\" | Last-Modified: @-5;FULL",
        "If-None-Match: \"a\" | If-Modified-Since: @-9;ETag: \"a\" | Last-Modified:"
            + " @-5;NOT_MODIFIED",
        "If-Modified-Since: @-5;Last-Modified: @-5;NOT_MODIFIED",
        "If-Modified-Since: @-4;Last-Modified: @-5;NOT_MODIFIED",
        "If-Modified-Since: @-6;Last-Modified: @-5;FULL",
        "If-Modified-Since: @0;X: y;NOT_MODIFIED",
        "If-Modified-Since: @-1;X: y;FULL",
        "If-Modified-Since: @1;Date: x;NOT_MODIFIED",
        "If-Modified-Since: x;Last-Modified: @-5;FULL",
        "If-Match: \"a\";ETag: \"a\";FORWARD",
        "X: y;ETag: \"a\";FULL",
      })
  @DisplayName("the caller's conditions are answered from what is stored, RFC 9111 §4.3.2")
  void conditions(String asked, String held, Verdict verdict) {
    assertEquals(
        verdict,
        ClientConditions.evaluate(get(fields(asked.replace("``", ""))), stored(fields(held))));
  }

  @Test
  @DisplayName("conditions count only on a success, RFC 9110 §13.2.1")
  void conditionsOnErrors() {
    assertEquals(
        Verdict.FULL,
        ClientConditions.evaluate(get("If-None-Match", "*"), stored(404, "ETag", "\"a\"")));
  }

  @Test
  @DisplayName("a 304 has no fields of a body, RFC 9110 §15.4.5")
  void notModified() {
    StoredResponse held =
        stored(
            fields(
                "ETag: \"a\" | Cache-Control: max-age=9 | Vary: a | Content-Location: /x | X: 1"
                    + " | Content-Length: 5 | Content-Type: text/plain | Content-Encoding: br"));
    var head = ClientConditions.notModified(held, after(3));
    assertEquals(304, head.status());
    assertEquals("3", head.headers().first("Age"));
    assertEquals("Age Cache-Control Content-Location Date ETag Vary X", names(head.headers()));
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "POST;200;``;/dir/page?x=1",
        "PUT;204;``;/dir/page?x=1",
        "FROBNICATE;303;``;/dir/page?x=1",
        "DELETE;404;``;``",
        "POST;500;Location: /a;``",
        "GET;200;Location: /a;``",
        "OPTIONS;200;Location: /a;``",
        "POST;201;Location: /a | Content-Location: b;/dir/page?x=1 /a /dir/b",
        "POST;201;Location: https://EXAMPLE.com:443/a;/dir/page?x=1 /a",
        "POST;201;Location: ?y=2;/dir/page?x=1 /dir/page?y=2",
        "POST;201;Location: #f | Content-Location: /dir/page?x=1;/dir/page?x=1",
        "POST;201;Location: //other.example/a;/dir/page?x=1",
        "POST;201;Location: http://example.com/a;/dir/page?x=1",
        "POST;201;Location: https://example.com:444/a;/dir/page?x=1",
        "POST;201;Location: ht tp://%;/dir/page?x=1",
        "POST;201;Location: mailto:a@example.com;/dir/page?x=1",
      })
  @DisplayName("unsafe methods invalidate within their origin unless they fail, RFC 9111 §4.4")
  void invalidated(String method, int status, String fields, String expected) {
    List<URI> targets = Invalidation.targets(method(method), response(status, fields(fields)));
    assertEquals(
        expected,
        targets.stream()
            .map(
                uri ->
                    uri.getQuery() == null ? uri.getPath() : uri.getPath() + "?" + uri.getQuery())
            .collect(Collectors.joining(" ")));
  }
}
