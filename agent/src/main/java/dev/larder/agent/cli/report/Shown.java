package dev.larder.agent.cli.report;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers and times as people read them. */
public final class Shown {
  private static final char SPACE = '\u00a0';

  private Shown() {}

  /** With a comma between thousands. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A part from 0 to 1, rounded down: {@code 100.0 %} only if it is all. */
  public static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f", Math.floor(part * 1000) / 10) + SPACE + "%";
  }

  /** A length of time in microseconds, with two or three digits. */
  public static String micros(long micros) {
    if (micros < 1000) {
      return micros + unit("µs");
    }
    if (micros < 1_000_000) {
      return digits(micros / 1e3) + unit("ms");
    }
    return micros < 60_000_000
        ? digits(micros / 1e6) + unit("s")
        : span(Duration.ofSeconds(micros / 1_000_000));
  }

  private static String digits(double number) {
    boolean whole = number >= 10 || number == Math.rint(number);
    return String.format(Locale.ROOT, whole ? "%.0f" : "%.1f", number);
  }

  /** A time span in its two largest units: {@code 2 h 14 min}. */
  public static String span(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return seconds + unit("s");
    }
    if (seconds < 3600) {
      return seconds / 60 + unit("min") + rest(seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return seconds / 3600 + unit("h") + rest(seconds % 3600 / 60, "min");
    }
    return seconds / 86_400 + unit("d") + rest(seconds % 86_400 / 3600, "h");
  }

  private static String rest(long number, String unit) {
    return number == 0 ? "" : SPACE + "" + number + unit(unit);
  }

  private static String unit(String unit) {
    return SPACE + unit;
  }

  /** With one decimal, as SVG has lengths. */
  static String decimal(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  /** To the minute, in UTC. */
  public static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MINUTES).toString().replace('T', ' ').replace(":00Z", "");
  }

  /** A number with its noun. */
  public static String count(long number, String one, String many) {
    return number(number) + " " + (number == 1 ? one : many);
  }
}
