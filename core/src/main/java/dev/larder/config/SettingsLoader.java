package dev.larder.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sources in order of precedence and parses the values. If several sources name a
 * setting, only the first one counts; if its value is wrong, the setting has its default.
 */
final class SettingsLoader implements AgentArguments.Sink {
  private static final String PROPERTY_PREFIX = "larder.";
  private static final String VARIABLE_PREFIX = "LARDER_";

  /** How many characters of a wrong value a message repeats. */
  private static final int MOST_SHOWN = 200;

  /** A variable of the tests, not a setting: the JDKs on which they run. */
  private static final String TEST_VARIABLE = "LARDER_JDKS";

  /** A setting in a source: the name and the text as written there, and the source. */
  private record Given(String name, String text, String source) {}

  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final Map<Setting<?>, Given> given = new HashMap<>();
  private final Map<Setting<?>, Object> values = new HashMap<>();
  private final Map<Setting<?>, String> sources = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  SettingsLoader(Map<String, String> properties, Map<String, String> environment) {
    this.properties = properties;
    this.environment = environment;
  }

  Settings.Loaded load(@Nullable String agentArguments) {
    for (Map.Entry<String, String> entry : starting(PROPERTY_PREFIX, properties).entrySet()) {
      String name = entry.getKey();
      offer(SettingTable.named(plain(name)), new Given(name, entry.getValue(), "system property"));
    }
    AgentArguments.read(agentArguments, this);
    for (Map.Entry<String, String> entry : starting(VARIABLE_PREFIX, environment).entrySet()) {
      if (!entry.getKey().equals(TEST_VARIABLE) && !entry.getValue().isBlank()) {
        offer(
            byVariable(entry.getKey()), new Given(entry.getKey(), entry.getValue(), "environment"));
      }
    }
    readConfigFile(resolve(SettingTable.CONFIG, Path.of("")));
    Profile profile = resolve(SettingTable.PROFILE, null);
    for (Map.Entry<String, String> said : profile.settings().entrySet()) {
      offer(
          SettingTable.named(said.getKey()),
          new Given(said.getKey(), said.getValue(), "larder.profile"));
    }
    Path dir = resolve(SettingTable.DIR, CacheDirectory.of(properties, environment));
    resolve(SettingTable.LOG, LogTarget.to(dir.resolve("larder.log")));
    for (Setting<?> setting : SettingTable.ALL) {
      if (!values.containsKey(setting)) {
        resolve(setting, null);
      }
    }
    withoutEffect(profile);
    return new Settings.Loaded(new Settings(values, sources), List.copyOf(problems));
  }

  /** Reports what counts only together with something that is not set. */
  private void withoutEffect(Profile profile) {
    Given age = given.get(SettingTable.MAX_AGE);
    if (age != null
        && profile == Profile.NONE
        && !given.containsKey(SettingTable.FORCE)
        && parse(SettingTable.MAX_AGE.type(), age.text.strip()) != null) {
      problems.add(
          written(age)
              + " has no effect: it is how long what larder.force names is kept, and that is not"
              + " set. For what no force names, a rule has max-age.");
    }
    Given identities = given.get(SettingTable.REMOTE_IDENTITIES);
    if (identities != null
        && Boolean.TRUE.equals(values.get(SettingTable.REMOTE_IDENTITIES))
        && Path.of("").equals(values.get(SettingTable.REMOTE_KEY))) {
      problems.add(
          written(identities)
              + " has no effect without larder.remote.key, with which responses are sealed.");
    }
  }

  /** Settings that a program passes have precedence over all sources. */
  Settings.Loaded given(Map<String, String> settings) {
    for (Map.Entry<String, String> entry : new TreeMap<>(settings).entrySet()) {
      String name = entry.getKey();
      offer(SettingTable.named(plain(name)), new Given(name, entry.getValue(), "given"));
    }
    return load(null);
  }

  @Override
  public void argument(String name, String value) {
    offer(SettingTable.named(plain(name)), new Given(name, value, "agent argument"));
  }

  @Override
  public void problem(String sentence) {
    problems.add(sentence);
  }

