package dev.larder.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Patterns of names of cookies, which add to the well-known ones. */
final class CookiesType extends ValueType<List<Glob>> {

  /** Stands for all cookies that are known to tell nobody apart. */
  static final Glob WELL_KNOWN = Objects.requireNonNull(Glob.ofName("well-known"));

  static final List<Glob> BY_DEFAULT = List.of(WELL_KNOWN);

  private final GlobsType names = new GlobsType(false);

  @Override
  String name() {
    return "patterns";
  }

  @Override
  @Nullable List<Glob> parse(String text) {
    if (text.equalsIgnoreCase(NONE)) {
      return List.of();
    }
    List<Glob> given = names.parse(text);
    if (given == null) {
      return null;
    }
    List<Glob> all = new ArrayList<>(BY_DEFAULT);
    for (Glob glob : given) {
      if (glob.toString().equals(NONE)) {
        all.remove(WELL_KNOWN);
      } else if (!glob.equals(WELL_KNOWN)) {
        all.add(glob);
      }
    }
    return List.copyOf(all);
  }

  @Override
  @Nullable String hint(String text) {
    return names.hint(text);
  }

  @Override
  boolean isList() {
    return true;
  }

  @Override
  String show(List<Glob> value) {
    return value.isEmpty() || value.contains(WELL_KNOWN)
        ? names.show(value)
        : NONE + "," + names.show(value);
  }

  @Override
  String accepted() {
    return "patterns of names separated by commas, or none";
  }
}
