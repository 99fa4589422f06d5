package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private @Nullable String arguments;

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void setUp() {
    properties.put("os.name", "Linux");
    properties.put("user.home", "/home/ada");
    environment.put("PATH", "/bin");
  }

  private Settings.Loaded load() {
    return Settings.load(properties, arguments, environment);
  }

  private Settings good() {
    Settings.Loaded loaded = load();
    assertEquals(List.of(), loaded.problems());
    return loaded.settings();
  }

  private String problem() {
    List<String> problems = load().problems();
    assertEquals(1, problems.size(), problems.toString());
    return problems.get(0);
  }

  @Test
  void withoutAnythingSetTheDefaultsStand() {
    Settings settings = good();
    assertTrue(settings.get(SettingTable.ENABLED));
    assertTrue(settings.active());
    assertEquals(Mode.ON, settings.get(SettingTable.MODE));
    assertEquals(Path.of("/home/ada/.cache/larder"), settings.get(SettingTable.DIR));
    assertNull(settings.config());
    assertEquals(ReportTarget.NONE, settings.get(SettingTable.REPORT));
    assertEquals(
        LogTarget.to(Path.of("/home/ada/.cache/larder/larder.log")),
        settings.get(SettingTable.LOG));
    assertEquals(LogLevel.WARN, settings.get(SettingTable.LOG_LEVEL));
    assertFalse(settings.get(SettingTable.SHARED));
    assertTrue(settings.get(SettingTable.HEURISTICS));
    assertEquals(0.1, settings.get(SettingTable.HEURISTICS_FRACTION));
    assertEquals(Duration.ofDays(7), settings.get(SettingTable.HEURISTICS_MAX));
    assertEquals(256_000_000L, settings.get(SettingTable.MAX_ENTRY_SIZE));
    assertEquals(32768L, settings.get(SettingTable.DISK_MAP_FROM));
    assertTrue(settings.get(SettingTable.COLLAPSE));
    assertEquals(Duration.ofSeconds(10), settings.get(SettingTable.COLLAPSE_MAX_WAIT));
  }

  @Test
  void theStrongestSourceCounts() throws IOException {
    Path file = Files.writeString(folder.resolve("c.json"), "{\"max-entry-size\": 1}");
    properties.put("larder.config", file.toString());
    assertEquals(1L, good().get(SettingTable.MAX_ENTRY_SIZE));
    environment.put("LARDER_MAX_ENTRY_SIZE", "2");
    assertEquals(2L, good().get(SettingTable.MAX_ENTRY_SIZE));
    arguments = "max-entry-size=3";
    assertEquals(3L, good().get(SettingTable.MAX_ENTRY_SIZE));
    properties.put("larder.max-entry-size", "4");
    assertEquals(4L, good().get(SettingTable.MAX_ENTRY_SIZE));
  }

  @Test
  void itIsKnownWhereAValueComesFrom() throws IOException {
    Path file = Files.writeString(folder.resolve("c.json"), "{\"profile\": \"scraper\"}");
    properties.put("larder.config", file.toString());
    environment.put("LARDER_MAX_ENTRY_SIZE", "2");
    arguments = "report=true";
    Settings settings = good();
    assertEquals("system property", settings.source(SettingTable.CONFIG));
    assertEquals("agent argument", settings.source(SettingTable.REPORT));
    assertEquals("environment", settings.source(SettingTable.MAX_ENTRY_SIZE));
    assertEquals(file.toString(), settings.source(SettingTable.PROFILE));
    assertEquals("larder.profile", settings.source(SettingTable.MEMORY_TTL));
    assertEquals("default", settings.source(SettingTable.DIR));
    properties.put("larder.mode", "wrong");
    assertEquals("default", load().settings().source(SettingTable.MODE));
  }

  @Test
  void theConfigFileHasNestedObjectsOrDottedNames() throws IOException {
    Path file = folder.resolve("c.json");
    Files.writeString(
        file,
        """
        {"heuristics": {"max": "1d", "fraction": 0.5}, "heuristics": false, "report": true,
         "collapse.max-wait": "5s", "larder": {"log": {"level": "info"}}, "mode": null}
        """);
    arguments = "config=" + file;
    Settings settings = good();
    assertEquals(file, settings.config());
    assertEquals(Duration.ofDays(1), settings.get(SettingTable.HEURISTICS_MAX));
    assertEquals(0.5, settings.get(SettingTable.HEURISTICS_FRACTION));
    assertFalse(settings.get(SettingTable.HEURISTICS));
    assertEquals(ReportTarget.TEXT, settings.get(SettingTable.REPORT));
    assertEquals(Duration.ofSeconds(5), settings.get(SettingTable.COLLAPSE_MAX_WAIT));
    assertEquals(LogLevel.INFO, settings.get(SettingTable.LOG_LEVEL));
  }

  @Test
  void theLogFollowsTheDirectoryUnlessItIsSet() {
    arguments = "dir=~/c";
    assertEquals(LogTarget.to(Path.of("/home/ada/c/larder.log")), good().get(SettingTable.LOG));
    properties.put("larder.log", "stderr");
    assertEquals(LogTarget.STDERR, good().get(SettingTable.LOG));
    properties.put("larder.log", "none");
    assertEquals(LogTarget.NONE, good().get(SettingTable.LOG));
    properties.put("larder.log", "/var/log/l");
    assertEquals(LogTarget.to(Path.of("/var/log/l")), good().get(SettingTable.LOG));
  }

  @Test
  void aNameAloneMeansTrueWhereThatMakesSense() {
    properties.put("larder.report", "");
    arguments = "shared";
    assertEquals(ReportTarget.TEXT, good().get(SettingTable.REPORT));
    assertTrue(good().get(SettingTable.SHARED));
    arguments = "dir";
    assertTrue(problem().startsWith("larder.dir= (agent argument) is not understood"), problem());
  }

  @Test
  void anEmptyVariableIsNotSet() {
    environment.put("LARDER_DIR", "");
    environment.put("LARDER_REPORT", " ");
    assertEquals(ReportTarget.NONE, good().get(SettingTable.REPORT));
  }

  @Test
  void offInEitherWayIsOff() {
    properties.put("larder.mode", "off");
    assertFalse(good().active());
    properties.put("larder.mode", "on");
    properties.put("larder.enabled", "false");
    assertFalse(good().active());
  }

  @Test
  void aWrongValueKeepsTheDefaultAndSaysWhatIsAccepted() {
    properties.put("larder.max-entry-size", "12XB");
    environment.put("LARDER_MAX_ENTRY_SIZE", "12MB");
    assertEquals(256_000_000L, load().settings().get(SettingTable.MAX_ENTRY_SIZE));
    assertEquals(
        "larder.max-entry-size=12XB (system property) is not understood: it takes a whole number of"
            + " bytes, or one with KB, MB, GB (powers of 1000) or KiB, MiB, GiB (powers of 1024),"
            + " from 0 to 2147483647 bytes, and its default, 256MB, stands.",
        problem());
  }

  @Test
  void aMisspeltWordGetsASuggestion() {
    environment.put("LARDER_LOG_LEVEL", "wran");
    assertEquals(
        "larder.log.level=wran (environment) is not understood: it takes off, error, warn, info or"
            + " debug (did you mean warn?), and its default, warn, stands.",
        problem());
  }

  @ParameterizedTest
  @CsvSource({
    "max-entry-sice, max-entry-size",
    "maxEntrySize, max-entry-size",
    "max-wait, collapse.max-wait",
    "heuristic, heuristics",
    "Dir, dir",
    "loglevel, log.level"
  })
  void anUnknownNameGetsASuggestion(String name, String meant) {
    properties.put("larder." + name, "1");
    assertEquals(
        "larder."
            + name
            + "=1 (system property) is not a setting and is ignored: did you mean larder."
            + meant
            + "?",
        problem());
  }

  @Test
  void anUnknownNameWithoutAnyLikeItGetsTheList() {
    arguments = "zzzzzzzz=1";
    assertTrue(
        problem()
            .startsWith(
                "larder.zzzzzzzz=1 (agent argument) is not a setting and is ignored: the settings"
                    + " are enabled, mode, dir, "),
        problem());
  }

  @Test
  void anUnknownVariableIsReportedInItsOwnSpelling() {
    environment.put("LARDER_MAX_ENTRYSIZE", "1");
    environment.put("LARDER_JDKS", "/jdk17,/jdk25");
    assertEquals(
        "LARDER_MAX_ENTRYSIZE=1 (environment) is not a setting and is ignored: did you mean"
            + " LARDER_MAX_ENTRY_SIZE?",
        problem());
  }

  @Test
  void valuesAreShownFitForOneLine() {
    properties.put("larder.mode", "a\nb".repeat(100));
    assertTrue(problem().contains("larder.mode=a?ba?b"), problem());
    assertTrue(problem().length() < 400, problem());
  }

  @Test
  void aConfigFileThatCannotBeReadIsIgnoredAsAWhole() throws IOException {
    Path file = folder.resolve("c.json");
    properties.put("larder.config", file.toString());
    String start =
        "larder.config="
            + file
            + " (system property) is ignored, it takes the path of a readable JSON file: ";
    assertEquals(start + "there is no such file.", problem());
    Files.writeString(file, "{\"report\": true,\n oops");
    assertTrue(problem().startsWith(start + "it is not JSON at line 2"), problem());
    assertEquals(ReportTarget.NONE, load().settings().get(SettingTable.REPORT));
    Files.writeString(file, "[1]");
    assertEquals(start + "it does not start with {.", problem());
    Files.writeString(file, "");
    assertEquals(start + "it does not start with {.", problem());
    Files.writeString(file, "{\"dir\": [1]}");
    assertEquals("larder.dir in " + file + " is ignored: it takes one value, no list.", problem());
    Files.writeString(file, "{\"exclude\": [[1]]}");
    assertEquals(start + "exclude is a list of something else than texts.", problem());
    Files.writeString(file, "{\"a\":".repeat(5000));
    assertTrue(problem().startsWith(start), problem());
    Files.write(file, new byte[(1 << 20) + 1]);
    assertEquals(start + "it is larger than 1 MiB.", problem());
    properties.put("larder.config", folder.toString());
    assertTrue(problem().endsWith("it is not a regular file."), problem());
  }

  @Test
  void listsAreTextsWithCommasOrListsOfTheFile() throws IOException {
    Path file = folder.resolve("c.json");
    Files.writeString(
        file,
        """
        {"exclude": ["/a,b/**", "*.js"], "include": [], "identity.headers": ["X-One", "x-two"]}
        """);
    properties.put("larder.config", file.toString());
    properties.put("larder.force", "/c\\,d/**, *.css,");
    Settings settings = good();
    assertEquals("/a\\,b/**,*.js", settings.shown(SettingTable.EXCLUDE));
    assertEquals(List.of(Glob.of("/a,b/**"), Glob.of("*.js")), settings.get(SettingTable.EXCLUDE));
    assertEquals(List.of(Glob.of("/c,d/**"), Glob.of("*.css")), settings.get(SettingTable.FORCE));
    assertEquals("none", settings.shown(SettingTable.INCLUDE));
    assertEquals("x-one,x-two", settings.shown(SettingTable.IDENTITY_HEADERS));
  }

  @Test
  void whatIsShownCanBeWrittenSo() {
    Settings settings = good();
    Map<String, String> shown = new HashMap<>();
    for (Setting<?> setting : SettingTable.ALL) {
      shown.put(setting.property(), settings.shown(setting));
    }
    assertEquals("24h", shown.get("larder.max-age"));
    assertEquals("64KiB", shown.get("larder.max-header-size"));
    assertEquals("none", shown.get("larder.config"));
    assertEquals("none", shown.get("larder.force"));
    shown.remove("larder.max-age"); // has no effect without force
    properties.putAll(shown);
    Settings again = good();
    for (Setting<?> setting : SettingTable.ALL) {
      assertEquals(settings.get(setting), again.get(setting), setting.name());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "force | **/[a.js | (**/[a.js has a character that no URL has there: did you mean **/?a.js?)",
        "force | , | (there is none in it)",
        "exclude | https://a.org/** | (https://a.org/** has a scheme: did you mean a.org/**?)",
        "include | /a,docs.rs | did you mean docs.rs/** or **/docs.rs?)",
        "ignore-query | utm_source= | did you mean utm_source?)",
        "identity.query | ?pin | did you mean pin?)",
        "identity.headers | , | (there is none in it)",
        "max-age | 1h | larder.max-age=1h (system property) has no effect: it is how long",
      })
  void whatWouldHaveNoEffectIsAProblem(String name, String value, String said) {
    properties.put("larder." + name, value);
    assertTrue(problem().contains(said), problem());
  }

  @Test
  void wrongMembersOfTheConfigFileAreReportedWithItsName() throws IOException {
    Path file = folder.resolve("c.json");
    Files.writeString(file, "{\"config\": \"x\", \"log\": {\"lvel\": 1}, \"collapse\": \"maybe\"}");
    properties.put("larder.config", file.toString());
    assertEquals(
        List.of(
            "larder.config in " + file + " is ignored: a file of settings cannot name another.",
            "larder.log.lvel=1 ("
                + file
                + ") is not a setting and is ignored: did you mean larder.log.level?",
            "larder.collapse=maybe ("
                + file
                + ") is not understood: it takes true or false, and its default, true, stands."),
        load().problems());
  }

  @Test
  void aCopyDiffersInOneSetting() {
    Settings settings = good();
    Settings changed = settings.with(SettingTable.REPORT, ReportTarget.TEXT);
    assertEquals(ReportTarget.TEXT, changed.get(SettingTable.REPORT));
    assertEquals(ReportTarget.NONE, settings.get(SettingTable.REPORT));
    assertTrue(Settings.defaults().get(SettingTable.DIR).isAbsolute());
  }
}
