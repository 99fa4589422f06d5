package dev.larder.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for hosts and paths. The time of a match is linear in the length of the text ({@link
 * GlobAutomaton}).
 *
 * <pre>
 * ?          one character other than a slash
 * *          any number of these
 * **         any characters; "**" and a slash together also stand for nothing
 * {version}  one or more characters other than a slash
 * </pre>
 *
 * A pattern that starts with a slash is for a path. One without any slash is for the last segment
 * of a path, or for a host if it looks like one ({@link GlobSyntax}). Every other is for a host and
 * the path behind it. Hosts are in lower case.
 */
public final class Glob {
  private static final int MAX_TEXT = 8192;

  private final String pattern;

  /** The glob for all of a path, of a name, or of a host and a path. */
  private final String whole;

  /** Whether the pattern can match a port. */
  private final boolean seesPort;

  /** Compiled with the first match: most patterns of names are compared as plain texts. */
  private volatile @Nullable GlobAutomaton automaton;

  private Glob(String pattern, String whole) {
    this.pattern = pattern;
    this.whole = whole;
    String first = whole.substring(0, Math.max(0, whole.indexOf('/')));
    this.seesPort = !first.equals("**") && (first.contains(":") || first.contains("*"));
  }

  /** A pattern of hosts and paths, or null if {@link GlobSyntax} refuses it. */
  public static @Nullable Glob of(String pattern) {
    return GlobSyntax.wrong(pattern) == null ? new Glob(pattern, whole(pattern)) : null;
  }

  /** A pattern of names, such as those of hosts or fields; null if it is empty. */
  public static @Nullable Glob ofName(String pattern) {
    return pattern.isEmpty() ? null : new Glob(pattern, pattern);
  }

  private static String whole(String pattern) {
    return switch (GlobSyntax.kind(pattern)) {
      case PATH, UNCLEAR -> pattern;
      case LAST_SEGMENT -> "**/".concat(pattern);
      case HOST -> pattern.toLowerCase(Locale.ROOT).concat("/**");
      case HOST_AND_PATH -> {
        int slash = pattern.indexOf('/');
        String host = pattern.substring(0, slash);
        yield host.contains("**")
            ? pattern
            : host.toLowerCase(Locale.ROOT).concat(pattern.substring(slash));
      }
    };
  }

  /**
   * Whether the pattern matches a request's URL. A pattern without a port matches all ports.
   *
   * @param port with a colon before it
   */
  public boolean matches(String host, String port, String path) {
    if (pattern.startsWith("/")) {
      return matches(path);
    }
    return matches(host.concat(path)) || (seesPort && matches(host.concat(port).concat(path)));
  }

  /** Whether the pattern matches the whole text. */
  public boolean matches(String text) {
    if (text.length() > MAX_TEXT || !isPlausible(text)) {
      return false;
    }
    GlobAutomaton compiled = automaton;
    if (compiled == null) {
      compiled = new GlobAutomaton(whole);
      automaton = compiled;
    }
    return compiled.matches(text);
  }

  /** Compares the last characters, which excludes most texts at little cost. */
  private boolean isPlausible(String text) {
    char last = whole.charAt(whole.length() - 1);
    return last == '*'
        || last == '?'
        || last == '}'
        || (!text.isEmpty() && text.charAt(text.length() - 1) == last)
        || whole.endsWith("**/");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Glob glob && pattern.equals(glob.pattern) && whole.equals(glob.whole);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
