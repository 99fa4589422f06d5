package net.openhft.chronicle.core.analytics;

import java.util.HashMap;
import java.util.Map;

/**
 * Takes the place of the library's own interface of this name, by which it reports its use to its
 * makers. This one reports nothing, and looks at nothing that could be reported.
 */
public interface AnalyticsFacade {

  default void sendEvent(String name) {}

  default void sendEvent(String name, Map<String, String> parameters) {}

  static boolean isEnabled() {
    return false;
  }

  /** A map that the caller fills. */
  static Map<String, String> standardAdditionalProperties() {
    return new HashMap<>();
  }
}
