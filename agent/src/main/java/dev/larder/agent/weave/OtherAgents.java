package dev.larder.agent.weave;

import org.jspecify.annotations.Nullable;

/**
 * Class loaders of other agents. Some bring a client of their own to send what they have measured,
 * which is no request of the program.
 */
final class OtherAgents {

  private OtherAgents() {}

  /**
   * Whether a loader is one of another agent, or below one. Only agents put a class of a loader
   * into the bootstrap loader, where it is in no module.
   */
  static boolean own(@Nullable ClassLoader loader) {
    for (ClassLoader next = loader; next != null; next = next.getParent()) {
      Class<?> type = next.getClass();
      if (type.getClassLoader() == null && !type.getModule().isNamed()) {
        return true;
      }
    }
    return false;
  }
}
