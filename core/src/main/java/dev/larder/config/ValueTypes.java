package dev.larder.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The types of setting whose values are words, numbers, sizes, durations and paths. */
final class ValueTypes {

  private ValueTypes() {}

  static final class BooleanType extends ValueType<Boolean> {
    BooleanType() {
      super("true or false", "true", "false");
    }

    @Override
    @Nullable Boolean parse(String text) {
      if (text.equalsIgnoreCase("true")) {
        return Boolean.TRUE;
      }
      return text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
    }

    @Override
    Boolean whenEmpty() {
      return Boolean.TRUE;
    }
  }

  /** The constants of an enum, in lower case with hyphens. */
  static final class WordType<E extends Enum<E>> extends ValueType<E> {
    private final E[] constants;

    WordType(E[] constants) {
      super(choice(words(constants)), words(constants));
      this.constants = constants;
    }

    @Override
    @Nullable E parse(String text) {
      for (E constant : constants) {
        if (show(constant).equalsIgnoreCase(text)) {
          return constant;
        }
      }
      return null;
    }

    @Override
    String show(E value) {
      return word(value);
    }

    private static String word(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String[] words(Enum<?>[] constants) {
      String[] words = new String[constants.length];
      for (int i = 0; i < words.length; i++) {
        words[i] = word(constants[i]);
      }
      return words;
    }

    /** The words as the end of a sentence. */
    private static String choice(String... words) {
      StringBuilder choice = new StringBuilder(words[0]);
      for (int i = 1; i < words.length; i++) {
        choice.append(i == words.length - 1 ? " or " : ", ").append(words[i]);
      }
      return choice.toString();
    }
  }

  /** A whole number within bounds, both included. */
  static final class IntType extends ValueType<Integer> {
    private final int min;
    private final int max;

    IntType(int min, int max) {
      super("a whole number from " + min + " to " + max);
      this.min = min;
      this.max = max;
    }

    @Override
    @Nullable Integer parse(String text) {
      try {
        int value = Integer.parseInt(text);
        return value < min || value > max ? null : value;
      } catch (NumberFormatException e) {
        return null;
      }
    }
  }

  /** A number from 0 to 1. */
  static final class FractionType extends ValueType<Double> {
    FractionType() {
      super("a number from 0 to 1");
    }

    @Override
    @Nullable Double parse(String text) {
      try {
        double value = Double.parseDouble(text);
        return value >= 0 && value <= 1 ? value : null;
      } catch (NumberFormatException e) {
        return null;
      }
    }
  }

  /** A path of the default file system, made absolute. */
  static final class PathType extends ValueType<Path> {
    private final boolean optional;

    /**
     * Paths.
     *
     * @param optional whether there may be none, which the empty path stands for
     */
    PathType(boolean optional) {
      super(optional ? "a path of the file system, or none" : "a path of the file system");
      this.optional = optional;
    }

    @Override
    @Nullable Path parse(String text) {
      if (optional && text.equalsIgnoreCase(NONE)) {
        return Path.of("");
      }
      try {
        return text.isEmpty() ? null : Path.of(text).toAbsolutePath();
      } catch (InvalidPathException e) {
        return null;
      }
    }

    @Override
    String show(Path value) {
      return optional && value.toString().isEmpty() ? NONE : value.toString();
    }

    @Override
    boolean isPath() {
      return true;
    }
  }

  /** A word of lower-case letters, digits and hyphens. */
  static final class NamespaceType extends ValueType<String> {
    private static final int LONGEST = 64;

    NamespaceType() {
      super("at most 64 lower-case letters, digits and hyphens");
    }

    @Override
    @Nullable String parse(String text) {
      boolean plain =
          text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
      return plain && text.length() <= LONGEST ? text : null;
    }
  }

  static final class LogTargetType extends ValueType<LogTarget> {
    private final PathType path = new PathType(false);

    LogTargetType() {
      super("stderr, none or the path of a file");
    }

    @Override
    @Nullable LogTarget parse(String text) {
      if (text.equals("stderr")) {
        return LogTarget.STDERR;
      }
      if (text.equals("none")) {
        return LogTarget.NONE;
      }
      Path file = path.parse(text);
      return file == null ? null : LogTarget.to(file);
    }

    @Override
    boolean isPath() {
      return true;
    }
  }

  static final class ReportTargetType extends ValueType<ReportTarget> {
    private final PathType path = new PathType(false);

    ReportTargetType() {
      super("true, false, json or the path of a file .html", "true", "false", "json");
    }

