package dev.larder.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Patterns separated by commas. */
final class GlobsType extends ValueType<List<Glob>> {
  private final boolean ofPaths;

  /** Patterns of hosts and paths, or of names. */
  GlobsType(boolean ofPaths) {
    this.ofPaths = ofPaths;
  }

  @Override
  String name() {
    return "patterns";
  }

  @Override
  @Nullable List<Glob> parse(String text) {
    List<Glob> globs = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String pattern = part.strip();
      if (pattern.isEmpty()) {
        continue;
      }
      Glob glob = ofPaths ? Glob.of(pattern) : Glob.ofName(pattern.toLowerCase(Locale.ROOT));
      if (glob == null || pattern.contains("://")) {
        return null;
      }
      globs.add(glob);
    }
    return List.copyOf(globs);
  }

  @Override
  String show(List<Glob> value) {
    return value.isEmpty() ? "none" : String.join(",", value.stream().map(Glob::toString).toList());
  }

  @Override
  String accepted() {
    return ofPaths
        ? "patterns of paths, or of hosts and paths, separated by commas"
        : "patterns of names separated by commas";
  }
}
