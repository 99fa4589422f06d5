package dev.larder.policy;

import static dev.larder.policy.Exchange.NOW;
import static dev.larder.policy.Exchange.PRIVATE;
import static dev.larder.policy.Exchange.date;
import static dev.larder.policy.Exchange.fields;
import static dev.larder.policy.Exchange.get;
import static dev.larder.policy.Exchange.response;
import static dev.larder.policy.Exchange.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Validation, RFC 9111 §4.3")
class ValidationTest {

  @Test
  @DisplayName("both validators are sent as they were given, §4.3.1")
  void conditions() {
    assertEquals(
        Headers.of("If-None-Match", "W/\"a\"", "If-Modified-Since", date(-5)),
        Validation.conditions(stored("ETag", "W/\"a\"", "Last-Modified", date(-5))));
    assertTrue(Validation.conditions(stored("ETag", "a", "Last-Modified", "x")).isEmpty());
    assertTrue(Validation.conditions(stored("ETag", "\"a\"", "ETag", "\"b\"")).isEmpty());
  }

  @Test
  @DisplayName("several variants are asked about by all their tags, §4.3.1")
  void severalConditions() {
    List<StoredResponse> variants =
        List.of(
            stored("ETag", "\"a\""), stored("Last-Modified", date(-5)), stored("ETag", "\"b\""));
    assertEquals(Headers.of("If-None-Match", "\"a\", \"b\""), Validation.conditions(variants));
    assertEquals(
        List.of(variants.get(2)),
        Validation.confirmed(get(), variants, response(304, "ETag", "\"b\"")));
    assertEquals(List.of(), Validation.confirmed(get(), variants, response(304)));
  }

  @ParameterizedTest(name = "[{0}] by [{1}]: {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "ETag: \"a\";ETag: \"a\";true",
        "ETag: \"a\";ETag: W/\"a\";true",
        "ETag: \"a\";ETag: \"b\";false",
        "ETag: \"a\";ETag: b;false",
        "ETag: \"a\";``;true",
        "ETag: \"a\" | Last-Modified: @-5;Last-Modified: @-5;true",
        "ETag: \"a\" | Last-Modified: @-5;Last-Modified: @-4;false",
        "ETag: \"a\" | Last-Modified: @-5;ETag: \"a\" | Last-Modified: @-4;true",
        "Last-Modified: @-5;Last-Modified: @-5;true",
        "Last-Modified: @-5;Last-Modified: @-4;false",
        "Last-Modified: @-5;``;true",
        "X: y;``;false",
        "X: y;ETag: \"a\";false",
      })
  @DisplayName("a 304 confirms only what it is about, §4.3.4")
  void confirms(String held, String given, boolean expected) {
    assertEquals(expected, Validation.confirms(stored(fields(held)), response(304, fields(given))));
    assertFalse(Validation.confirms(stored(fields(held)), response(200, fields(given))));
  }

  @Test
  @DisplayName("a 304 replaces fields but for those that describe the stored bytes, §3.2")
  void refreshed() {
    StoredResponse held =
        stored(
            fields(
                "ETag: \"a\" | Content-Length: 5 | Content-Type: text/plain | Content-Encoding: gzip"
                    + " | X: 1 | X: 2 | Y: old | Age: 50 | Date: @-50 | Cache-Control: max-age=1"));
    ResponseHead merged =
        Validation.refreshed(
            held,
            response(
                304,
                fields(
                    "ETag: \"a\" | Content-Length: 0 | Content-Type: text/html |"
                        + " Content-Encoding: br | Content-Range: bytes 0-0/1 | X: 3 | Z: new |"
                        + " Date: @0 | Cache-Control: max-age=9 | Set-Cookie: a=b |"
                        + " Connection: close, Hop | Hop: x | Transfer-Encoding: chunked")),
            PRIVATE);
    Headers expected =
        Headers.of(
            fields(
                "Content-Length: 5 | Content-Type: text/plain | Content-Encoding: gzip | Y: old"
                    + " | ETag: \"a\" | X: 3 | Z: new | Date: @0 | Cache-Control: max-age=9"));
    assertEquals(200, merged.status());
    assertEquals(expected.toMap(), merged.headers().toMap());
  }

  @Test
  @DisplayName("without Date in the 304 the time of its arrival counts, RFC 9110 §6.6.1")
  void refreshedWithoutDate() {
    StoredResponse held = stored("Date", date(-500), "ETag", "\"a\"", "Cache-Control", "max-age=9");
    ResponseHead merged = Validation.refreshed(held, response(304), PRIVATE);
    StoredResponse again = new StoredResponse(merged, Headers.empty(), NOW, NOW);
    assertTrue(Freshness.of(again, PRIVATE, NOW).fresh());
  }

  @ParameterizedTest(name = "[{0}] by [{1}]: {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "ETag: \"a\" | Content-Length: 5;ETag: \"a\" | Content-Length: 5;true",
        "ETag: \"a\" | Content-Length: 5;ETag: \"a\";true",
        "ETag: \"a\" | Content-Length: 5;X: y;true",
        "ETag: \"a\" | Content-Length: 5;ETag: \"b\";false",
        "Last-Modified: @-5;Last-Modified: @-4;false",
        "Content-Length: 5;Content-Length: 6;false",
        "X: y;ETag: \"b\";false",
      })
  @DisplayName("HEAD freshens what it agrees with and outdates the rest, §4.3.5")
  void head(String held, String given, boolean freshened) {
    ResponseHead head =
        Validation.freshenedByHead(
            stored(fields(held)), response(200, fields(given + " | Extra: 1")), PRIVATE);
    if (freshened) {
      assertEquals("1", assertNotNullHead(head).headers().first("Extra"));
    } else {
      assertNull(head);
    }
  }

  private static ResponseHead assertNotNullHead(@Nullable ResponseHead head) {
    assertNotNull(head);
    return head;
  }

  @Test
  @DisplayName("a HEAD that fails says nothing, §4.3.5")
  void failedHead() {
    StoredResponse held = stored("ETag", "\"a\"");
    assertSame(
        held.head(), Validation.freshenedByHead(held, response(404, "ETag", "\"b\""), PRIVATE));
  }
}
