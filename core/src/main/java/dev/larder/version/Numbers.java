package dev.larder.version;

import java.util.Locale;
import java.util.Set;

/** Recognises versions that are numbers with dots, in one pass over their characters. */
final class Numbers {
  private static final int MAX_DIGITS = 10;
  private static final int MAX_SUFFIXES = 6;

  /** What may follow the numbers, alone or with a number of its own. */
  private static final Set<String> QUALIFIERS =
      Set.of(
          ("a alpha android b beta build c canary cr dev dfsg experimental final ga incubating jre"
                  + " m next nightly p pl post pre preview r rc release rev snapshot sp stable"
                  + " ubuntu deb")
              .split(" "));

  /**
   * A version number in a text.
   *
   * @param end behind its last character
   * @param parts how many numbers it has, from 1 to 4
   * @param qualified whether more than numbers belong to it
   */
  record Found(int start, int end, int parts, boolean qualified) {}

  static final Found NONE = new Found(0, 0, 0, false);

  private Numbers() {}

  /** The version number that starts here and ends at or before a position, or {@link #NONE}. */
  static Found at(String text, int start, int end) {
    int i = start;
    if (i < end && (text.charAt(i) == 'v' || text.charAt(i) == 'V')) {
      i++;
    }
    int parts = 0;
    while (true) {
      int digits = digits(text, i, end);
      if (digits == 0 || digits > MAX_DIGITS) {
        return NONE;
      }
      i += digits;
      parts++;
      boolean more = i + 1 < end && text.charAt(i) == '.' && isDigit(text.charAt(i + 1));
      if (!more) {
        break;
      }
      i++;
    }
    int after = suffixes(text, i, end);
    boolean ends = after == end || !isWord(text.charAt(after));
    return parts <= 4 && ends ? new Found(start, after, parts, after > i) : NONE;
  }

  private static int suffixes(String text, int from, int end) {
    int i = from;
    for (int n = 0; n < MAX_SUFFIXES && i < end; n++) {
      int next = suffix(text, i, end);
      if (next < 0) {
        break;
      }
      i = next;
    }
    return i;
  }

  /** Behind a qualifier such as {@code -rc.1}, {@code b2} or {@code -1}, or -1 if there is none. */
  private static int suffix(String text, int from, int end) {
    boolean separated = isSeparator(text.charAt(from));
    int start = separated ? from + 1 : from;
    int letters = start;
    while (letters < end && isLetter(text.charAt(letters))) {
      letters++;
    }
    if (letters == start) {
      return separated ? numberOrCommit(text, from, end) : -1;
    }
    String word = text.substring(start, letters).toLowerCase(Locale.ROOT);
    if (!QUALIFIERS.contains(word)) {
      return separated ? numberOrCommit(text, from, end) : -1;
    }
    int i = letters;
    boolean dotted = i + 1 < end && isSeparator(text.charAt(i)) && isDigit(text.charAt(i + 1));
    int digits = digits(text, dotted ? i + 1 : i, end);
    i += digits == 0 ? 0 : digits + (dotted ? 1 : 0);
    return i == end || !isWord(text.charAt(i)) ? i : -1;
  }

  /** Behind a number or a digest that follows a separator, or -1. */
  private static int numberOrCommit(String text, int separator, int end) {
    int after = separator + 1;
    while (after < end && isWord(text.charAt(after))) {
      after++;
    }
    int length = after - separator - 1;
    boolean number = length > 0 && digits(text, separator + 1, after) == length;
    boolean tight = text.charAt(separator) == '.' || text.charAt(separator) == '_';
    if (number) {
      return length <= 14 && (!tight || length >= 6) ? after : -1;
    }
    return !tight && Hashes.isHex(text.substring(separator + 1, after)) ? after : -1;
  }

  /** The number of digits from a position on. */
  static int digits(String text, int from, int end) {
    int i = from;
    while (i < end && isDigit(text.charAt(i))) {
      i++;
    }
    return i - from;
  }

  /** Whether these eight digits are a day of this age: {@code 20251020}. */
  static boolean isDate(String text, int at) {
    int year = number(text, at, 4);
    return year >= 1990 && year < 2100 && isDay(number(text, at + 4, 2), number(text, at + 6, 2));
  }

  /** Whether a version of three numbers is a day: {@code 2024.10.20}. */
  static boolean isDottedDate(String text, Found found) {
    int start = found.start;
    return found.parts == 3
        && found.end - start == 10
        && digits(text, start, found.end) == 4
        && text.charAt(start + 7) == '.'
        && number(text, start, 4) >= 1990
        && number(text, start, 4) < 2100
        && isDay(number(text, start + 5, 2), number(text, start + 8, 2));
  }

  private static boolean isDay(int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
  }

  private static int number(String text, int at, int digits) {
    int number = 0;
    for (int i = at; i < at + digits; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  /** Whether these four numbers may be an address of IPv4. */
  static boolean isAddress(String text, Found found) {
    if (found.parts != 4 || found.qualified || !isDigit(text.charAt(found.start))) {
      return false;
    }
    for (int i = found.start; i < found.end; i++) {
      int digits = digits(text, i, found.end);
      if (digits > 3 || number(text, i, digits) > 255) {
        return false;
      }
      i += digits;
    }
    return true;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isWord(char c) {
    return isDigit(c) || isLetter(c);
  }

  static boolean isSeparator(char c) {
    return c == '-' || c == '.' || c == '_' || c == '+' || c == '~';
  }
}
