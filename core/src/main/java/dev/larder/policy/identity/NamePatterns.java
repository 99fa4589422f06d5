package dev.larder.policy.identity;

import dev.larder.config.Glob;
import dev.larder.http.FieldNames;
import dev.larder.http.FieldSyntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of fields or cookies and patterns for them, in which {@code *} stands for any characters,
 * asked without regard to the case of ASCII letters. Immutable.
 */
public final class NamePatterns {

  /** No name at all. */
  public static final NamePatterns NONE = new NamePatterns(List.of());

  private final List<Glob> all;

  /** Names without an asterisk. */
  private final FieldNames names;

  /** The texts before the asterisk of patterns that have only one, as their last character. */
  private final List<String> starts = new ArrayList<>();

  private final List<Glob> others = new ArrayList<>();

  private NamePatterns(List<Glob> all) {
    this.all = List.copyOf(all);
    Set<String> whole = new HashSet<>();
    for (Glob glob : all) {
      String pattern = glob.toString();
      int asterisk = pattern.indexOf('*');
      if (pattern.indexOf('?') >= 0 || pattern.indexOf('{') >= 0) {
        others.add(glob);
      } else if (asterisk < 0) {
        whole.add(pattern);
      } else if (asterisk == pattern.length() - 1) {
        starts.add(pattern.substring(0, asterisk));
      } else {
        others.add(glob);
      }
    }
    names = FieldNames.of(whole);
  }

  /** These patterns, each in lower case. */
  public static NamePatterns of(List<Glob> patterns) {
    return patterns.isEmpty() ? NONE : new NamePatterns(patterns);
  }

  static NamePatterns of(String... patterns) {
    List<Glob> globs = new ArrayList<>();
    for (String pattern : patterns) {
      Glob glob = Glob.ofName(pattern);
      if (glob == null) {
        throw new IllegalArgumentException(pattern);
      }
      globs.add(glob);
    }
    return of(globs);
  }

  /** A copy with more patterns. */
  public NamePatterns and(List<Glob> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Glob> both = new ArrayList<>(all);
    both.addAll(more);
    return new NamePatterns(both);
  }

  /** The patterns, in their order. */
  List<String> patterns() {
    return all.stream().map(Glob::toString).toList();
  }

  /** Whether this name is among them, and not only one that a pattern fits. */
  boolean name(String name) {
    return names.contains(name);
  }

  /** Whether one of them fits a name. */
  boolean fit(String name) {
    if (names.contains(name)) {
      return true;
    }
    for (int i = 0; i < starts.size(); i++) {
      if (FieldSyntax.startsWith(name, starts.get(i))) {
        return true;
      }
    }
    if (others.isEmpty()) {
      return false;
    }
    String lower = FieldSyntax.lower(name);
    for (Glob glob : others) {
      if (glob.matches(lower)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof NamePatterns patterns
            && all.size() == patterns.all.size()
            && all.equals(patterns.all));
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
