package dev.larder.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Selects the requests of a rule: those that meet all conditions.
 *
 * @param hosts patterns of hosts, one of which must match; empty for any host
 * @param paths patterns of URLs, one of which must match; empty for any URL
 * @param except whether none of the paths must match instead
 * @param url an expression that must be found in the URL, or null
 * @param methods methods, one of which the request must have; empty for any
 */
public record RequestMatch(
    List<Glob> hosts,
    List<Glob> paths,
    boolean except,
    @Nullable Pattern url,
    Set<String> methods) {

  private static final int MAX_URL = 4096;

  /** How many characters an expression may read before it counts as not found. */
  private static final int MAX_LOOKS = 200_000;

  /** Every request. */
  public static final RequestMatch ANY =
      new RequestMatch(List.of(), List.of(), false, null, Set.of());

  static RequestMatch ofPaths(List<Glob> paths) {
    return new RequestMatch(List.of(), paths, false, null, Set.of());
  }

  static RequestMatch exceptPaths(List<Glob> paths) {
    return new RequestMatch(List.of(), paths, true, null, Set.of());
  }

  /** Whether a request meets all conditions. */
  public boolean fits(String method, URI uri) {
    if (!methods.isEmpty() && !methods.contains(method)) {
      return false;
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    String place = authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    int colon = place.lastIndexOf(':');
    boolean named = colon > place.lastIndexOf(']');
    String host = named ? place.substring(0, colon) : place;
    String port = named ? place.substring(colon) : defaultPort(uri);
    return fitsHost(host, port) && fitsPath(host, port, uri.getRawPath()) && fitsUrl(uri);
  }

  private static String defaultPort(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme()) ? ":443" : ":80";
  }

  private boolean fitsHost(String host, String port) {
    if (hosts.isEmpty()) {
      return true;
    }
    String place = host.concat(port);
    for (Glob glob : hosts) {
      if (glob.matches(host) || glob.matches(place)) {
        return true;
      }
    }
    return false;
  }

  private boolean fitsPath(String host, String port, @Nullable String rawPath) {
    if (paths.isEmpty()) {
      return true;
    }
    String path = rawPath == null || rawPath.isEmpty() ? "/" : rawPath;
    for (Glob glob : paths) {
      if (glob.matches(host, port, path)) {
        return !except;
      }
    }
    return except;
  }

  private boolean fitsUrl(URI uri) {
    if (url == null) {
      return true;
    }
    String text = uri.toString();
    if (text.length() > MAX_URL) {
      return false;
    }
    try {
      return url.matcher(new Watched(text, new AtomicInteger(MAX_LOOKS))).find();
    } catch (TooManyLooksException | StackOverflowError e) {
      return false;
    }
  }

  /** An expression has read too many characters. */
  private static final class TooManyLooksException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyLooksException() {
      super("Too many looks", null, false, false);
    }
  }

  /** A text that allows a limited number of reads, which bounds backtracking. */
  private record Watched(CharSequence text, AtomicInteger looks) implements CharSequence {

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (looks.decrementAndGet() < 0) {
        throw new TooManyLooksException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Watched(text.subSequence(start, end), looks);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