    @Override
    @Nullable ReportTarget parse(String text) {
      String word = text.toLowerCase(Locale.ROOT);
      Path file = word.endsWith(".html") ? path.parse(text) : null;
      if (file != null) {
        return ReportTarget.page(file);
      }
      return switch (word) {
        case "true" -> ReportTarget.TEXT;
        case "false" -> ReportTarget.NONE;
        case "json" -> ReportTarget.JSON;
        default -> null;
      };
    }

    @Override
    boolean isPath() {
      return true;
    }

    @Override
    ReportTarget whenEmpty() {
      return ReportTarget.TEXT;
    }
  }

  /** A number of bytes, plain or with a unit: {@code 512}, {@code 64KiB}, {@code 256MB}. */
  static final class SizeType extends ValueType<Long> {
    private static final String[] UNITS = {"KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB"};
    private static final long[] BYTES = {
      1000L, 1000_000L, 1000_000_000L, 1000_000_000_000L, 1L << 10, 1L << 20, 1L << 30, 1L << 40
    };

    private final long min;
    private final long max;

    /** Sizes from min to max bytes, both included. */
    SizeType(long min, long max) {
      super(
          "a whole number of bytes, or one with KB, MB, GB (powers of 1000) or KiB, MiB, GiB"
              + " (powers of 1024), from "
              + shown(min)
              + " to "
              + max
              + " bytes");
      this.min = min;
      this.max = max;
    }

    @Override
    @Nullable Long parse(String text) {
      int digits = digits(text);
      if (digits == 0 || digits > 18) {
        return null;
      }
      long number = Long.parseLong(text.substring(0, digits));
      long unit = bytesOf(text.substring(digits).strip());
      if (unit == 0 || number > max / unit) {
        return null;
      }
      long size = number * unit;
      return size < min ? null : size;
    }

    /** The bytes of a unit, or 0 for an unknown one. */
    private static long bytesOf(String unit) {
      if (unit.isEmpty() || unit.toUpperCase(Locale.ROOT).equals("B")) {
        return 1;
      }
      for (int i = 0; i < UNITS.length; i++) {
        if (UNITS[i].equalsIgnoreCase(unit)) {
          return BYTES[i];
        }
      }
      return 0;
    }

    @Override
    String show(Long value) {
      return shown(value);
    }

    private static String shown(long value) {
      long best = 1;
      String unit = "";
      for (int i = 0; i < UNITS.length; i++) {
        if (value > 0 && value % BYTES[i] == 0 && BYTES[i] > best) {
          best = BYTES[i];
          unit = UNITS[i];
        }
      }
      return value / best + unit;
    }
  }

  /** A span of time: a whole number and one of ms, s, m, h, d. */
  static final class DurationType extends ValueType<Duration> {
    private final Duration max;

    /** Durations from zero to max, both included. */
    DurationType(Duration max) {
      super("a whole number with ms, s, m, h or d, from 0 to ".concat(shown(max)));
      this.max = max;
    }

    @Override
    @Nullable Duration parse(String text) {
      int digits = digits(text);
      if (digits == 0 || digits > 12) {
        return null;
      }
      long number = Long.parseLong(text.substring(0, digits));
      Duration duration = of(number, text.substring(digits).strip().toLowerCase(Locale.ROOT));
      return duration == null || duration.compareTo(max) > 0 ? null : duration;
    }

    private static @Nullable Duration of(long number, String unit) {
      return switch (unit) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        case "d" -> Duration.ofDays(number);
        default -> unit.isEmpty() && number == 0 ? Duration.ZERO : null;
      };
    }

    @Override
    String show(Duration value) {
      return shown(value);
    }

    private static String shown(Duration value) {
      long millis = value.toMillis();
      if (millis % 1000 != 0) {
        return millis + "ms";
      }
      long seconds = millis / 1000;
      if (seconds == 0 || seconds % 60 != 0) {
        return seconds + "s";
      }
      if (seconds % 3600 != 0) {
        return seconds / 60 + "m";
      }
      boolean days = seconds % 86400 == 0 && seconds > 86400;
      return days ? seconds / 86400 + "d" : seconds / 3600 + "h";
    }
  }

  /** A span of time, or {@code none}. */
  static final class MemoryStayType extends ValueType<MemoryStay> {
    private final DurationType duration;

    MemoryStayType(DurationType duration) {
      super(duration.accepted().concat(", or none"), NONE);
      this.duration = duration;
    }

    @Override
    @Nullable MemoryStay parse(String text) {
      if (text.equals(NONE)) {
        return MemoryStay.NONE;
      }
      Duration limit = duration.parse(text);
      return limit == null ? null : new MemoryStay(limit);
    }

    @Override
    String show(MemoryStay value) {
      return value.limit() == null ? NONE : duration.show(value.limit());
    }
  }
}
