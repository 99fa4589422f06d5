package dev.larder.version;

import java.util.Locale;
import java.util.Set;

/** Tells digests from words and other numbers, by their length and mix of characters. */
final class Hashes {
  /** Lengths in hexadecimal digits to which common tools cut digests. */
  private static final Set<Integer> HEX_LENGTHS =
      Set.of(7, 8, 9, 10, 12, 14, 16, 20, 24, 32, 40, 56, 64);

  private Hashes() {}

  /** Whether a run of letters and digits in the name of a built file is a digest. */
  static boolean isHash(String run) {
    return isHex(run) || isBase32(run) || isMixed(run);
  }

  /** A digest in hexadecimal: of one case, and with a digit unless it is long. */
  static boolean isHex(String run) {
    if (!HEX_LENGTHS.contains(run.length())) {
      return false;
    }
    int digits = 0;
    boolean lower = false;
    boolean upper = false;
    for (int i = 0; i < run.length(); i++) {
      char c = run.charAt(i);
      if (Numbers.isDigit(c)) {
        digits++;
      } else if (c >= 'a' && c <= 'f') {
        lower = true;
      } else if (c >= 'A' && c <= 'F') {
        upper = true;
      } else {
        return false;
      }
    }
    boolean letters = lower || upper;
    return !(lower && upper) && letters && (digits > 0 || run.length() >= 8);
  }

  /** A digest as esbuild and Angular write it: eight of A to Z and 2 to 7. */
  static boolean isBase32(String run) {
    if (run.length() != 8) {
      return false;
    }
    for (int i = 0; i < 8; i++) {
      char c = run.charAt(i);
      if (!(c >= 'A' && c <= 'Z') && !(c >= '2' && c <= '7')) {
        return false;
      }
    }
    return true;
  }

  /** A digest in base 36, 58 or 64: the change between kinds of characters is not that of words. */
  private static boolean isMixed(String run) {
    if (run.length() < 7 || run.length() > 44) {
      return false;
    }
    boolean lower = !run.toUpperCase(Locale.ROOT).equals(run);
    boolean upper = !run.toLowerCase(Locale.ROOT).equals(run);
    int digits = 0;
    int changes = 0;
    for (int i = 0; i < run.length(); i++) {
      boolean digit = Numbers.isDigit(run.charAt(i));
      digits += digit ? 1 : 0;
      changes += i > 0 && digit != Numbers.isDigit(run.charAt(i - 1)) ? 1 : 0;
    }
    if (digits == 0) {
      return lower && upper && run.length() >= 8 && !isCamelCase(run);
    }
    if (digits == run.length()) {
      return false;
    }
    if (lower && upper) {
      // A word in camel case with one number in or behind it is none.
      return !(changes <= 2 && isCamelCase(run));
    }
    return changes >= 3 && run.length() >= 8;
  }

  /** Whether capitals only start words of three letters or more; digits belong to no word. */
  private static boolean isCamelCase(String run) {
    int word = 0;
    for (int i = 0; i <= run.length(); i++) {
      char c = i == run.length() ? 'A' : run.charAt(i);
      if (c >= 'a' && c <= 'z') {
        word++;
      } else if (Numbers.isDigit(c)) {
        word = word == 0 ? 0 : Math.max(word, 3);
      } else {
        if (i > 0 && word < 3) {
          return false;
        }
        word = 1;
      }
    }
    return true;
  }

  /** Whether this is a window of eight characters in base64url that can't be part of words. */
  static boolean isBase64Window(String window) {
    boolean lower = false;
    boolean upper = false;
    boolean digit = false;
    for (int i = 0; i < window.length(); i++) {
      char c = window.charAt(i);
      lower |= c >= 'a' && c <= 'z';
      upper |= c >= 'A' && c <= 'Z';
      digit |= Numbers.isDigit(c);
      if (!Numbers.isWord(c) && c != '-' && c != '_') {
        return false;
      }
    }
    return lower && upper && digit;
  }

  /** Whether a text ends with a UUID: 8-4-4-4-12 hexadecimal digits. */
  static boolean endsWithUuid(String text) {
    int start = text.length() - 36;
    if (start < 0) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(start + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }
}
