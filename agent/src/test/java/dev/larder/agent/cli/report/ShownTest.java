package dev.larder.agent.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {

  @ParameterizedTest
  @CsvSource({"0, 0.0 %", "1, 100.0 %", "0.99999, 99.9 %", "0.5, 50.0 %", "0.2857, 28.5 %"})
  void onlyAllIsAHundredPercent(double part, String shown) {
    assertEquals(shown, plain(Shown.percent(part)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 µs",
    "850, 850 µs",
    "1200, 1.2 ms",
    "81400, 81 ms",
    "2000000, 2 s",
    "90000000, 1 min 30 s",
    "8040000000, 2 h 14 min"
  })
  void aLengthHasTheUnitThatSuitsIt(long micros, String shown) {
    assertEquals(shown, plain(Shown.micros(micros)));
  }

  @Test
  void aSpanHasItsTwoLargestUnits() {
    assertEquals("3 d", plain(Shown.span(Duration.ofDays(3).plusSeconds(59))));
    assertEquals("3 d 1 h", plain(Shown.span(Duration.ofDays(3).plusMinutes(61))));
    assertEquals("0 s", plain(Shown.span(Duration.ofSeconds(-5))));
  }

  @Test
  void aTimeIsToldToTheMinute() {
    assertEquals("2026-11-29 10:00", Shown.time(Instant.parse("2026-11-29T10:00:00.5Z")));
    assertEquals("2026-11-29 23:59", Shown.time(Instant.parse("2026-11-29T23:59:59Z")));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, 1",
    "3, 1",
    "4, 2",
    "100, 40",
    "29, 10",
    "31, 20",
    "5000000000, 2000000000"
  })
  void theStepOfAnAxisIsRoundAndThreeOfThemAreEnough(long highest, long step) {
    assertEquals(step, DayChart.step(highest));
  }

  private static String plain(String shown) {
    return shown.replace('\u00a0', ' ');
  }
}
