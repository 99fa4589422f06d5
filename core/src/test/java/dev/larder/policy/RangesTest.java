package dev.larder.policy;

import static dev.larder.policy.Exchange.NOW;
import static dev.larder.policy.Exchange.PRIVATE;
import static dev.larder.policy.Exchange.date;
import static dev.larder.policy.Exchange.fields;
import static dev.larder.policy.Exchange.get;
import static dev.larder.policy.Exchange.method;
import static dev.larder.policy.Exchange.response;
import static dev.larder.policy.Exchange.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Ranges.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Ranges, RFC 9110 §14 and RFC 9111 §3.3, §3.4")
class RangesTest {

  @ParameterizedTest(name = "{0} of {1} bytes: {2} {3}+{4}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "bytes=0-9;100;PART;0;10",
        "bytes=95-;100;PART;95;5",
        "bytes=-5;100;PART;95;5",
        "bytes=-500;100;PART;0;100",
        "bytes=0-0;1;PART;0;1",
        "bytes=100-;100;UNSATISFIABLE;0;0",
        "bytes=-0;100;UNSATISFIABLE;0;0",
        "bytes=0-;0;UNSATISFIABLE;0;0",
        "bytes=-5;0;WHOLE;0;0",
        "bytes=0-1,5-6;100;WHOLE;0;100",
        "bytes=100-,200-;100;UNSATISFIABLE;0;0",
        "bytes=9-1;100;WHOLE;0;100",
        "lines=1-2;100;WHOLE;0;100",
      })
  @DisplayName("a range of a whole response, RFC 9110 §14.2")
  void answered(String range, long body, Kind kind, long offset, long length) {
    Ranges answer = Ranges.answer(get("Range", range), stored("ETag", "\"a\""), body, NOW);
    assertEquals(kind, answer.kind());
    assertEquals(offset, answer.offset());
    assertEquals(length, answer.length());
  }

  @Test
  @DisplayName("206 and 416 tell the range and the length, RFC 9110 §15.3.7 and §15.5.17")
  void heads() {
    StoredResponse held = stored("ETag", "\"a\"", "Content-Length", "100", "X", "1");
    Ranges part = Ranges.answer(get("Range", "bytes=10-19"), held, 100, NOW);
    assertEquals(206, part.head().status());
    assertEquals("bytes 10-19/100", part.head().headers().first("Content-Range"));
    assertEquals("10", part.head().headers().combined("Content-Length"));
    assertEquals("\"a\"", part.head().headers().first("ETag"));
    assertEquals("0", part.head().headers().first("Age"));
    Ranges none = Ranges.answer(get("Range", "bytes=100-"), held, 100, NOW);
    assertEquals(416, none.head().status());
    assertEquals("bytes */100", none.head().headers().first("Content-Range"));
    assertEquals("0", none.head().headers().combined("Content-Length"));
  }

  @ParameterizedTest(name = "[{0}] on [{1}]: {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "If-Range: \"a\";ETag: \"a\";PART",
        "If-Range: W/\"a\";ETag: W/\"a\";WHOLE",
        "If-Range: \"a\";ETag: W/\"a\";WHOLE",
        "If-Range: \"b\";ETag: \"a\";WHOLE",
        "If-Range: a;ETag: a;WHOLE",
        "If-Range: @-5;Last-Modified: @-5;PART",
        "If-Range: @-4;Last-Modified: @-5;WHOLE",
        "If-Range: @0;Last-Modified: @0;WHOLE",
        "If-Range: @-5;Last-Modified: @-5 | Date: x;WHOLE",
        "If-Range: \"a\" | If-Range: \"a\";ETag: \"a\";WHOLE",
        "Range: bytes=0-2;ETag: \"a\";WHOLE",
      })
  @DisplayName("If-Range needs the same strong validator, RFC 9110 §13.1.5")
  void ifRange(String asked, String held, Kind kind) {
    String[] request = fields("Range: bytes=0-1 | " + asked);
    assertEquals(kind, Ranges.answer(get(request), stored(fields(held)), 100, NOW).kind());
  }

  @Test
  @DisplayName("only GET of a 200 has ranges, RFC 9110 §14.2")
  void otherMethods() {
    assertEquals(
        Kind.WHOLE, Ranges.answer(method("HEAD", "Range", "bytes=0-1"), stored(), 100, NOW).kind());
    assertEquals(
        Kind.WHOLE, Ranges.answer(get("Range", "bytes=0-1"), stored(404), 100, NOW).kind());
  }

  private static StoredResponse part(String range) {
    return stored(206, "ETag", "\"a\"", "Content-Range", "bytes " + range, "Age", "9");
  }

  @ParameterizedTest(name = "{0} of {1}: {2}+{3}")
  @CsvSource({
    "bytes=10-19, 10-29/100, 0, 10",
    "bytes=15-19, 10-29/100, 5, 5",
    "bytes=90-, 80-99/100, 10, 10",
    "bytes=-10, 80-99/100, 10, 10",
    "bytes=15-19, 10-29/*, 5, 5",
    "bytes=15-30, 10-29/100, -1, 0",
    "bytes=5-15, 10-29/100, -1, 0",
    "bytes=20-, 10-29/*, -1, 0",
    "bytes=-5, 10-29/*, -1, 0",
    "'bytes=10-11,13-14', 10-29/100, -1, 0",
  })
  @DisplayName("a stored part answers what it holds all of, RFC 9111 §3.3")
  void fromPart(String asked, String held, long offset, long length) {
    Ranges answer = Partials.answer(get("Range", asked), part(held), NOW);
    if (offset < 0) {
      assertNull(answer);
    } else {
      assertNotNull(answer);
      assertEquals(offset, answer.offset());
      assertEquals(length, answer.length());
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "0-9/100, bytes=10-",
    "0-9/*, bytes=10-",
    "90-99/100, bytes=0-89",
    "10-19/100, ''",
    "0-99/100, ''",
    "10-19/*, ''",
  })
  @DisplayName("one range completes a part from either end, RFC 9111 §3.4")
  void completion(String held, String range) {
    Headers expected =
        range.isEmpty() ? Headers.empty() : Headers.of("Range", range, "If-Range", "\"a\"");
    assertEquals(expected, Partials.completion(part(held)));
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "0-9/100, 10-99/100, 200",
    "0-9/*, 10-99/100, 200",
    "50-99/100, 0-60/100, 200",
    "0-9/100, 10-19/100, bytes 0-19/100",
    "0-9/100, 5-7/100, bytes 0-9/100",
    "0-9/100, 11-19/100, ''",
    "0-9/100, 10-19/200, ''",
    "0-9/*, 10-19/*, bytes 0-19/*",
  })
  @DisplayName("parts that touch combine, RFC 9111 §3.4")
  void combined(String held, String arrived, String expected) {
    ResponseHead head =
        Partials.combined(
            part(held),
            response(206, "ETag", "\"a\"", "Content-Range", "bytes " + arrived, "X", "new"),
            PRIVATE);
    if (expected.isEmpty()) {
      assertNull(head);
      return;
    }
    assertNotNull(head);
    assertEquals("new", head.headers().first("X"));
    assertNull(head.headers().first("Age"));
    if (expected.equals("200")) {
      assertEquals(200, head.status());
      assertEquals("100", head.headers().combined("Content-Length"));
      assertNull(head.headers().first("Content-Range"));
    } else {
      assertEquals(expected, head.headers().combined("Content-Range"));
    }
  }

  @Test
  @DisplayName("parts of other or weak tags never combine, RFC 9111 §3.4")
  void otherTags() {
    for (String tag : new String[] {"\"b\"", "W/\"a\"", "a"}) {
      assertNull(
          Partials.combined(
              part("0-9/100"),
              response(206, "ETag", tag, "Content-Range", "bytes 10-99/100", "Date", date(0)),
              PRIVATE),
          tag);
    }
  }
}
