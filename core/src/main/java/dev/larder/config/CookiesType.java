package dev.larder.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Patterns of names of cookies. They add to the well-known ones, unless {@code none} is among them.
 */
final class CookiesType extends GlobsType {

  /** Stands for the cookies that are known not to identify a user. */
  static final Glob WELL_KNOWN = Objects.requireNonNull(Glob.ofName("well-known"));

  static final List<Glob> BY_DEFAULT = List.of(WELL_KNOWN);

  CookiesType() {
    super(false);
  }

  @Override
  @Nullable List<Glob> parse(String text) {
    List<Glob> given = super.parse(text);
    if (given == null || given.isEmpty()) {
      return given;
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
  String show(List<Glob> value) {
    String names = super.show(value);
    return value.isEmpty() || value.contains(WELL_KNOWN) ? names : NONE + "," + names;
  }
}
