package dev.larder.agent.boot;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What premain must know of the settings before the code that reads them is loaded: whether one of
 * them switches everything off.
 */
final class EarlySettings {

  private EarlySettings() {}

  /** Whether {@code enabled=false} or {@code mode=off} is given where it counts. */
  static boolean off(@Nullable String arguments) {
    return "false".equals(given("enabled", arguments)) || "off".equals(given("mode", arguments));
  }

  private static @Nullable String given(String name, @Nullable String arguments) {
    String value = System.getProperty("larder." + name);
    if (value == null && arguments != null) {
      for (String argument : arguments.split(",", -1)) {
        if (argument.strip().startsWith(name + "=")) {
          value = argument.strip().substring(name.length() + 1);
        }
      }
    }
    if (value == null) {
      value = System.getenv("LARDER_" + name.toUpperCase(Locale.ROOT));
    }
    return value == null ? null : value.strip().toLowerCase(Locale.ROOT);
  }
}
