package dev.larder.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A number of bytes, plain or with a unit: {@code 512}, {@code 64KiB}, {@code 256MB}. */
final class SizeType extends ValueType<Long> {
  private static final String[] UNITS = {"KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB"};
  private static final long[] BYTES = {
    1000L, 1000_000L, 1000_000_000L, 1000_000_000_000L, 1L << 10, 1L << 20, 1L << 30, 1L << 40
  };

  private final long min;
  private final long max;

  /** Sizes from min to max bytes, both included. */
  SizeType(long min, long max) {
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

  @Override
  String accepted() {
    return "a whole number of bytes, or one with KB, MB, GB (powers of 1000) or KiB, MiB, GiB"
        + " (powers of 1024), from "
        + show(min)
        + " to "
        + max
        + " bytes";
  }
}
