package dev.larder.version;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds versions in the query of a file. */
final class Queries {
  private static final Pattern TOKEN = Pattern.compile("[\\w.+~%:-]{0,128}");

  /** Parameters by which sites name the version of a file. */
  private static final Set<String> NAMES =
      Set.of(
          ("v ver version rev revision build buildid hash _v cachebust cachebuster dpl"
                  + " release md5 sha digest vers bust")
              .split(" "));

  private Queries() {}

  /** Looks at the characters from start to end, behind the question mark. */
  static void find(String url, int start, int end, String fileName, FileType type, Spans spans) {
    boolean data = fileName.endsWith(".json") || fileName.endsWith(".webmanifest");
    if (type == FileType.OTHER && !data) {
      return;
    }
    int from = start;
    while (from < end) {
      int ampersand = url.indexOf('&', from);
      int to = ampersand < 0 || ampersand > end ? end : ampersand;
      int equals = url.indexOf('=', from);
      if (equals < 0 || equals >= to) {
        if (from == start && isBare(url.substring(from, to), type)) {
          spans.add(from, to);
        }
      } else {
        String name = url.substring(from, equals).toLowerCase(Locale.ROOT);
        String value = url.substring(equals + 1, to);
        if (isVersion(name, value, data)) {
          spans.add(equals + 1, to);
        }
      }
      from = to + 1;
    }
  }

  private static boolean isVersion(String name, String value, boolean data) {
    if (name.equals("id")) {
      return value.length() >= 16 && Hashes.isHex(value); // as Laravel Mix has it
    }
    if (!NAMES.contains(name) || !isToken(value)) {
      return false;
    }
    return !data
        || Hashes.isHash(value)
        || Numbers.at(value, 0, value.length()).parts() >= 3
        || value.length() >= 8;
  }

  /** A whole query that is a number or digest: {@code logo.png?1700000000}. */
  private static boolean isBare(String query, FileType type) {
    boolean code = type == FileType.CODE && query.length() >= 4;
    return isToken(query) && (code || query.length() >= 8);
  }

  /** Whether a value may be a version: without anything that versions lack, and with a digit. */
  private static boolean isToken(String value) {
    return TOKEN.matcher(value).matches()
        && (value.chars().anyMatch(c -> Numbers.isDigit((char) c)) || Hashes.isHash(value));
  }
}
