package dev.larder.policy.identity;

import dev.larder.config.Glob;
import dev.larder.http.FieldSyntax;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a URI says that is not to be written down: user information, and values of parameters, those
 * of the query ({@code ?token=…}) and those of the path ({@code ;jsessionid=…}, RFC 3986 §3.3).
 */
public final class UriSecrets {

  private UriSecrets() {}

  /** Which parameters are meant. */
  private interface Choice {

    /**
     * @param name decoded, in lower case
     * @param value as it stands in the URI
     */
    boolean takes(String name, String value);
  }

  /** The user information of a URI as it stands there, or null. */
  static @Nullable String userInformation(URI uri) {
    String authority = uri.getRawAuthority();
    int at = authority == null ? -1 : authority.lastIndexOf('@');
    return authority == null || at < 0 ? null : authority.substring(0, at);
  }

  /** Whether a parameter of a URI is a credential by its name. */
  static boolean isNamed(URI uri, IdentitySettings settings) {
    return has(uri, (name, value) -> isCredential(name, settings));
  }

  /** Whether a URI has a value that tells nobody apart, but is not to be written down. */
  public static boolean isRedacted(URI uri, IdentitySettings settings) {
    return !settings.redacted().isEmpty() && has(uri, (name, value) -> isRedacted(name, settings));
  }

  private static boolean isCredential(String name, IdentitySettings settings) {
    return settings.queryParameters().contains(name) || SecretParameters.isName(name);
  }

  private static boolean isRedacted(String name, IdentitySettings settings) {
    for (Glob glob : settings.redacted()) {
      if (glob.matches(name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean looksSecret(String name, String value, IdentitySettings settings) {
    String text = decoded(value);
    return SecretParameters.isValue(name, text)
        || (text.indexOf('=') >= 0 && hasNested(text, settings));
  }

  /** Whether a value is a URI, or another list of parameters, with a credential in it. */
  private static boolean hasNested(String text, IdentitySettings settings) {
    for (String part : text.split("[?&;#]", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0
          && isCredential(FieldSyntax.lower(decoded(part.substring(0, equals))), settings)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A normalised URI as it may be written down: without user information, and with {@code ...} in
   * place of the values of parameters that bear credentials, are redacted, or look like secrets.
   */
  public static String redacted(String normalizedUri, IdentitySettings settings) {
    return replaced(
        withoutUserInformation(normalizedUri),
        (name, value) ->
            isCredential(name, settings)
                || isRedacted(name, settings)
                || looksSecret(name, value, settings),
        (name, value) -> "...");
  }

  /** A normalised URI with something in place of the values that are redacted. */
  public static String masked(
      String normalizedUri, IdentitySettings settings, BinaryOperator<String> mask) {
    return settings.redacted().isEmpty()
        ? normalizedUri
        : replaced(normalizedUri, (name, value) -> isRedacted(name, settings), mask);
  }

  /** A normalised URI without its user information. */
  public static String withoutUserInformation(String uri) {
    int start = uri.indexOf("://");
    int end = start < 0 ? -1 : uri.indexOf('/', start + 3);
    int at = end < 0 ? -1 : uri.lastIndexOf('@', end);
    return at <= start ? uri : uri.substring(0, start + 3) + uri.substring(at + 1);
  }

  private static boolean has(URI uri, Choice which) {
    String path = uri.getRawPath();
    if (uri.getRawQuery() == null && (path == null || path.indexOf(';') < 0)) {
      return false;
    }
    Parameters parameters = new Parameters(uri.toString());
    while (parameters.next()) {
      if (which.takes(parameters.name(), parameters.value())) {
        return true;
      }
    }
    return false;
  }

  /**
   * A URI with something in place of the values of some parameters.
   *
   * @param by what takes the place, given name and value
   */
  private static String replaced(String uri, Choice which, BinaryOperator<String> by) {
    StringBuilder shown = null;
    int copied = 0;
    Parameters parameters = new Parameters(uri);
    while (parameters.next()) {
      String name = parameters.name();
      if (which.takes(name, parameters.value())) {
        if (shown == null) {
          shown = new StringBuilder(uri.length());
        }
        shown.append(uri, copied, parameters.equals + 1);
        shown.append(by.apply(name, parameters.value()));
        copied = parameters.end;
      }
    }
    return shown == null ? uri : shown.append(uri, copied, uri.length()).toString();
  }

  /**
   * Goes through the parameters of a URI that have a value: in the path behind a semicolon, and
   * from the question mark on behind that, an ampersand or a semicolon, which some servers take for
   * a separator too. They end before the fragment.
   */
  private static final class Parameters {
    private final String uri;
    private final int query;
    private final int last;
    private int equals;
    private int start;
    private int end;

    Parameters(String uri) {
      this.uri = uri;
      int fragment = uri.indexOf('#');
      this.last = fragment < 0 ? uri.length() : fragment;
      int mark = uri.indexOf('?');
      this.query = mark < 0 || mark > last ? last : mark;
    }

    boolean next() {
      while (end < last) {
        char c = uri.charAt(end++);
        if (c == ';' || end - 1 == query || (c == '&' && end > query)) {
          start = end;
          equals = -1;
          while (end < last && !isEnd(uri.charAt(end))) {
            equals = equals < 0 && uri.charAt(end) == '=' ? end : equals;
            end++;
          }
          if (equals >= 0) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean isEnd(char c) {
      return c == ';' || (end > query ? c == '&' : c == '/' || c == '?');
    }

    /** Decoded, in lower case. */
    String name() {
      return FieldSyntax.lower(decoded(uri.substring(start, equals)));
    }

    String value() {
      return uri.substring(equals + 1, end);
    }
  }

  private static String decoded(String text) {
    try {
      return text.indexOf('%') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }
}
