package dev.larder.chronicle;

import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * What the classes of Chronicle see of the program around them. The build redirects their calls of
 * the JDK's methods of these names to here: they are to obey none of the properties that a program
 * may set for a Chronicle of its own, read no file, make no folder, leave no thread and no hook,
 * and log nothing.
 */
public final class Environment {

  private Environment() {}

  /** Our own choices, and what the JVM itself says of the machine. */
  public static String getProperty(String name) {
    switch (name) {
      case "background.releaser":
        return "false"; // what is closed is released at once, not by a thread
      case "chronicle.analytics.disable":
      case "chronicle.announcer.disable":
        return "true";
      case "project.build.directory":
        return "target"; // or else a folder of that name is looked for, or made
      case "system.properties":
        return "dev/larder/chronicle/none.properties"; // or else one of the program's would do
      default:
        return name.startsWith("java.")
                || name.startsWith("os.")
                || name.startsWith("sun.")
                || name.startsWith("user.")
                || name.startsWith("line.")
            ? System.getProperty(name)
            : null;
    }
  }

  public static String getProperty(String name, String otherwise) {
    String value = getProperty(name);
    return value == null ? otherwise : value;
  }

  public static boolean getBoolean(String name) {
    return Boolean.parseBoolean(getProperty(name));
  }

  public static Integer getInteger(String name) {
    return null;
  }

  public static Integer getInteger(String name, int otherwise) {
    return otherwise;
  }

  public static Integer getInteger(String name, Integer otherwise) {
    return otherwise;
  }

  public static Long getLong(String name) {
    return null;
  }

  public static Long getLong(String name, long otherwise) {
    return otherwise;
  }

  public static Long getLong(String name, Long otherwise) {
    return otherwise;
  }

  /** What matters comes as an exception; what else there is to say would worry people. */
  public static Logger getLogger(Class<?> type) {
    return NOPLogger.NOP_LOGGER;
  }

  public static Logger getLogger(String name) {
    return NOPLogger.NOP_LOGGER;
  }

  /** Nothing is left to do at the end of the process. */
  public static void addShutdownHook(Runtime runtime, Thread hook) {}
}
