package dev.larder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Dates, RFC 9110 §5.6.7")
class HttpDateTest {

  private static final Instant SAMPLE = Instant.parse("1994-11-06T08:49:37Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun Nov 06 08:49:37 1994",
        "SUN, 06 nov 1994 08:49:37 gmt",
        "Mon, 06 Nov 1994 08:49:37 GMT",
      })
  @DisplayName("the three formats are read, in any case (RFC 9111 §4.2)")
  void valid(String text) {
    assertEquals(SAMPLE, HttpDate.parse(text, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 AEST",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1994 08:49:37 GMT+1",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 08.49.37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun 06 Nov 1994 08:49:37 GMT",
        "Sun,  06 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Xyz, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nox 1994 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  6 08:49:37 1994 GMT",
        "1994-11-06T08:49:37Z",
        "Sun, +6 Nov 1994 08:49:37 GMT",
        "Sun, 0٦ Nov 1994 08:49:37 GMT",
      })
  @DisplayName("nothing else is")
  void invalid(String text) {
    assertNull(HttpDate.parse(text, null));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z, 76, 2076",
    "2026-01-01T00:00:00Z, 77, 1977",
    "2026-01-01T00:00:00Z, 00, 2000",
    "1999-01-01T00:00:00Z, 10, 1910",
  })
  @DisplayName("a two-digit year is at most 50 years ahead")
  void century(Instant reference, String digits, String year) {
    assertEquals(
        Instant.parse(year + "-11-06T08:49:37Z"),
        HttpDate.parse("Sunday, 06-Nov-" + digits + " 08:49:37 GMT", reference));
  }

  @Test
  @DisplayName("a leap second is not later than meant")
  void leapSecond() {
    assertEquals(
        Instant.parse("2016-12-31T23:59:59Z"),
        HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1994-11-06T08:49:37Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
  @DisplayName("what is written is read back")
  void roundTrip(Instant instant) {
    assertEquals(instant, HttpDate.parse(HttpDate.format(instant), null));
  }

  @Test
  @DisplayName("writing keeps within four-digit years and cuts off parts of seconds")
  void format() {
    assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(SAMPLE.plusMillis(999)));
    assertEquals("Fri, 31 Dec 9999 23:59:59 GMT", HttpDate.format(Instant.MAX));
    assertEquals("Sat, 01 Jan 0000 00:00:00 GMT", HttpDate.format(Instant.MIN));
  }

  @Test
  @DisplayName("a date that stands twice is none")
  void twice() {
    String date = HttpDate.format(SAMPLE);
    assertNull(HttpDate.of(Headers.of("Expires", date, "Expires", date), "expires", null));
    assertEquals(SAMPLE, HttpDate.of(Headers.of("Expires", date), "expires", null));
  }
}
