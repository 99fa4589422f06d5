package dev.larder.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dictionaries of structured fields (RFC 8941 §3.2 and §4.2.2), as far as targeted cache directives
 * need them: integers, booleans, strings, tokens; any other item, inner lists included, is a value
 * without use, and parameters are passed over. The whole field is invalid if any part of it is.
 */
final class Dictionary {

  /** Stands for a value of a type that no directive has. */
  private static final Object OTHER = new Object();

  private static final String KEY = "[a-z*][a-z0-9_.*-]*+";

  /** Items without meaning: a decimal, bytes, a token. */
  private static final String PLAIN =
      "-?[0-9]{1,12}\\.[0-9]{1,3}|:[A-Za-z0-9+/=]*+:|[A-Za-z*][\\w!#$%&'*+.^`|~:/-]*+";

  private static final String ITEM =
      "(?:" + PLAIN + "|(-?[0-9]{1,15})|\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*+)\"|\\?([01]))";

  /** An item none of whose parts is a group. */
  private static final String PASSED = ITEM.replaceAll("(?<!\\\\)\\((?!\\?)", "(?:");

  private static final String PARAMETERS = "(?:; *+" + KEY + "(?:=" + PASSED + ")?)*+";
  private static final String INNER_LIST = "\\((?: *+" + PASSED + PARAMETERS + "(?=[ )]))*+ *+\\)";

  /** A member, and the comma behind it unless it is the last one. */
  private static final Pattern MEMBER =
      Pattern.compile(
          "("
              + KEY
              + ")(=(?:"
              + INNER_LIST
              + "|"
              + ITEM
              + "))?"
              + PARAMETERS
              + "[ \t]*+(?:\\z|,[ \t]*+(?!\\z))");

  private Dictionary() {}

  /**
   * Keys to {@link Long}, {@link Boolean}, {@link String} (strings only) or an object without
   * meaning; of a repeated key the last value. Null if the field is invalid, empty if it is absent.
   */
  static @Nullable Map<String, Object> parse(List<String> lines) {
    String text = String.join(",", lines).replaceFirst("^ +", "");
    Map<String, Object> members = new HashMap<>();
    Matcher member = MEMBER.matcher(text);
    for (int at = 0; at < text.length(); at = member.end()) {
      if (!member.region(at, text.length()).lookingAt()) {
        return null;
      }
      members.put(member.group(1), value(member));
    }
    return members;
  }

  private static Object value(Matcher member) {
    if (member.group(2) == null) {
      return true;
    }
    if (member.group(3) != null) {
      return Long.valueOf(member.group(3));
    }
    if (member.group(4) != null) {
      return member.group(4).replaceAll("\\\\(.)", "$1");
    }
    return member.group(5) == null ? OTHER : member.group(5).equals("1");
  }
}
