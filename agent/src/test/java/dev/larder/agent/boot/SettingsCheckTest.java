package dev.larder.agent.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Setting;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check at the start against the table of settings and the code that reads them. */
class SettingsCheckTest {

  /** Values as people write them, right for some settings and wrong for others. */
  private static final List<String> USUAL =
      List.of(
          "true",
          "TRUE",
          " false ",
          "yes",
          "none",
          "on",
          "off",
          "auto",
          "observe",
          "read-only",
          "read_only",
          "refresh",
          "offline",
          "replay",
          "scraper",
          "error",
          "warn",
          "info",
          "debug",
          "trace",
          "shared",
          "none-stored",
          "chronicle",
          "buffer",
          "heap",
          "-1",
          "+1",
          "1e3",
          "1023",
          "1024",
          "999999999",
          "12345678901234567890",
          "1KB",
          "1 kb",
          "1K",
          "1KiB",
          "1MiB",
          "1025KiB",
          "8 MiB",
          "9MiB",
          "16MiB",
          "17MiB",
          "2GiB",
          "64GiB",
          "65GiB",
          "900000GiB",
          "1048576GiB",
          "1048577GiB",
          "999999999GiB",
          "1KBB",
          "0ms",
          "1ms",
          "90s",
          "1m",
          "60m",
          "61m",
          "1h",
          "1H",
          "2h",
          "365d",
          "366d",
          "3650d",
          "3651d",
          "999999999d",
          "1 d",
          "1w",
          "1min",
          "d",
          "ms",
          "1.5h",
          "\u0661",
          "\u0661s",
          "1\u0661s",
          "/tmp/larder",
          "larder",
          "a\0b",
          "\u00e4",
          "C:\\larder",
          "stderr",
          "*.js",
          "/a/**",
          "redis://cache",
          "redis://cache.example:6379",
          "rediss://127.0.0.1:1",
          "redis://cache:65535",
          "redis://cache:65536",
          "redis://cache:0",
          "redis://cache:1x",
          "redis://:6379",
          "redis://",
          "http://cache",
          "cache:6379",
          "a,b");

  /** Others, of which some are right but left to the code that reads settings. */
  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "json",
          "a.html",
          "0",
          "00",
          "1",
          "64",
          "65",
          "0.1",
          "0B",
          "1000000000",
          "2147483647",
          "2147483648",
          "1TiB",
          "redis://cache:",
          "redis://cache.:1",
          "redis://a..b",
          "redis://.a",
          "redis://-a",
          "redis://me:secret@cache",
          "redis://cache/1",
          "redis://[::1]:6379",
          "redis+sentinel://a,b/main",
          "~",
          "~/larder");

  static Stream<Setting<?>> settings() {
    return SettingTable.ALL.stream();
  }

  private static boolean passes(String name, String value) {
    return SettingsCheck.passes(Map.of(name, value), null, Map.of());
  }

  @Test
  void eachSettingHasARow() {
    List<String> names = new ArrayList<>();
    for (String row : SettingsCheck.TABLE) {
      names.add(row.split(" ", 2)[0]);
    }
    assertEquals(SettingTable.ALL.stream().map(Setting::name).toList(), names);
  }

  /** Nothing that would be reported at the start is held back. */
  @ParameterizedTest
  @MethodSource("settings")
  void whatPassesIsReadWithoutAProblem(Setting<?> setting) {
    for (String value : Stream.concat(USUAL.stream(), ODD.stream()).toList()) {
      Map<String, String> properties = Map.of(setting.property(), value);
      if (SettingsCheck.passes(properties, null, Map.of())) {
        assertEquals(List.of(), Settings.load(properties, null, Map.of()).problems(), value);
      }
      for (String argument :
          List.of(setting.name() + "=" + value, " " + setting.property() + " = " + value)) {
        if (SettingsCheck.passes(Map.of(), argument, Map.of())) {
          assertEquals(List.of(), problems(argument), argument);
        }
      }
      Map<String, String> environment = Map.of(setting.variable(), value);
      if (SettingsCheck.passes(Map.of(), null, environment)) {
        assertEquals(List.of(), Settings.load(Map.of(), null, environment).problems(), value);
      }
    }
  }

  static Stream<Setting<?>> settingsOfKnownKind() {
    List<String> known =
        Stream.of(SettingsCheck.TABLE)
            .filter(row -> row.indexOf(' ') > 0)
            .map(row -> row.split(" ", 2)[0])
            .toList();
    assertTrue(known.size() > 25, known::toString);
    // What else these take is acted on at the start, or depends on other settings.
    List<Setting<?>> inPart = List.of(SettingTable.REPORT, SettingTable.REMOTE_IDENTITIES);
    return settings()
        .filter(setting -> known.contains(setting.name()) && !inPart.contains(setting));
  }

  /** Words and limits are the same, so that nothing usual is read at the start. */
  @ParameterizedTest
  @MethodSource("settingsOfKnownKind")
  void theUsualValuesOfAKnownKindPassIfTheyAreRight(Setting<?> setting) {
    for (String value : USUAL) {
      Map<String, String> properties = Map.of(setting.property(), value);
      boolean right = Settings.load(properties, null, Map.of()).problems().isEmpty();
      assertEquals(right, passes(setting.property(), value), value);
    }
  }

  @Test
  void nothingGivenPasses() {
    assertTrue(SettingsCheck.passes(Map.of("user.home", "/"), null, Map.of("PATH", "/bin")));
    assertTrue(SettingsCheck.passes(Map.of(), " ", Map.of()));
    assertTrue(SettingsCheck.passes(Map.of(), ",", Map.of("LARDER_JDKS", "/jdk", "LARDER_X", " ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dir=/c,mode=on",
        "mode=observe, log.level = debug ,collapse=false,max-entry-size=64MB,memory.ttl=90s",
        "larder.disk.max-size=2GiB",
        "log=stderr,",
        "dir=C:\\larder"
      })
  void usualArgumentsPass(String arguments) {
    assertTrue(SettingsCheck.passes(Map.of(), arguments, Map.of()));
    assertEquals(List.of(), problems(arguments));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config=/c.json",
        "report",
        "report=true",
        "=x",
        "dir=/c,=x",
        "dir=\"/a,b\"",
        "dir=/a\\,b",
        "mode",
        "mod=on",
        "mode=onn",
        "Mode=on",
        "max-age=1h",
        "dir=/c,mode=on=off"
      })
  void whatMayBeWrongOrHasToBeReadAtTheStartDoesNotPass(String arguments) {
    assertFalse(SettingsCheck.passes(Map.of(), arguments, Map.of()));
  }

  @Test
  void eachSourceIsLookedAt() {
    assertFalse(passes("larder.mode", "onn"));
    assertFalse(passes("larder.", "on"));
    assertFalse(SettingsCheck.passes(Map.of(), null, Map.of("LARDER_MODE", "onn")));
    assertFalse(SettingsCheck.passes(Map.of(), null, Map.of("LARDER_LOG.LEVEL", "warn")));
    assertTrue(SettingsCheck.passes(Map.of(), null, Map.of("LARDER_LOG_LEVEL", "warn")));
    Properties odd = new Properties();
    odd.put("larder.mode", 1);
    assertFalse(SettingsCheck.passes(odd, null, Map.of()));
  }

  private static List<String> problems(@Nullable String arguments) {
    return Settings.load(Map.of(), arguments, Map.of()).problems();
  }
}
