package dev.larder.config;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A span of time: a whole number and one of ms, s, m, h, d. */
final class DurationType extends ValueType<Duration> {
  private final Duration max;

  /** Durations from zero to max, both included. */
  DurationType(Duration max) {
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

  @Override
  String accepted() {
    return "a whole number with ms, s, m, h or d, from 0 to " + show(max);
  }
}
