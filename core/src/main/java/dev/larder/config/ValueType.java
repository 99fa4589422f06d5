package dev.larder.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A type of setting: how a value is read from text, shown, and described to who wrote it wrong. */
abstract class ValueType<T> {

  /** How a list without members, or a path that names nothing, is written. */
  static final String NONE = "none";

  /** One word for the table of settings. */
  abstract String name();

  /** The value, or null if the text is not one of {@link #accepted()}; never throws. */
  abstract @Nullable T parse(String text);

  /** The value as one would write it. */
  abstract String show(T value);

  /** Completes the sentence "it takes …". */
  abstract String accepted();

  /** The words among which a misspelt value is looked up; empty if any text may be a value. */
  List<String> words() {
    return List.of();
  }

  /** What was meant by a wrong text, or what is wrong with it; null if that can't be told. */
  @Nullable String hint(String text) {
    String meant = Suggestion.near(text, words());
    return meant == null ? null : "did you mean " + meant + "?";
  }

  /** Whether a value is a list, whose members are separated by commas. */
  boolean isList() {
    return false;
  }

  /** Whether a leading {@code ~/} means the user's home directory. */
  boolean isPath() {
    return false;
  }

  /** What a name without a value means ({@code -Dlarder.report}), or null if that is wrong. */
  @Nullable T whenEmpty() {
    return null;
  }

  /** The members of a list without empty ones; a comma that belongs to one is written "\\,". */
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

  /** Members as one list. */
  static String list(Iterable<String> members) {
    List<String> escaped = new ArrayList<>();
    members.forEach(member -> escaped.add(member.replace(",", "\\,")));
    return escaped.isEmpty() ? NONE : String.join(",", escaped);
  }

  /** The number of ASCII digits at the start of the text. */
  static int digits(String text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }
}
