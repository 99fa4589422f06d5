package dev.larder.version;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * A URL as a logical resource and the version of it that the URL names.
 *
 * <p>A guess, made from how tools write versions: it may order what is evicted and say what
 * replaced what, but never which response answers a request.
 *
 * @param logical the URL with a star for each token; the same for all versions of a resource
 * @param tokens in the order of the URL; empty if it names no version
 */
public record VersionedUrl(String logical, List<String> tokens) {
  private static final int MAX_LENGTH = 4096;

  /** Splits a URL; a longer one than any that tools make is left as it is. */
  public static VersionedUrl of(String url) {
    int path = pathStart(url);
    if (path < 0 || url.length() > MAX_LENGTH) {
      return new VersionedUrl(url, List.of());
    }
    Spans spans = new Spans(url);
    int end = end(url, path);
    FileType type = FileType.of(url.substring(path, end));
    int start = path + 1;
    String before = "";
    boolean built = false;
    for (int slash = url.indexOf('/', start);
        slash >= 0 && slash < end;
        slash = url.indexOf('/', start)) {
      Folders.find(url, start, slash, before, type, spans);
      before = url.substring(start, slash);
      built |= FileNames.isOfBuild(before);
      start = slash + 1;
    }
    FileNames.find(url, start, end, type, built, spans);
    if (end < url.length() && url.charAt(end) == '?') {
      int fragment = url.indexOf('#', end);
      int last = fragment < 0 ? url.length() : fragment;
      Queries.find(url, end + 1, last, url.substring(start, end), type, spans);
    }
    return spans.isEmpty()
        ? new VersionedUrl(url, List.of())
        : new VersionedUrl(spans.masked(), spans.tokens());
  }

  /** The version in one text, each token once; empty if there is none. */
  public String version() {
    return String.join(" ", new LinkedHashSet<>(tokens));
  }

  /** Whether the URL names a version. */
  public boolean isVersioned() {
    return !tokens.isEmpty();
  }

  /** Where the path starts, or -1 if there is none. */
  private static int pathStart(String url) {
    int scheme = url.indexOf("://");
    return scheme < 0 ? -1 : url.indexOf('/', scheme + 3);
  }

  /** Where the path ends. */
  private static int end(String url, int path) {
    for (int i = path; i < url.length(); i++) {
      if (url.charAt(i) == '?' || url.charAt(i) == '#') {
        return i;
      }
    }
    return url.length();
  }
}
