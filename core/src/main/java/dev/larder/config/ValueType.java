package dev.larder.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A type of setting: parses a value, shows it, and describes the values that it accepts. */
abstract class ValueType<T> {

  /** The text for an empty list and for no path. */
  static final String NONE = "none";

  private final String accepted;
  private final List<String> words;

  /**
   * A type.
   *
   * @param accepted completes the sentence "it takes …"
   * @param words values to suggest instead of a misspelt one; none if any text may be a value
   */
  ValueType(String accepted, String... words) {
    this.accepted = accepted;
    this.words = List.of(words);
  }

  /** The value, or null if the text is not one of {@link #accepted()}; never throws. */
  abstract @Nullable T parse(String text);

  /** The value in the syntax that {@link #parse} reads. */
  String show(T value) {
    return String.valueOf(value);
  }

  /** Completes the sentence "it takes …". */
  final String accepted() {
    return accepted;
  }

  /** What a wrong text may have meant, or what is wrong with it; null if that is unknown. */
  @Nullable String hint(String text) {
    String meant = Suggestion.near(text, words);
    return meant == null ? null : "did you mean " + meant + "?";
  }

  /** Whether a leading {@code ~/} means the user's home directory. */
  boolean isPath() {
    return false;
  }

  /** The value of a setting without text ({@code -Dlarder.report}); null if it needs one. */
  @Nullable T whenEmpty() {
    return null;
  }

  /** The number of ASCII digits at the start of the text. */
  static int digits(String text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  /** The non-empty members of a list. A comma inside a member is written as "\\,". */
  static List<String> members(String list) {
    List<String> members = new ArrayList<>();
    for (String part : list.split("(?<!\\\\),", -1)) {
      String member = part.replace("\\,", ",").strip();
      if (!member.isEmpty()) {
        members.add(member);
      }
    }
    return members;
  }

  /** The text of a list with these members. */
  static String list(Iterable<String> members) {
    List<String> escaped = new ArrayList<>();
    members.forEach(member -> escaped.add(member.replace(",", "\\,")));
    return escaped.isEmpty() ? NONE : String.join(",", escaped);
  }
}
