package dev.larder.version;

import dev.larder.config.Glob;

/**
 * A pattern of the user's own for versions in paths: a glob in which {@code {version}} stands for
 * the token, such as {@code /apps/{version}/**}.
 */
public record VersionPattern(Glob glob) {

  /** Looks whether the pattern fits the host and path, or the path alone, of a URL. */
  boolean find(String url, int path, int end, Spans spans) {
    int start = glob.startsAtPath() ? path : url.indexOf("://") + 3;
    int[] found = glob.placeholders(url.substring(start, end));
    if (found == null) {
      return false;
    }
    for (int i = 0; i < found.length; i += 2) {
      spans.add(VersionToken.Kind.PATTERN, start + found[i], start + found[i + 1]);
    }
    return !spans.isEmpty();
  }
}
