package dev.larder.version;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells digests from words and other numbers, by their length and mix of characters. */
final class Hashes {
  /** Lengths in hexadecimal digits to which common tools cut digests. */
  private static final Set<Integer> HEX_LENGTHS =
      Set.of(7, 8, 9, 10, 12, 14, 16, 20, 24, 32, 40, 56, 64);

  /** Digits and letters of one case, and at least one letter. */
  private static final Pattern HEX = Pattern.compile("\\d*+(?:[a-f][\\da-f]*+|[A-F][\\dA-F]*+)");

  private static final Pattern BASE_32 = Pattern.compile("[A-Z2-7]{8}");
  private static final Pattern WINDOW = Pattern.compile("(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)[\\w-]*+");
  private static final Pattern UUID =
      Pattern.compile("[\\da-fA-F]{8}(?:-[\\da-fA-F]{4}){3}-[\\da-fA-F]{12}");

  private Hashes() {}

  /** Whether a run of letters and digits in the name of a built file is a digest. */
  static boolean isHash(String run) {
    return isHex(run) || isBase32(run) || isMixed(run);
  }

  /** A digest in hexadecimal: of one case, and with a digit unless it is long. */
  static boolean isHex(String run) {
    return HEX_LENGTHS.contains(run.length())
        && HEX.matcher(run).matches()
        && (run.length() >= 8 || hasDigit(run));
  }

  private static boolean hasDigit(String run) {
    return run.chars().anyMatch(c -> Numbers.isDigit((char) c));
  }

  /** A digest as esbuild and Angular write it: eight of A to Z and 2 to 7. */
  static boolean isBase32(String run) {
    return BASE_32.matcher(run).matches();
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
    return WINDOW.matcher(window).matches();
  }

  /** Whether a text ends with a UUID: 8-4-4-4-12 hexadecimal digits. */
  static boolean endsWithUuid(String text) {
    return text.length() >= 36 && UUID.matcher(text.substring(text.length() - 36)).matches();
  }
}