  private void readConfigFile(Path file) {
    if (file.toString().isEmpty()) {
      return;
    }
    try {
      for (Map.Entry<String, ConfigFile.Value> member : ConfigFile.read(file).entrySet()) {
        ConfigFile.Value value = member.getValue();
        Setting<?> setting = SettingTable.named(plain(member.getKey()));
        if (setting == SettingTable.CONFIG) {
          problems.add(
              "larder.config in " + file + " is ignored: a file of settings cannot name another.");
        } else if (value.isList() && setting != null && !(setting.type() instanceof ListType)) {
          problems.add(setting + " in " + file + " is ignored: it takes one value, no list.");
        } else {
          offer(setting, new Given(member.getKey(), value.text(), file.toString()));
        }
      }
    } catch (IOException e) {
      Given source = given.get(SettingTable.CONFIG);
      problems.add(
          "larder.config="
              + file
              + (source == null ? "" : " (" + source.source + ")")
              + " is ignored, it takes the path of a readable JSON file: "
              + reason(e)
              + ".");
    }
  }

  static String reason(IOException e) {
    if (e instanceof java.nio.file.FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "access to it is denied";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void offer(@Nullable Setting<?> setting, Given said) {
    if (setting == null) {
      problems.add(unknown(said));
    } else {
      given.putIfAbsent(setting, said);
    }
  }

  /** Puts the value of a setting into the result. The derived default is null if it is fixed. */
  private <T> T resolve(Setting<T> setting, @Nullable T derivedDefault) {
    T value = null;
    Given said = given.get(setting);
    if (said != null) {
      value = parse(setting.type(), said.text.strip());
      if (value == null) {
        problems.add(wrong(setting, said));
      } else {
        sources.put(setting, said.source);
      }
    }
    if (value == null) {
      value = setting.fixedDefault();
    }
    if (value == null) {
      value = derivedDefault;
    }
    if (value == null) {
      throw new IllegalStateException("No default: " + setting);
    }
    values.put(setting, value);
    return value;
  }

  private <T> @Nullable T parse(ValueType<T> type, String text) {
    if (text.isEmpty()) {
      return type.whenEmpty();
    }
    String home = properties.get("user.home");
    boolean fromHome = type.isPath() && home != null && text.startsWith("~/");
    return type.parse(fromHome ? home + text.substring(1) : text);
  }

  private static String wrong(Setting<?> setting, Given said) {
    String hint = setting.type().hint(said.text.strip());
    return setting.property()
        + "="
        + shown(said.text)
        + " ("
        + said.source
        + ") is not understood: it takes "
        + setting.type().accepted()
        + (hint == null ? "" : " (" + shown(hint) + ")")
        + ", and its default, "
        + setting.shownDefault().replace("`", "")
        + ", stands.";
  }

  /** The setting as the user wrote it. */
  private static String written(Given said) {
    boolean variable = said.name.startsWith(VARIABLE_PREFIX);
    String name = variable ? said.name : PROPERTY_PREFIX.concat(plain(said.name));
    return name + "=" + shown(said.text) + " (" + said.source + ")";
  }

  private static String unknown(Given said) {
    boolean variable = said.name.startsWith(VARIABLE_PREFIX);
    List<String> names = new ArrayList<>();
    for (Setting<?> setting : SettingTable.ALL) {
      names.add(setting.name());
    }
    String plain = variable ? said.name.substring(VARIABLE_PREFIX.length()) : plain(said.name);
    String meant = Suggestion.near(plain, names);
    Setting<?> near = meant == null ? null : SettingTable.named(meant);
    return written(said)
        + " is not a setting and is ignored: "
        + (near == null
            ? "the settings are " + String.join(", ", names) + "."
            : "did you mean " + (variable ? near.variable() : near.property()) + "?");
  }

  /** A text without control characters or credentials of a URL, and of limited length. */
  private static String shown(String given) {
    int at = given.lastIndexOf('@');
    int slashes = given.indexOf("//");
    boolean credentials = slashes >= 0 && at > slashes;
    String text = credentials ? given.substring(0, slashes + 2) + '…' + given.substring(at) : given;
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MOST_SHOWN); i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) ? '?' : c);
    }
    return text.length() > MOST_SHOWN ? shown.append('…').toString() : shown.toString();
  }

  private static String plain(String name) {
    return name.startsWith(PROPERTY_PREFIX) ? name.substring(PROPERTY_PREFIX.length()) : name;
  }

  private static @Nullable Setting<?> byVariable(String variable) {
    for (Setting<?> setting : SettingTable.ALL) {
      if (setting.variable().equals(variable)) {
        return setting;
      }
    }
    return null;
  }

  /** The members with this prefix, sorted, so that the order of problems does not change. */
  private static Map<String, String> starting(String prefix, Map<String, String> all) {
    Map<String, String> found = new TreeMap<>();
    for (Map.Entry<String, String> entry : all.entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        found.put(entry.getKey(), entry.getValue());
      }
    }
    return found;
  }
}
