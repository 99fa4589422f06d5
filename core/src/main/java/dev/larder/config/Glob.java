package dev.larder.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for hosts and paths, compared in time proportional to the length of both.
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
  private static final String PLACEHOLDER = "{version}";
  private static final int MAX_TEXT = 8192;

  private enum Kind {
    LITERAL,
    ONE,
    SEGMENT,
    ANY,
    FOLDERS,
    PLACEHOLDER
  }

  private record Part(Kind kind, char literal) {

    boolean takes(char c) {
      return switch (kind) {
        case LITERAL -> c == literal;
        case ONE, SEGMENT, PLACEHOLDER -> c != '/';
        case ANY, FOLDERS -> true;
      };
    }
  }

  private final String pattern;
  private final List<Part> parts;

  /** Whether it may tell ports apart. */
  private final boolean seesPort;

  private Glob(String pattern, String whole) {
    this.pattern = pattern;
    this.parts = parts(whole);
    String first = whole.substring(0, Math.max(0, whole.indexOf('/')));
    this.seesPort = !first.equals("**") && (first.contains(":") || first.contains("*"));
  }

  /** The pattern of hosts and paths, or null if {@link GlobSyntax} refuses it. */
  public static @Nullable Glob of(String pattern) {
    return GlobSyntax.wrong(pattern) == null ? new Glob(pattern, whole(pattern)) : null;
  }

  /** The pattern for a name that is no path, such as that of a host, or null if it is empty. */
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

  private static List<Part> parts(String pattern) {
    List<Part> parts = new ArrayList<>();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      if (pattern.startsWith(PLACEHOLDER, i)) {
        parts.add(new Part(Kind.PLACEHOLDER, c));
        i += PLACEHOLDER.length();
      } else if (pattern.startsWith("**", i)) {
        boolean folders = pattern.startsWith("/", i + 2);
        parts.add(new Part(folders ? Kind.FOLDERS : Kind.ANY, c));
        i += folders ? 3 : 2;
      } else {
        Kind kind = c == '*' ? Kind.SEGMENT : c == '?' ? Kind.ONE : Kind.LITERAL;
        parts.add(new Part(kind, c));
        i++;
      }
    }
    return List.copyOf(parts);
  }

  /** Whether it is compared with the path alone. */
  public boolean startsAtPath() {
    return pattern.startsWith("/");
  }

  /** Whether {@code {version}} stands in it. */
  public boolean hasPlaceholder() {
    return pattern.contains(PLACEHOLDER);
  }

  /**
   * Whether it fits a path, or a host and a path. A pattern without port is for all ports.
   *
   * @param port with a colon before it
   */
  public boolean matches(String host, String port, String path) {
    if (startsAtPath()) {
      return matches(path);
    }
    return matches(host.concat(path)) || (seesPort && matches(host.concat(port).concat(path)));
  }

  /** Whether it fits all of a text. */
  public boolean matches(String text) {
    if (text.length() > MAX_TEXT || !isPlausible(text)) {
      return false;
    }
    return fits(text)[0][0];
  }

  /** Whether the last characters suit each other, which rules out most texts at once. */
  private boolean isPlausible(String text) {
    Part last = parts.get(parts.size() - 1);
    return last.kind != Kind.LITERAL
        || (!text.isEmpty() && text.charAt(text.length() - 1) == last.literal);
  }

  /** Start and end of each placeholder in a text that the pattern fits, or null if it doesn't. */
  public int @Nullable [] placeholders(String text) {
    if (text.length() > MAX_TEXT || !isPlausible(text)) {
      return null;
    }
    boolean[][] fits = fits(text);
    if (!fits[0][0]) {
      return null;
    }
    List<Integer> places = new ArrayList<>();
    int at = 0;
    for (int p = 0; p < parts.size(); p++) {
      int next = at;
      while (!(takes(parts.get(p), text, at, next) && fits[p + 1][next])) {
        next++;
      }
      if (parts.get(p).kind == Kind.PLACEHOLDER) {
        places.add(at);
        places.add(next);
      }
      at = next;
    }
    return places.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Whether a part may stand for these characters, all but the last of which it takes. */
  private static boolean takes(Part part, String text, int start, int end) {
    return switch (part.kind) {
      case LITERAL, ONE -> end == start + 1;
      case SEGMENT, ANY -> true;
      case PLACEHOLDER -> end > start;
      case FOLDERS -> end == start || text.charAt(end - 1) == '/';
    };
  }

  /** For each part and place, whether it and those behind it fit what stands from there on. */
  private boolean[][] fits(String text) {
    int length = text.length();
    boolean[][] fits = new boolean[parts.size() + 1][length + 1];
    fits[parts.size()][length] = true;
    for (int p = parts.size() - 1; p >= 0; p--) {
      Part part = parts.get(p);
      boolean[] rest = fits[p + 1];
      boolean inFolders = false; // whether a folder that ends from here on is followed by the rest
      boolean inToken = false; // whether a token that has started is followed by the rest
      for (int i = length; i >= 0; i--) {
        boolean takes = i < length && part.takes(text.charAt(i));
        switch (part.kind) {
          case LITERAL, ONE -> fits[p][i] = takes && rest[i + 1];
          case SEGMENT, ANY -> fits[p][i] = rest[i] || (takes && fits[p][i + 1]);
          case FOLDERS -> {
            inFolders |= takes && text.charAt(i) == '/' && rest[i + 1];
            fits[p][i] = rest[i] || inFolders;
          }
          case PLACEHOLDER -> {
            inToken = takes && (rest[i + 1] || inToken);
            fits[p][i] = inToken;
          }
        }
      }
    }
    return fits;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Glob glob && pattern.equals(glob.pattern) && parts.equals(glob.parts);
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
