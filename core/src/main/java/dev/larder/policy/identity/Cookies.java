package dev.larder.policy.identity;

import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cookies in requests and responses (RFC 6265), as far as some of them make no difference. */
public final class Cookies {

  private static final String COOKIE = "Cookie";

  private Cookies() {}

  static boolean isCookie(String fieldName) {
    return fieldName.equalsIgnoreCase(COOKIE);
  }

  /**
   * The cookies of a request that make a difference, each as {@code name=value}, in their order. A
   * piece that servers may read as more than one cookie, since a quote or comma stands in or before
   * it (RFC 2965 §3.1), makes one whatever its name is.
   */
  static List<String> counted(List<String> lines, NamePatterns ignored) {
    List<String> counted = new ArrayList<>();
    for (String line : lines) {
      boolean quoted = false;
      for (String piece : line.split(";", -1)) {
        String cookie = FieldSyntax.trim(piece);
        boolean plain = !quoted && cookie.indexOf('"') < 0 && cookie.indexOf(',') < 0;
        if (!cookie.isEmpty() && !(plain && ignored.fit(name(cookie)))) {
          counted.add(cookie);
        }
        quoted ^= (cookie.chars().filter(c -> c == '"').count() & 1) == 1;
      }
    }
    return counted;
  }

  /** The cookies of a request that are not ignored, as one text; null if there are none. */
  public static @Nullable String counted(String line, NamePatterns ignored) {
    List<String> counted = counted(List.of(line), ignored);
    return counted.isEmpty() ? null : String.join("; ", counted);
  }

  /** The name of a cookie, {@code name=value}; all of it if there is no sign of equality. */
  static String name(String cookie) {
    int equals = cookie.indexOf('=');
    return FieldSyntax.trim(equals < 0 ? cookie : cookie.substring(0, equals));
  }

  /** Whether a response sets a cookie that makes a difference. */
  public static boolean areSet(Headers response, NamePatterns ignored) {
    return response.contains("Set-Cookie") && !areIgnored(response.all("Set-Cookie"), ignored);
  }

  private static boolean areIgnored(List<String> set, NamePatterns ignored) {
    for (String cookie : set) {
      int semicolon = cookie.indexOf(';');
      String pair = semicolon < 0 ? cookie : cookie.substring(0, semicolon);
      if (!ignored.fit(name(pair)) || mayBeSeveral(cookie)) {
        return false;
      }
    }
    return true;
  }

  /** Whether somebody on the way may have joined several lines to one: a date has no such part. */
  private static boolean mayBeSeveral(String cookie) {
    for (int comma = cookie.indexOf(','); comma >= 0; comma = cookie.indexOf(',', comma + 1)) {
      int end = comma + 1;
      while (end < cookie.length() && ",;".indexOf(cookie.charAt(end)) < 0) {
        if (cookie.charAt(end) == '=') {
          return true;
        }
        end++;
      }
    }
    return false;
  }
}
