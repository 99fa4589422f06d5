package dev.larder.agent.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What premain knows of the settings. */
class GivenSettingsTest {

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
    assertEquals(off, GivenSettings.off(arguments));
  }

  @Test
  void aPropertyCountsMoreThanAnArgument() {
    System.setProperty("larder.enabled", "false");
    assertTrue(GivenSettings.off(null));
    assertTrue(GivenSettings.off("enabled=true"));
    System.setProperty("larder.enabled", "true");
    assertFalse(GivenSettings.off("enabled=false"));
    System.setProperty("larder.mode", " off ");
    assertTrue(GivenSettings.off("enabled=false"));
  }

  @Test
  void anySettingIsSeen() {
    assertTrue(GivenSettings.any("dir=/c"));
    System.setProperty("larder.mode", "on");
    assertTrue(GivenSettings.any(null));
    assertTrue(GivenSettings.any(" "));
  }
}
