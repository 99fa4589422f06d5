package dev.larder.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of all settings; immutable. */
public final class Settings {

  /**
   * Settings, and the mistakes in what the user has set.
   *
   * @param problems one sentence for each wrong or unknown setting
   */
  public record Loaded(Settings settings, List<String> problems) {}

  private static final String DEFAULT = "default";

  private final Map<Setting<?>, Object> values;
  private final Map<Setting<?>, String> sources;

  /**
   * @param sources where values come from that are not defaults
   */
  Settings(Map<Setting<?>, Object> values, Map<Setting<?>, String> sources) {
    this.values = values;
    this.sources = sources;
  }

  /**
   * Reads the settings: system property {@code larder.x.y}, else agent argument {@code x.y=…}, else
   * variable {@code LARDER_X_Y}, else the JSON file that {@code larder.config} names, else the
   * default. Never throws: a wrong setting has its default and is one of the problems.
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
   * Reads the settings that a program passes, by their names with or without {@code larder.}, and
   * the file that they name. Properties and variables serve only to find the cache directory.
   */
  public static Loaded given(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("LARDER_"));
    return new SettingsLoader(platform(), environment).given(settings);
  }

  /** The defaults for this user on this platform. */
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
    return with(setting, value, "given");
  }

  /** The same, with what {@link #source} tells of the value. */
  public <T> Settings with(Setting<T> setting, T value, String source) {
    Map<Setting<?>, Object> changed = new HashMap<>(values);
    changed.put(setting, value);
    Map<Setting<?>, String> changedSources = new HashMap<>(sources);
    changedSources.put(setting, source);
    return new Settings(changed, changedSources);
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

  /** The value of a setting in its own syntax. */
  public <T> String shown(Setting<T> setting) {
    return setting.type().show(get(setting));
  }

  /**
   * Where the value of a setting comes from: {@code default}, {@code system property}, {@code agent
   * argument}, {@code environment}, {@code larder.profile}, {@code given} by a program, or the path
   * of a file.
   */
  public String source(Setting<?> setting) {
    return sources.getOrDefault(setting, DEFAULT);
  }

  /** Whether the cache is enabled and its mode is not off. */
  public boolean active() {
    return get(SettingTable.ENABLED) && get(SettingTable.MODE) != Mode.OFF;
  }

  /** The file of settings and rules, or null. */
  public @Nullable Path config() {
    Path file = get(SettingTable.CONFIG);
    return file.toString().isEmpty() ? null : file;
  }

  /** Cookies that do not identify a user, besides the well-known ones. */
  public List<Glob> ignoreCookies() {
    List<Glob> names = new ArrayList<>(get(SettingTable.IGNORE_COOKIES));
    names.remove(ListType.Cookies.WELL_KNOWN);
    return List.copyOf(names);
  }

  /** Whether the well-known cookies that do not identify a user are ignored too. */
  public boolean ignoresWellKnownCookies() {
    return get(SettingTable.IGNORE_COOKIES).contains(ListType.Cookies.WELL_KNOWN);
  }
}
