package dev.larder.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A type of setting: how a value is read from text, shown, and described to who wrote it wrong. */
abstract class ValueType<T> {

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

  /** Whether a leading {@code ~/} means the user's home directory. */
  boolean isPath() {
    return false;
  }

  /** What a name without a value means ({@code -Dlarder.report}), or null if that is wrong. */
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
}
