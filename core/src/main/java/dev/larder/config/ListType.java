package dev.larder.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list whose members are separated by commas; {@code none} is the list without members. */
abstract class ListType<T> extends ValueType<T> {

  /** What is wrong with a member, or null. */
  abstract @Nullable String wrong(String member);

  @Override
  @Nullable String hint(String text) {
    List<String> members = members(text);
    for (String member : members) {
      String wrong = wrong(member);
      if (wrong != null) {
        return wrong;
      }
    }
    return members.isEmpty() ? "there is none in it" : null;
  }

  @Override
  boolean isList() {
    return true;
  }
}
