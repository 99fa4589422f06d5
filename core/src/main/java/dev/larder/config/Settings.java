package dev.larder.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of all settings; immutable. */
public final class Settings {

  /**
   * Settings and what was wrong with what was asked for.
   *
   * @param problems one sentence for each wrong or unknown setting, for people to read
   */
  public record Loaded(Settings settings, List<String> problems) {}

  private final Map<Setting<?>, Object> values;

  Settings(Map<Setting<?>, Object> values) {
    this.values = values;
  }

  /**
   * Reads the settings: system property {@code larder.x.y}, else agent argument {@code x.y=…}, else
   * variable {@code LARDER_X_Y}, else the JSON file that {@code larder.config} names, else the
   * default. Never throws: a wrong setting keeps its default and is one of the problems.
   */
  public static Loaded load(
      Map<String, String> systemProperties,
      @Nullable String agentArguments,
      Map<String, String> environment) {
    try {
      return new SettingsLoader(systemProperties, environment).load(agentArguments);
    } catch (RuntimeException e) {
      Loaded defaults = new SettingsLoader(Map.of(), Map.of()).load(null);
      return new Loaded(
          defaults.settings, List.of("The settings cannot be read, so the defaults stand: " + e));
    }
  }

  /**
   * Reads what a program says itself, under the names of the settings with or without {@code
   * larder.} before them, and the file that it names; nothing else but where this user's caches
   * are.
   */
  public static Loaded given(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("LARDER_"));
    return new SettingsLoader(platform(), environment).given(settings);
  }

  /** Defaults for this user on this platform, whatever is set. */
  public static Settings defaults() {
    return load(platform(), null, Map.of()).settings;
  }

  private static Map<String, String> platform() {
    Map<String, String> properties = new HashMap<>();
    for (String name : List.of("os.name", "user.home", "java.io.tmpdir")) {
      String value = System.getProperty(name);
      if (value != null) {
        properties.put(name, value);
      }
    }
    return properties;
  }

  /** A copy with another value for one setting; the value is not checked. */
  public <T> Settings with(Setting<T> setting, T value) {
    Map<Setting<?>, Object> changed = new HashMap<>(values);
    changed.put(setting, value);
    return new Settings(changed);
  }

  /** The value of a setting; an empty path means none. */
  @SuppressWarnings("unchecked") // values are only put under the setting of their type
  public <T> T get(Setting<T> setting) {
    T value = (T) values.get(setting);
    if (value == null) {
      throw new IllegalArgumentException("Not in the table: " + setting);
    }
    return value;
  }

  /** The value of a setting as one writes it. */
  public <T> String shown(Setting<T> setting) {
    return setting.type().show(get(setting));
  }

  /** Whether the cache is to do anything: enabled and not switched off by its mode. */
  public boolean active() {
    return enabled() && mode() != Mode.OFF;
  }

  public boolean enabled() {
    return get(SettingTable.ENABLED);
  }

  public Mode mode() {
    return get(SettingTable.MODE);
  }

  /** Absolute; it need not exist. */
  public Path dir() {
    return get(SettingTable.DIR);
  }

  /** The file from which settings were to be read, or null. */
  public @Nullable Path config() {
    Path file = get(SettingTable.CONFIG);
    return file.toString().isEmpty() ? null : file;
  }

  /** Names of query parameters whose values are not to be written down. */
  public List<Glob> redactQuery() {
    return get(SettingTable.REDACT_QUERY);
  }

  public boolean report() {
    return get(SettingTable.REPORT);
  }

  /** Whether JMX shows the cache. */
  public boolean jmx() {
    return get(SettingTable.JMX);
  }

  public LogTarget log() {
    return get(SettingTable.LOG);
  }

  public LogLevel logLevel() {
    return get(SettingTable.LOG_LEVEL);
  }

  /** Whether this is a shared cache in the sense of RFC 9111 §1. */
  public boolean shared() {
    return get(SettingTable.SHARED);
  }

  public IdentityMode identity() {
    return get(SettingTable.IDENTITY);
  }

  /** Request fields that tell users apart although they are known not to, in lower case. */
  public Set<String> identityHeaders() {
    return get(SettingTable.IDENTITY_HEADERS);
  }

  /** More request fields that tell nobody apart. */
  public List<Glob> identityIgnoreHeaders() {
    return get(SettingTable.IDENTITY_IGNORE_HEADERS);
  }

  /** More cookies that tell nobody apart. */
  public List<Glob> ignoreCookies() {
    return get(SettingTable.IGNORE_COOKIES).stream()
        .filter(name -> !name.equals(CookiesType.WELL_KNOWN))
        .toList();
  }

  /** Whether the well-known cookies that tell nobody apart make no difference either. */
  public boolean ignoresWellKnownCookies() {
    return get(SettingTable.IGNORE_COOKIES).contains(CookiesType.WELL_KNOWN);
  }

  /** More query parameters that bear credentials, in lower case. */
  public Set<String> identityQuery() {
    return get(SettingTable.IDENTITY_QUERY);
  }

  public boolean heuristics() {
    return get(SettingTable.HEURISTICS);
  }

  /** From 0 to 1. */
  public double heuristicsFraction() {
    return get(SettingTable.HEURISTICS_FRACTION);
  }

  public Duration heuristicsMax() {
    return get(SettingTable.HEURISTICS_MAX);
  }

  /** Whether a stale response may stand in for a server that can't be reached. */
  public boolean staleOnDisconnect() {
    return get(SettingTable.STALE_ON_DISCONNECT);
  }

  /** Whether a status 5xx counts as not reaching the server. */
  public boolean staleOnServerError() {
    return get(SettingTable.STALE_ON_SERVER_ERROR);
  }

  /** Whether responses bear Cache-Status. */
  public boolean cacheStatus() {
    return get(SettingTable.CACHE_STATUS);
  }

  /** Bytes of the largest body that is stored, less than 2 GiB. */
  public long maxEntrySize() {
    return get(SettingTable.MAX_ENTRY_SIZE);
  }

  /** Bytes that the fields of a stored response take at most. */
  public long maxHeaderSize() {
    return get(SettingTable.MAX_HEADER_SIZE);
  }

  /** Bytes that all entries on disk may take, or 0 for any number. */
  public long diskMaxSize() {
    return get(SettingTable.DISK_MAX_SIZE);
  }

  /** Bytes of the disk that stay free. */
  public long diskMinFree() {
    return get(SettingTable.DISK_MIN_FREE);
  }

  /** Bytes from which on a body is mapped. */
  public int diskMapFrom() {
    return Math.toIntExact(get(SettingTable.DISK_MAP_FROM));
  }

  public PlaywrightPages playwrightPages() {
    return get(SettingTable.PLAYWRIGHT_PAGES);
  }

  public MemoryKind memoryStore() {
    return get(SettingTable.MEMORY_STORE);
  }

  /** Bytes that the memory tier takes at most. */
  public long memoryMaxSize() {
    return get(SettingTable.MEMORY_MAX_SIZE);
  }

  /** Bytes of the largest body in memory. */
  public int memoryMaxEntrySize() {
    return Math.toIntExact(get(SettingTable.MEMORY_MAX_ENTRY_SIZE));
  }

  /** How long an entry stays in memory after its last use; zero is for ever. */
  public Duration memoryTtl() {
    return get(SettingTable.MEMORY_TTL);
  }

  /** Whether versions are written down. */
  public boolean versionsLedger() {
    return get(SettingTable.VERSIONS_LEDGER);
  }

  /** How long a superseded version stays. */
  public Duration versionsGrace() {
    return get(SettingTable.VERSIONS_GRACE);
  }

  /** How many superseded versions of a resource stay longer. */
  public int versionsKeep() {
    return get(SettingTable.VERSIONS_KEEP);
  }

  public boolean collapse() {
    return get(SettingTable.COLLAPSE);
  }

  public Duration collapseMaxWait() {
    return get(SettingTable.COLLAPSE_MAX_WAIT);
  }

  /** Whether processes that share the directory wait for each other's downloads. */
  public boolean collapseProcesses() {
    return get(SettingTable.COLLAPSE_PROCESSES);
  }
}
