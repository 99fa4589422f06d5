package dev.larder.library;

import static dev.larder.library.Larder.PAGE;
import static dev.larder.library.Larder.bytes;
import static dev.larder.library.Larder.fields;
import static dev.larder.library.Larder.save;
import static dev.larder.library.Larder.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenWithSettingsTest {

  @TempDir Path directory = Path.of("");

  private static String refused(Map<String, String> settings) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> LarderCache.open(settings))
            .getMessage());
  }

  @Test
  void namesAreThoseOfTheSettingsWithOrWithoutPrefix() {
    for (String prefix : List.of("", "larder.")) {
      try (LarderCache cache =
          LarderCache.open(Map.of(prefix + "dir", directory.toString(), prefix + "mode", "off"))) {
        assertEquals(directory.toAbsolutePath(), cache.directory());
        assertEquals("mode-off", save(cache, "hello").refusal());
      }
    }
  }

  @Test
  void aWrongSettingIsNamedInASentence() {
    assertTrue(
        refused(Map.of("mode", "offf")).startsWith("larder.mode=offf (given) is not understood"));
    String unknown = refused(Map.of("larder.max-entry-sise", "1"));
    assertTrue(unknown.contains("did you mean larder.max-entry-size?"), unknown);
    assertEquals(2, refused(Map.of("mode", "offf", "dirr", "x")).lines().count());
  }

  @Test
  void aWrongFileOfRulesIsNamedInASentence() throws IOException {
    Path config =
        Files.writeString(directory.resolve("larder.json"), "{\"rules\": [{\"mach\": 1}]}");
    String message = refused(Map.of("config", config.toString()));
    assertTrue(message.startsWith(config.toString()), message);
  }

  @Test
  void aWrongSettingDoesNotHideTheWrongRulesOfItsFile() throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("larder.json"), "{\"mode\": \"offf\", \"rules\": [{\"mach\": 1}]}");
    String message = refused(Map.of("config", config.toString()));
    assertTrue(message.contains("larder.mode=offf"), message);
    assertTrue(message.contains("did you mean match?"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "larder.jmx", "collapse", "playwright.pages", "log.level"})
  void aSettingThatHasNoEffectHereIsNamed(String name) {
    String message = refused(Map.of(name, name.endsWith("level") ? "debug" : "off"));
    assertTrue(message.contains(name + " (given) has no effect here"), message);
  }

  @Test
  void systemPropertiesAreNotLookedAt() {
    System.setProperty("larder.dir", directory.resolve("elsewhere").toString());
    System.setProperty("larder.mode", "nonsense");
    try (LarderCache cache = LarderCache.open()) {
      assertTrue(cache.directory().toString().contains("larder"), cache.directory().toString());
      assertTrue(!cache.directory().startsWith(directory));
    } finally {
      System.clearProperty("larder.dir");
      System.clearProperty("larder.mode");
    }
  }

  @Test
  void withoutSettingsItLiesWhereAgentsHaveTheirs() {
    Map<String, String> platform = new HashMap<>();
    for (String name : List.of("os.name", "user.home", "java.io.tmpdir")) {
      platform.put(name, System.getProperty(name));
    }
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("LARDER_"));
    try (LarderCache cache = LarderCache.open()) {
      assertEquals(
          Settings.load(platform, null, environment).settings().get(SettingTable.DIR),
          cache.directory());
    }
  }

  @Test
  void openingMakesNoFile() throws IOException {
    Path fresh = directory.resolve("fresh");
    try (LarderCache cache = LarderCache.open(fresh)) {
      assertNull(cache.load(PAGE));
      assertEquals(List.of(), cache.list(1));
      assertEquals(0, cache.statistics().entriesOnDisk());
    }
    assertTrue(Files.notExists(fresh));
  }

  @Test
  void rulesHoldAsForAgents() throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("larder.json"),
            "{\"rules\": [{\"match\": {\"path\": \"/page\"}, \"max-age\": \"1h\", \"force\": true}]}");
    try (LarderCache cache = new Larder(directory).open("config", config.toString())) {
      Map<String, List<String>> unwilling = fields("Cache-Control", "no-store");
      assertTrue(cache.save(PAGE, 200, unwilling, bytes("first")).isStored());
      assertTrue(cache.save(PAGE, 200, unwilling, bytes("second")).isStored());
      assertEquals("second", text(cache.load(PAGE, fields("Cache-Control", "no-cache"))));
      assertTrue(cache.list(1).get(0).toString().contains("fresh until 2026-11-25T13:00:00Z"));
      cache.remove(PAGE);
      assertNull(cache.load(PAGE));
    }
    try (LarderCache cache = new Larder(directory).open("exclude", "/page")) {
      assertEquals("rule", save(cache, "hello").refusal());
    }
  }

  @Test
  void whatMakesNoDifferenceIsRemovedWithTheRest() {
    Larder larder = new Larder(directory);
    try (LarderCache cache = larder.open("ignore-query", "utm_*")) {
      save(cache, "hello");
      assertEquals("hello", text(cache.load(URI.create(PAGE + "?utm_source=x"))));
      cache.remove(URI.create(PAGE + "?utm_source=y"));
      assertNull(cache.load(PAGE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"observe", "read-only", "offline", "replay", "off"})
  void inModesThatStoreNothingNothingIsSaved(String mode) {
    Larder larder = new Larder(directory);
    try (LarderCache cache = larder.open()) {
      save(cache, "before");
    }
    try (LarderCache cache = larder.open("mode", mode)) {
      assertEquals("mode-" + mode, save(cache, "after").refusal());
      boolean serves = !mode.equals("observe") && !mode.equals("off");
      assertEquals(serves ? "before" : null, text(cache.load(PAGE)));
    }
    try (LarderCache cache = larder.open()) {
      assertEquals("before", text(cache.load(PAGE)));
    }
  }

  @Test
  void whatCanNotBeFoundOfflineIsNotAResponse() {
    try (LarderCache cache = new Larder(directory).open("mode", "offline")) {
      assertNull(cache.load(PAGE));
      assertEquals(1, cache.statistics().misses());
    }
  }

  @Test
  void aDirectoryThatCanNotBeUsedStoresNothingAndDoesNotThrow() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "mine");
    try (LarderCache cache = LarderCache.open(file)) {
      assertNull(cache.load(PAGE));
      assertTrue(!save(cache, "hello").isStored());
      assertNull(cache.load(PAGE));
    }
    assertEquals("mine", Files.readString(file));
  }
}
