package dev.larder.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The common grammar of field values (RFC 9110 §5.6): tokens, quoted strings and comma-separated
 * lists. No method throws.
 */
public final class FieldSyntax {

  private FieldSyntax() {}

  /** Whether this is a token (RFC 9110 §5.6.2): one or more of the visible non-delimiters. */
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenChar(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static boolean isTokenChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** Whether a field value holds a character that no message may carry (RFC 9110 §5.5). */
  public static boolean hasForbiddenChar(String value) {
    return value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf(0) >= 0;
  }

  /** Without the optional white space (space, tab) at both ends (RFC 9110 §5.6.3). */
  public static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  /** Members of a list over all its lines, see {@link #list(String)}. */
  public static List<String> list(List<String> lines) {
    if (lines.size() == 1) {
      return list(lines.get(0));
    }
    List<String> members = new ArrayList<>();
    lines.forEach(line -> members.addAll(list(line)));
    return members;
  }

  /**
   * The members of a comma-separated list (RFC 9110 §5.6.1), trimmed, in order, empty ones left
   * out. A comma in a quoted string does not separate; a quoted string that never ends reaches to
   * the end of the line.
   */
  public static List<String> list(String line) {
    List<String> members = new ArrayList<>(4);
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        addNonEmpty(members, line.substring(start, i));
        start = i + 1;
      }
    }
    addNonEmpty(members, line.substring(start));
    return members;
  }

  private static void addNonEmpty(List<String> members, String member) {
    String trimmed = trim(member);
    if (!trimmed.isEmpty()) {
      members.add(trimmed);
    }
  }

  /** Whether this is one complete quoted string (RFC 9110 §5.6.4) and nothing more. */
  public static boolean isQuoted(String text) {
    if (text.length() < 2 || text.charAt(0) != '"') {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i == text.length() - 1;
      }
    }
    return false;
  }

  /** The content of a complete quoted string, escapes undone; any other text as it is. */
  public static String unquote(String text) {
    if (!isQuoted(text)) {
      return text;
    }
    if (text.indexOf('\\') < 0) {
      return text.substring(1, text.length() - 1);
    }
    StringBuilder content = new StringBuilder(text.length());
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      content.append(c == '\\' ? text.charAt(++i) : c);
    }
    return content.toString();
  }

  /** All runs of token characters in a text, in lower case; for texts that do not parse. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && isTokenChar(text.charAt(i));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        words.add(lower(text.substring(start, i)));
        start = -1;
      }
    }
    return words;
  }

  /**
   * Changes ASCII letters to lower case and no other character: the lower case of some letters,
   * such as the Kelvin sign, is an ASCII letter.
   */
  public static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUpper(text.charAt(i))) {
        char[] chars = text.toCharArray();
        for (int j = i; j < chars.length; j++) {
          chars[j] = lower(chars[j]);
        }
        return new String(chars);
      }
    }
    return text;
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  static char lower(char c) {
    return isUpper(c) ? (char) (c + ('a' - 'A')) : c;
  }

  /** Whether a text starts with another one, ASCII letters without regard to case. */
  public static boolean startsWith(String text, String start) {
    return matches(text, 0, start);
  }

  /** Whether the other text stands at this index, ASCII letters without regard to case. */
  static boolean matches(String text, int at, String other) {
    if (at < 0 || at + other.length() > text.length()) {
      return false;
    }
    for (int i = 0; i < other.length(); i++) {
      if (lower(text.charAt(at + i)) != lower(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
