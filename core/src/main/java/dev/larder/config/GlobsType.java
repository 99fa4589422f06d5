package dev.larder.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Patterns separated by commas. */
class GlobsType extends ListType<List<Glob>> {
  private final boolean ofPaths;

  /** Patterns of hosts and paths, or of names. */
  GlobsType(boolean ofPaths) {
    this.ofPaths = ofPaths;
  }

  @Override
  @Nullable List<Glob> parse(String text) {
    List<Glob> globs = new ArrayList<>();
    if (text.equalsIgnoreCase(NONE)) {
      return List.of();
    }
    for (String pattern : members(text)) {
      Glob glob = wrong(pattern) == null ? glob(pattern) : null;
      if (glob == null) {
        return null;
      }
      globs.add(glob);
    }
    return globs.isEmpty() ? null : List.copyOf(globs);
  }

  private @Nullable Glob glob(String pattern) {
    return ofPaths ? Glob.of(pattern) : Glob.ofName(pattern.toLowerCase(Locale.ROOT));
  }

  @Override
  @Nullable String wrong(String member) {
    return ofPaths ? GlobSyntax.wrong(member) : GlobSyntax.wrongName(member);
  }

  @Override
  String show(List<Glob> value) {
    return list(value.stream().map(Glob::toString).toList());
  }

  @Override
  String accepted() {
    return ofPaths
        ? "patterns of paths or hosts separated by commas, or none"
        : "patterns of names separated by commas, or none";
  }
}
