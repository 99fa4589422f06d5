package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypesTest {
  private final ValueTypes.SizeType size = new ValueTypes.SizeType(1, Integer.MAX_VALUE);
  private final ValueTypes.DurationType duration =
      new ValueTypes.DurationType(Duration.ofDays(365));

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "512B, 512",
    "64KiB, 65536",
    "64 kib, 65536",
    "64KB, 64000",
    "256MB, 256000000",
    "2GB, 2000000000",
    "1GiB, 1073741824",
    "2147483647, 2147483647"
  })
  void aSizeIsBytesOrHasAUnit(String text, long bytes) {
    assertEquals(bytes, size.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "1.5MB",
        "MB",
        "12XB",
        "2GiB",
        "2147483648",
        "9999999999999999999999",
        "99999999TiB",
        "٣MB"
      })
  void whatIsNoSizeOrOutOfBoundsIsRefused(String text) {
    assertNull(size.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "1000, 1KB",
    "65536, 64KiB",
    "256000000, 256MB",
    "2147483647, 2147483647"
  })
  void aSizeIsShownAsOneWouldWriteIt(long bytes, String text) {
    assertEquals(text, size.show(bytes));
  }

  @ParameterizedTest
  @CsvSource({"0, PT0S", "500ms, PT0.5S", "90s, PT90S", "5m, PT5M", "24h, PT24H", "7d, PT168H"})
  void aDurationHasAUnit(String text, Duration expected) {
    assertEquals(expected, duration.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "1w", "-1s", "1.5h", "366d", "999999999999d", "9999999999999s"})
  void whatIsNoDurationOrTooLongIsRefused(String text) {
    assertNull(duration.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "1500ms", "90s", "5m", "23h", "24h", "7d"})
  void aDurationIsShownAsOneWouldWriteIt(String text) {
    Duration value = duration.parse(text);
    assertEquals(text, value == null ? "" : duration.show(value));
  }

  @Test
  void fractionsAndNumbersHaveBounds() {
    ValueTypes.FractionType fraction = new ValueTypes.FractionType();
    assertEquals(0.25, fraction.parse("0.25"));
    assertNull(fraction.parse("NaN"));
    assertNull(fraction.parse("1.01"));
    assertNull(fraction.parse("ten"));
    ValueTypes.IntType number = new ValueTypes.IntType(1, 9);
    assertEquals(9, number.parse("9"));
    assertNull(number.parse("10"));
    assertNull(number.parse("x"));
  }

  @Test
  void wordsAreFreeInTheirCase() {
    ValueTypes.WordType<LogLevel> level = new ValueTypes.WordType<>(LogLevel.values());
    assertEquals(LogLevel.DEBUG, level.parse("Debug"));
    assertNull(level.parse("verbose"));
    assertEquals("off, error, warn, info or debug", level.accepted());
  }

  @Test
  void pathsBecomeAbsolute() {
    assertEquals(Path.of("a").toAbsolutePath(), new ValueTypes.PathType(false).parse("a"));
    assertNull(new ValueTypes.PathType(false).parse("a\0b"));
  }
}
