package dev.larder.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process starts with: its settings, its rules, and everything that is wrong with either.
 *
 * @param problems one sentence each, for people to read
 */
public record Configuration(Settings settings, Rules rules, List<String> problems) {

  /** As {@link Settings#load}, with the rules of the file that the settings name. */
  public static Configuration load(
      Map<String, String> systemProperties,
      @Nullable String agentArguments,
      Map<String, String> environment) {
    return of(Settings.load(systemProperties, agentArguments, environment));
  }

  /**
   * That of this process.
   *
   * @param agentArguments what stands behind {@code -javaagent:larder.jar=}, or null
   */
  public static Configuration ofProcess(@Nullable String agentArguments) {
    return load(systemProperties(), agentArguments, System.getenv());
  }

  /** The system properties that are text: a program may put anything in there. */
  private static Map<String, String> systemProperties() {
    Map<String, String> properties = new HashMap<>();
    System.getProperties()
        .forEach(
            (name, value) -> {
              if (name instanceof String key && value instanceof String text) {
                properties.put(key, text);
              }
            });
    return properties;
  }

  /** As {@link Settings#given}, with the rules of the file that the settings name. */
  public static Configuration given(Map<String, String> settings) {
    return of(Settings.given(settings));
  }

  private static Configuration of(Settings.Loaded settings) {
    Rules.Loaded rules = Rules.load(settings.settings());
    List<String> problems = new ArrayList<>(settings.problems());
    if (rules.read()) { // otherwise the settings have reported the file already
      problems.addAll(rules.problems());
    }
    return new Configuration(settings.settings(), rules.rules(), List.copyOf(problems));
  }
}
