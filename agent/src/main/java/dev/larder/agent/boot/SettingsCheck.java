package dev.larder.agent.boot;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether everything that is given of the settings is surely right. Then nothing is to be reported
 * at the start, and they are read when a client is used. Knows the usual values alone: for all
 * others the code that reads settings, which takes long to load, has the last word.
 */
final class SettingsCheck {

  /**
   * What each setting surely takes: its name, the kind of its values, and their limits or the
   * values themselves. A setting without a kind is left to the code that reads settings: lists,
   * numbers, a file of settings, and what depends on other settings.
   */
  static final String[] TABLE = {
    "enabled word true false",
    "mode word on observe read-only refresh offline replay off",
    "dir path",
    "config",
    "profile word none scraper",
    "include",
    "exclude",
    "force",
    "max-age",
    "ignore-query",
    "redact-query",
    "report word false",
    "jmx word true false",
    "weave.cache word true false",
    "log path",
    "log.level word off error warn info debug",
    "shared word true false",
    "identity word auto shared none-stored",
    "identity.headers",
    "identity.ignore-headers",
    "ignore-cookies",
    "identity.query",
    "heuristics word true false",
    "heuristics.fraction",
    "heuristics.max time 0 31536000000",
    "stale-on-disconnect word true false",
    "stale-on-server-error word true false",
    "cache-status word true false",
    "max-entry-size size 0 2147483647",
    "max-header-size size 1024 8388608",
    "disk.max-size size 0 1125899906842624",
    "disk.min-free size 0 1125899906842624",
    "disk.map-from size 0 16777216",
    "memory.store word chronicle buffer off",
    "memory.max-size size 0 68719476736",
    "memory.max-entry-size size 0 1048576",
    "memory.ttl time 0 31536000000",
    "versions.ledger word true false",
    "versions.grace time 0 315360000000",
    "versions.keep",
    "playwright.pages word auto on off",
    "collapse word true false",
    "collapse.max-wait time 0 3600000",
    "collapse.processes word true false",
    "remote server redis:// rediss://",
    "remote.password-file path",
    "remote.key path",
    "remote.ca path",
    "remote.namespace",
    "remote.push word true false",
    "remote.patience time 0 10000",
    "remote.max-entry-size size 0 2147483647",
    "remote.ttl time 0 31536000000",
    "remote.scope word shared user",
    "remote.identities word false",
  };

  private static final String PROPERTY_PREFIX = "larder.";
  private static final String VARIABLE_PREFIX = "LARDER_";

  /** More digits are never usual, and might not fit with a unit. */
  private static final int MOST_DIGITS = 9;

  private SettingsCheck() {}

