package dev.larder.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dates of HTTP (RFC 9110 §5.6.7): the preferred format and the two obsolete ones, nothing else.
 * Letters match without regard to case, as RFC 9111 §4.2 asks of caches. The name of the day is
 * checked for form but not against the date.
 */
public final class HttpDate {

  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final List<String> LONG_DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private HttpDate() {}

  /**
   * The instant, or null if the text has none of the three formats. A two-digit year that would lie
   * more than 50 years after the reference is of the century before (RFC 9110 §5.6.7). Without a
   * reference, two-digit years are 1970 to 2069.
   */
  public static @Nullable Instant parse(String text, @Nullable Instant reference) {
    int comma = text.indexOf(',');
    if (comma < 0) {
      return asctime(text);
    }
    return comma == 3 ? fixed(text) : rfc850(text, comma, reference);
  }

  /** The one valid date of a field that must stand once, or null (several lines, bad form). */
  public static @Nullable Instant of(Headers headers, String name, @Nullable Instant reference) {
    List<String> lines = headers.all(name);
    return lines.size() == 1 ? parse(lines.get(0), reference) : null;
  }

  /** The preferred format, {@code Sun, 06 Nov 1994 08:49:37 GMT}; parts of seconds are cut off. */
  public static String format(Instant instant) {
    Instant latest = Instant.parse("9999-12-31T23:59:59Z");
    Instant earliest = Instant.parse("0000-01-01T00:00:00Z");
    Instant bounded =
        instant.isAfter(latest) ? latest : instant.isBefore(earliest) ? earliest : instant;
    OffsetDateTime time = bounded.atOffset(ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(29);
    text.append(DAYS.get(time.getDayOfWeek().getValue() - 1)).append(", ");
    pad(text, time.getDayOfMonth(), 2).append(' ');
    text.append(MONTHS.get(time.getMonthValue() - 1)).append(' ');
    pad(text, time.getYear(), 4).append(' ');
    pad(text, time.getHour(), 2).append(':');
    pad(text, time.getMinute(), 2).append(':');
    return pad(text, time.getSecond(), 2).append(" GMT").toString();
  }

  private static StringBuilder pad(StringBuilder text, int number, int width) {
    String digits = Integer.toString(number);
    return text.append("0".repeat(width - digits.length())).append(digits);
  }

  /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  private static @Nullable Instant fixed(String text) {
    return fits(text, 0, "???, ## ??? #### ##:##:## GMT") && index(DAYS, text.substring(0, 3)) >= 0
        ? instant(number(text, 12, 16), text, 8, number(text, 5, 7), 17)
        : null;
  }

  /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
  private static @Nullable Instant rfc850(String text, int comma, @Nullable Instant reference) {
    int day = comma + 2;
    return fits(text, comma, ", ##-???-## ##:##:## GMT")
            && index(LONG_DAYS, text.substring(0, comma)) >= 0
        ? instant(
            century(number(text, day + 7, day + 9), reference),
            text,
            day + 3,
            number(text, day, day + 2),
            day + 10)
        : null;
  }

  /** {@code Sun Nov 6 08:49:37 1994}. */
  private static @Nullable Instant asctime(String text) {
    boolean padded = text.length() > 8 && text.charAt(8) == ' ';
    return fits(text, 0, padded ? "??? ???  # ##:##:## ####" : "??? ??? ## ##:##:## ####")
            && index(DAYS, text.substring(0, 3)) >= 0
        ? instant(number(text, 20, 24), text, 4, number(text, padded ? 9 : 8, 10), 11)
        : null;
  }

  private static int century(int year, @Nullable Instant reference) {
    if (reference == null) {
      return year < 70 ? 2000 + year : 1900 + year;
    }
    int now = reference.atOffset(ZoneOffset.UTC).getYear();
    int full = now - Math.floorMod(now, 100) + year;
    return full > now + 50 ? full - 100 : full;
  }

  /** The instant, where the name of its month and its time of day start at these indexes. */
  private static @Nullable Instant instant(int year, String text, int month, int day, int clock) {
    int second = number(text, clock + 6, clock + 8);
    if (second > 60) {
      return null;
    }
    try {
      // A leap second counts as the second before it: never later than what was meant.
      return LocalDate.of(year, 1 + index(MONTHS, text.substring(month, month + 3)), day)
          .atTime(number(text, clock, clock + 2), number(text, clock + 3, clock + 5))
          .plusSeconds(Math.min(second, 59))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException noSuchTime) {
      return null;
    }
  }

  /** Whether a text is as a pattern from an index on: # is a digit, ? any character. */
  private static boolean fits(String text, int start, String pattern) {
    if (text.length() != start + pattern.length()) {
      return false;
    }
    for (int i = 0; i < pattern.length(); i++) {
      char c = text.charAt(start + i);
      char expected = pattern.charAt(i);
      boolean fits =
          switch (expected) {
            case '?' -> true;
            case '#' -> c >= '0' && c <= '9';
            default -> FieldSyntax.lower(c) == FieldSyntax.lower(expected);
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static int index(List<String> names, String name) {
    for (int i = 0; i < names.size(); i++) {
      String expected = names.get(i);
      if (expected.length() == name.length() && FieldSyntax.matches(name, 0, expected)) {
        return i;
      }
    }
    return -1;
  }

  private static int number(String digits, int from, int to) {
    return Integer.parseInt(digits, from, to, 10);
  }
}
