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

  /** The two-digit years below this are of this century when no reference is given. */
  private static final int PIVOT = 70;

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
    if (text.length() != 29
        || !shaped(text, 3, ", ")
        || text.charAt(7) != ' '
        || text.charAt(11) != ' '
        || text.charAt(16) != ' '
        || !shaped(text, 25, " GMT")
        || index(DAYS, text.substring(0, 3)) < 0) {
      return null;
    }
    return instant(
        number(text, 12, 16), text.substring(8, 11), number(text, 5, 7), text.substring(17, 25));
  }

  /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
  private static @Nullable Instant rfc850(String text, int comma, @Nullable Instant reference) {
    int day = comma + 2;
    if (text.length() != comma + 24
        || !shaped(text, comma, ", ")
        || text.charAt(day + 2) != '-'
        || text.charAt(day + 6) != '-'
        || text.charAt(day + 9) != ' '
        || !shaped(text, day + 18, " GMT")
        || index(LONG_DAYS, text.substring(0, comma)) < 0) {
      return null;
    }
    int year = number(text, day + 7, day + 9);
    return instant(
        year < 0 ? year : century(year, reference),
        text.substring(day + 3, day + 6),
        number(text, day, day + 2),
        text.substring(day + 10, day + 18));
  }

  /** {@code Sun Nov 6 08:49:37 1994}. */
  private static @Nullable Instant asctime(String text) {
    if (text.length() != 24
        || text.charAt(3) != ' '
        || text.charAt(7) != ' '
        || text.charAt(10) != ' '
        || text.charAt(19) != ' '
        || index(DAYS, text.substring(0, 3)) < 0) {
      return null;
    }
    int day = text.charAt(8) == ' ' ? number(text, 9, 10) : number(text, 8, 10);
    return instant(number(text, 20, 24), text.substring(4, 7), day, text.substring(11, 19));
  }

  private static int century(int year, @Nullable Instant reference) {
    if (reference == null) {
      return year < PIVOT ? 2000 + year : 1900 + year;
    }
    int now = reference.atOffset(ZoneOffset.UTC).getYear();
    int full = now - Math.floorMod(now, 100) + year;
    return full > now + 50 ? full - 100 : full;
  }

  private static @Nullable Instant instant(int year, String month, int day, String clock) {
    int hour = number(clock, 0, 2);
    int minute = number(clock, 3, 5);
    int second = number(clock, 6, 8);
    int monthIndex = index(MONTHS, month);
    if (year < 0
        || monthIndex < 0
        || clock.charAt(2) != ':'
        || clock.charAt(5) != ':'
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 60) {
      return null;
    }
    try {
      // A leap second counts as the second before it: never later than what was meant.
      return LocalDate.of(year, monthIndex + 1, day)
          .atTime(hour, minute, Math.min(second, 59))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException noSuchDay) {
      return null;
    }
  }

  private static boolean shaped(String text, int at, String expected) {
    return FieldSyntax.matches(text, at, expected);
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

  /** The number that these digits form, or -1 if there is anything but digits. */
  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }
}
