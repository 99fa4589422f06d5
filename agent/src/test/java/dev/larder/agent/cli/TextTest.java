package dev.larder.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

  @Test
  void nothingThatATerminalObeysIsLeft() {
    assertEquals(
        "red ?[31m, back?, title ?, ?abc",
        Text.plain("red \u001b[31m, back\b, title \u009d, \u202eabc"));
    assertEquals("Grüße 世界 😀", Text.plain("Grüße 世界 😀"));
  }

  @ParameterizedTest
  @CsvSource({"-5, 0s", "59, 59s", "60, 1m", "3599, 59m", "3600, 1h", "86399, 23h", "86400, 1d"})
  void aSpanIsShownInItsLargestUnit(long seconds, String shown) {
    assertEquals(shown, Text.span(Duration.ofSeconds(seconds)));
  }

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    assertEquals(
        List.of("A     URL", "1     /", "1234  /long"),
        Text.table(List.of(List.of("A", "URL"), List.of("1", "/"), List.of("1234", "/long"))));
  }
}