  /**
   * Whether no setting of these sources is wrong. If not, one may be.
   *
   * @param properties those of the system; a program may have put anything in there
   * @param arguments what stands behind {@code -javaagent:larder.jar=}, or null
   */
  static boolean passes(
      Map<?, ?> properties, @Nullable String arguments, Map<String, String> environment) {
    for (Map.Entry<?, ?> entry : properties.entrySet()) {
      if (entry.getKey() instanceof String name
          && name.startsWith(PROPERTY_PREFIX)
          && !(entry.getValue() instanceof String value && passes(row(name), value))) {
        return false;
      }
    }
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      String name = entry.getKey();
      String value = entry.getValue();
      if (name.startsWith(VARIABLE_PREFIX)
          && !name.equals("LARDER_JDKS")
          && !value.isBlank()
          && !passes(rowOfVariable(name), value)) {
        return false;
      }
    }
    return arguments == null || arguments.isBlank() || argumentsPass(arguments);
  }

  /** Arguments without quotes and escapes are divided by commas alone. */
  private static boolean argumentsPass(String arguments) {
    if (arguments.indexOf('"') >= 0 || arguments.contains("\\,")) {
      return false;
    }
    for (String argument : arguments.split(",", -1)) {
      int end = argument.indexOf('=');
      String name = (end < 0 ? argument : argument.substring(0, end)).strip();
      String value = end < 0 ? "" : argument.substring(end + 1);
      boolean nothing = name.isEmpty() && value.isEmpty();
      if (!nothing && !passes(row(name), value)) {
        return false;
      }
    }
    return true;
  }

  /** The row of a setting by its name, with or without prefix; null if there is none. */
  private static @Nullable String row(String name) {
    int start = name.startsWith(PROPERTY_PREFIX) ? PROPERTY_PREFIX.length() : 0;
    int length = name.length() - start;
    for (String row : TABLE) {
      if (endOfName(row) == length && row.regionMatches(0, name, start, length)) {
        return row;
      }
    }
    return null;
  }

  /** The same by the name of a variable, in which underscores stand for dots and dashes. */
  private static @Nullable String rowOfVariable(String variable) {
    String name = variable.substring(VARIABLE_PREFIX.length());
    for (String row : TABLE) {
      String property = row.substring(0, endOfName(row));
      if (name.equals(property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))) {
        return row;
      }
    }
    return null;
  }

  private static int endOfName(String row) {
    int space = row.indexOf(' ');
    return space < 0 ? row.length() : space;
  }

  private static boolean passes(@Nullable String row, String given) {
    if (row == null || endOfName(row) == row.length()) {
      return false;
    }
    String[] words = row.split(" ", -1);
    String value = given.strip();
    return switch (words[1]) {
      case "word" -> isOneOf(words, value);
      case "path" -> isPath(value);
      case "server" -> value.equals("none") || isServer(words, value);
      case "size" -> isBetween(words, inBytes(value));
      case "time" -> isBetween(words, inMillis(value));
      default -> false;
    };
  }

  /** Whether a value is one of the words behind name and kind. */
  private static boolean isOneOf(String[] words, String value) {
    for (int i = 2; i < words.length; i++) {
      if (words[i].equalsIgnoreCase(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBetween(String[] words, long amount) {
    return amount >= Long.parseLong(words[2]) && amount <= Long.parseLong(words[3]);
  }

  /** Whether it is a path as it stands, without a sign for the home directory. */
  private static boolean isPath(String value) {
    try {
      return !value.startsWith("~") && !Path.of(value).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Whether it is one of the schemes, a plain host name and perhaps a port, and nothing else. */
  private static boolean isServer(String[] words, String value) {
    for (int i = 2; i < words.length; i++) {
      if (value.startsWith(words[i])) {
        int begin = words[i].length();
        int colon = value.indexOf(':', begin);
        return colon < 0
            ? isHost(value.substring(begin))
            : isHost(value.substring(begin, colon)) && isPort(value.substring(colon + 1));
      }
    }
    return false;
  }

  private static boolean isHost(String value) {
    boolean label = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '.' && !label) {
        return false;
      }
      label = c != '.';
      if (label && (c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return label;
  }

  private static boolean isPort(String value) {
    int digits = digits(value);
    long port = digits == value.length() ? times(value, digits, 1) : -1;
    return port > 0 && port < 65_536;
  }

  /** The bytes of a size, or -1. */
  private static long inBytes(String value) {
    int digits = digits(value);
    return times(
        value,
        digits,
        switch (value.substring(digits).strip().toLowerCase(Locale.ROOT)) {
          case "" -> 1;
          case "kb" -> 1000;
          case "mb" -> 1000_000;
          case "gb" -> 1000_000_000;
          case "kib" -> 1 << 10;
          case "mib" -> 1 << 20;
          case "gib" -> 1 << 30;
          default -> 0;
        });
  }

  /** The milliseconds of a time, or -1. */
  private static long inMillis(String value) {
    int digits = digits(value);
    return times(
        value,
        digits,
        switch (value.substring(digits).strip().toLowerCase(Locale.ROOT)) {
          case "ms" -> 1;
          case "s" -> 1000;
          case "m" -> 60_000;
          case "h" -> 3600_000;
          case "d" -> 86_400_000;
          default -> 0;
        });
  }

  private static long times(String value, int digits, long unit) {
    return digits == 0 || digits > MOST_DIGITS || unit == 0
        ? -1
        : Long.parseLong(value.substring(0, digits)) * unit;
  }

  private static int digits(String value) {
    int i = 0;
    while (i < value.length() && value.charAt(i) >= '0' && value.charAt(i) <= '9') {
      i++;
    }
    return i;
  }
}
