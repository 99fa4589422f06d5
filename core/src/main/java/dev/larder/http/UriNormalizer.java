package dev.larder.http;

import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of http and https URIs. There are two forms: {@link #asSent} keeps differences that
 * a server can see, {@link #normalize} removes those between URIs that are equivalent (RFC 3986
 * §6). Both accept every {@link URI}.
 */
public final class UriNormalizer {

  private UriNormalizer() {}

  /**
   * The URI with scheme and host in lower case, without default port and fragment, and with an
   * empty path as {@code /} (RFC 3986 §6.2.3, RFC 9110 §4.2.3). User information, path and query
   * stay as they are. Two requests with equal results ask the same server for the same target.
   */
  public static String asSent(URI uri) {
    return normalize(uri, false);
  }

  /**
   * As {@link #asSent}, with the path in the form of RFC 3986 §6.2.2: percent-encoding in upper
   * case and decoded for unreserved characters, dot segments removed. Equal results mean the same
   * resource.
   */
  public static String normalize(URI uri) {
    return normalize(uri, true);
  }

  private static String normalize(URI uri, boolean ofPath) {
    String scheme = scheme(uri);
    String authority = uri.getRawAuthority();
    String path = uri.getRawPath();
    if (uri.isOpaque() || authority == null || path == null) {
      String text = uri.toString();
      int fragment = text.indexOf('#');
      return fragment < 0 ? text : text.substring(0, fragment);
    }
    StringBuilder result = new StringBuilder(64).append(scheme).append("://");
    int at = authority.lastIndexOf('@');
    result.append(authority, 0, at + 1).append(place(authority.substring(at + 1), scheme));
    String shown = ofPath ? withoutDotSegments(percentEncoding(path)) : path;
    result.append(shown.startsWith("/") ? "" : "/").append(shown);
    if (uri.getRawQuery() != null) {
      result.append('?').append(uri.getRawQuery());
    }
    return result.toString();
  }

  /** Whether both have the same scheme, host and port (RFC 9110 §4.3.1). */
  public static boolean sameOrigin(URI one, URI other) {
    return one.getRawAuthority() != null
        && other.getRawAuthority() != null
        && scheme(one).equals(scheme(other))
        && place(one).equals(place(other));
  }

  private static String place(URI uri) {
    String authority = uri.getRawAuthority();
    return place(authority.substring(authority.lastIndexOf('@') + 1), scheme(uri));
  }

  private static String scheme(URI uri) {
    @Nullable String scheme = uri.getScheme();
    return scheme == null ? "" : FieldSyntax.lower(scheme);
  }

  /** The host in its normal form and the port, unless that is the scheme's own. */
  private static String place(String given, String scheme) {
    int colon = given.lastIndexOf(':');
    boolean named = colon > given.lastIndexOf(']'); // colons in brackets don't count
    String host = host(named ? given.substring(0, colon) : given);
    String digits = named ? given.substring(colon + 1) : "";
    long number = DeltaSeconds.parse(digits);
    String port = number < 0 || number > 65_535 ? digits : String.valueOf(number);
    return port.isEmpty() || port.equals(defaultPort(scheme))
        ? host
        : host.concat(":").concat(port);
  }

  private static String defaultPort(String scheme) {
    return scheme.equals("https") ? "443" : "80";
  }

  private static String host(String host) {
    // Lower case comes first, so that remaining percent-encoding ends in upper case.
    return percentEncoding(FieldSyntax.lower(percentEncoding(ascii(host))));
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /**
   * A host name in ASCII (RFC 5891). A name that versions of IDNA convert in different ways stays
   * as it is.
   */
  private static String ascii(String host) {
    if (isAscii(host)) {
      return host;
    }
    try {
      String ascii = IDN.toASCII(host);
      return IDN.toUnicode(ascii).equals(host.toLowerCase(Locale.ROOT)) ? ascii : host;
    } catch (IllegalArgumentException notAName) {
      return host;
    }
  }

  /** Percent-encoding in upper case, undone where the character is unreserved. */
  private static String percentEncoding(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (low < 0) {
        result.append(c);
        continue;
      }
      char decoded = (char) (high * 16 + low);
      if (isUnreserved(decoded)) {
        result.append(decoded);
      } else {
        result.append('%').append(hex(high)).append(hex(low));
      }
      i += 2;
    }
    return result.toString();
  }

  private static char hex(int digit) {
    return "0123456789ABCDEF".charAt(digit);
  }

  /** RFC 3986 §2.3. */
  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  /** RFC 3986 §5.2.4, for a path that is empty or starts with a slash. */
  private static String withoutDotSegments(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    StringBuilder result = new StringBuilder(path.length());
    int start = 0;
    while (start < path.length()) {
      int next = path.indexOf('/', start + 1);
      int end = next < 0 ? path.length() : next;
      String segment = path.substring(start, end);
      boolean last = next < 0;
      if (segment.equals("/..")) {
        result.setLength(Math.max(0, result.lastIndexOf("/")));
      } else if (!segment.equals("/.")) {
        result.append(segment);
      }
      if (last && (segment.equals("/.") || segment.equals("/.."))) {
        result.append('/');
      }
      start = end;
    }
    return result.toString();
  }
}
