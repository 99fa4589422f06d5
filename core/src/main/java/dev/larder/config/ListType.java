package dev.larder.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A list whose members are separated by commas; {@code none} is the list without members. */
abstract class ListType<T> extends ValueType<T> {

  /** A list of such members. */
  ListType(String members) {
    super(members.concat(" separated by commas, or none"));
  }

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

  /** The members of a text, or null if one of them is wrong or there is none. */
  final @Nullable List<String> read(String text) {
    if (text.equalsIgnoreCase(NONE)) {
      return List.of();
    }
    return hint(text) == null ? members(text) : null;
  }

  /** Names, kept in lower case. */
  static final class Names extends ListType<Set<String>> {
    Names() {
      super("names");
    }

    @Override
    @Nullable Set<String> parse(String text) {
      List<String> names = read(text.toLowerCase(Locale.ROOT));
      return names == null || names.stream().flatMapToInt(String::chars).anyMatch(Names::isForeign)
          ? null
          : Collections.unmodifiableSet(new TreeSet<>(names));
    }

    private static boolean isForeign(int c) {
      return c < ' ' || c > '~';
    }

    @Override
    @Nullable String wrong(String member) {
      return GlobSyntax.wrongName(member);
    }

    @Override
    String show(Set<String> value) {
      return list(value);
    }
  }

  /** Patterns of hosts and paths. */
  static class Globs extends ListType<List<Glob>> {
    Globs() {
      this("patterns of paths or hosts");
    }

    private Globs(String members) {
      super(members);
    }

    @Override
    @Nullable List<Glob> parse(String text) {
      List<String> patterns = read(text);
      if (patterns == null) {
        return null;
      }
      List<Glob> globs = new ArrayList<>();
      for (String pattern : patterns) {
        globs.add(Objects.requireNonNull(glob(pattern)));
      }
      return List.copyOf(globs);
    }

    @Nullable Glob glob(String pattern) {
      return Glob.of(pattern);
    }

    @Override
    @Nullable String wrong(String member) {
      return GlobSyntax.wrong(member);
    }

    @Override
    String show(List<Glob> value) {
      List<String> patterns = new ArrayList<>();
      value.forEach(glob -> patterns.add(glob.toString()));
      return list(patterns);
    }
  }

  /** Patterns of names. */
  static class NameGlobs extends Globs {
    NameGlobs() {
      super("patterns of names");
    }

    @Override
    @Nullable Glob glob(String pattern) {
      return Glob.ofName(pattern.toLowerCase(Locale.ROOT));
    }

    @Override
    @Nullable String wrong(String member) {
      return GlobSyntax.wrongName(member);
    }
  }

  /** Patterns of hosts. */
  static final class HostGlobs extends NameGlobs {
    @Override
    @Nullable String wrong(String member) {
      return GlobSyntax.wrongHost(member);
    }
  }

  /**
   * Patterns of names of cookies. They add to the well-known ones, unless {@code none} is among
   * them.
   */
  static final class Cookies extends NameGlobs {

    /** Stands for the cookies that are known not to identify a user. */
    static final Glob WELL_KNOWN = Objects.requireNonNull(Glob.ofName("well-known"));

    static final List<Glob> BY_DEFAULT = List.of(WELL_KNOWN);

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
}
