package dev.larder.agent.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What premain knows of the settings. */
class EarlySettingsTest {

  @AfterEach
  void clear() {
    System.clearProperty("larder.enabled");
    System.clearProperty("larder.mode");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "enabled=false;true",
        " Mode=x, mode = off;false",
        "mode=off;true",
        "mode=OFF ;true",
        "dir=/c,mode=off;true",
        "mode=off,mode=on;false",
        "enabled=true;false",
        "xmode=off;false",
        "dir=mode=off;false",
        "'';false"
      })
  void arguments(String arguments, boolean off) {
    assertEquals(off, EarlySettings.off(arguments));
  }

  @Test
  void aPropertyCountsMoreThanAnArgument() {
    System.setProperty("larder.enabled", "false");
    assertTrue(EarlySettings.off(null));
    assertTrue(EarlySettings.off("enabled=true"));
    System.setProperty("larder.enabled", "true");
    assertFalse(EarlySettings.off("enabled=false"));
    System.setProperty("larder.mode", " off ");
    assertTrue(EarlySettings.off("enabled=false"));
  }
}
