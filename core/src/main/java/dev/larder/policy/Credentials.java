package dev.larder.policy;

import dev.larder.config.Glob;
import dev.larder.http.FieldNames;
import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What in a request tells who sends it, so that its response may be for that one alone. */
public final class Credentials {

  /** Fields that bear credentials, by RFC 9110 §11 and RFC 6265 or by wide custom. */
  private static final FieldNames FIELDS =
      FieldNames.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "cookie2",
          "authentication",
          "api-key",
          "apikey",
          "dpop",
          "ocp-apim-subscription-key",
          "private-token",
          "x-access-token",
          "x-amz-security-token",
          "x-api-key",
          "x-api-token",
          "x-apikey",
          "x-auth",
          "x-auth-key",
          "x-auth-token",
          "x-authorization",
          "x-client-cert",
          "x-csrf-token",
          "x-forwarded-access-token",
          "x-forwarded-user",
          "x-goog-api-key",
          "x-goog-iap-jwt-assertion",
          "x-id-token",
          "x-rapidapi-key",
          "x-remote-user",
          "x-session-id",
          "x-session-token",
          "x-subscription-token",
          "x-token",
          "x-user-token",
          "x-vault-token",
          "x-xsrf-token");

  /** Query parameters that bear credentials by wide custom, signed URLs of storage services too. */
  private static final Set<String> QUERY_PARAMETERS =
      Set.of(
          "access_token",
          "api-key",
          "api_key",
          "apikey",
          "auth",
          "auth_token",
          "awsaccesskeyid",
          "client_secret",
          "id_token",
          "jwt",
          "key-pair-id",
          "password",
          "policy",
          "refresh_token",
          "secret",
          "session",
          "sessionid",
          "session_id",
          "sig",
          "signature",
          "token",
          "x-amz-credential",
          "x-amz-security-token",
          "x-amz-signature",
          "x-goog-credential",
          "x-goog-signature");

  private Credentials() {}

  /** Whether a field of this name bears credentials. */
  public static boolean isField(String name, IdentitySettings settings) {
    Set<String> others = settings.fields();
    return FIELDS.contains(name) || (!others.isEmpty() && others.contains(FieldSyntax.lower(name)));
  }

  /** Whether a request says who sends it, but for what its URI says to everybody. */
  public static boolean in(RequestHead request, IdentitySettings settings) {
    Headers headers = request.headers();
    for (int i = 0; i < headers.size(); i++) {
      if (isField(headers.name(i), settings)) {
        return true;
      }
    }
    return inUri(request.uri(), settings);
  }

  /** Whether a URI itself says who uses it. */
  public static boolean inUri(URI uri, IdentitySettings settings) {
    return userInformation(uri) != null || isNamedInQuery(uri, settings);
  }

  /**
   * All credentials of a request as one text, the same for two requests exactly if they show the
   * same; empty if there are none. Secret.
   */
  public static String of(RequestHead request, IdentitySettings settings) {
    StringBuilder all = new StringBuilder();
    String user = userInformation(request.uri());
    if (user != null) {
      append(all, "@", user);
    }
    TreeSet<String> names = new TreeSet<>();
    for (Headers.Field field : request.headers()) {
      if (isField(field.name(), settings)) {
        names.add(FieldSyntax.lower(field.name()));
      }
    }
    for (String name : names) {
      for (String value : request.headers().all(name)) {
        append(all, name, value);
      }
    }
    String query = request.uri().getRawQuery();
    if (query != null && isNamedInQuery(request.uri(), settings)) {
      append(all, "?", query);
    }
    return all.toString();
  }

  private static void append(StringBuilder all, String name, String value) {
    all.append(name).append('=').append(value.length()).append(':').append(value).append('\n');
  }

  /** The user information of a URI as it stands there, or null. */
  private static @Nullable String userInformation(URI uri) {
    String authority = uri.getRawAuthority();
    int at = authority == null ? -1 : authority.lastIndexOf('@');
    return authority == null || at < 0 ? null : authority.substring(0, at);
  }

  private static boolean isNamedInQuery(URI uri, IdentitySettings settings) {
    return isIn(uri.getRawQuery(), name -> isParameter(name, settings));
  }

  /** Whether a URI has a value that tells nobody apart, but is not to be written down. */
  public static boolean isRedacted(URI uri, IdentitySettings settings) {
    return !settings.redacted().isEmpty()
        && isIn(uri.getRawQuery(), name -> isRedacted(name, settings));
  }

  private static boolean isIn(@Nullable String query, Predicate<String> names) {
    if (query == null) {
      return false;
    }
    for (int start = 0; start <= query.length(); ) {
      int end = end(query, start);
      String name = name(query, start, end);
      if (name != null && names.test(name)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private static int end(String query, int start) {
    int end = start;
    // Some servers take the semicolon for a separator too.
    while (end < query.length() && query.charAt(end) != '&' && query.charAt(end) != ';') {
      end++;
    }
    return end;
  }

  /** The name of the parameter that stands there, or null if it has no value. */
  private static @Nullable String name(String query, int start, int end) {
    int equals = query.indexOf('=', start);
    return equals < 0 || equals >= end
        ? null
        : FieldSyntax.lower(decoded(query.substring(start, equals)));
  }

  private static boolean isParameter(String name, IdentitySettings settings) {
    return QUERY_PARAMETERS.contains(name) || settings.queryParameters().contains(name);
  }

  private static boolean isRedacted(String name, IdentitySettings settings) {
    for (Glob glob : settings.redacted()) {
      if (glob.matches(name)) {
        return true;
      }
    }
    return false;
  }

  private static String decoded(String name) {
    try {
      return name.indexOf('%') < 0 ? name : URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return name;
    }
  }

  /**
   * A normalised URI as it may be written down: without user information, and with {@code ...} in
   * place of the values of query parameters that bear credentials or are redacted.
   */
  public static String redacted(String normalizedUri, IdentitySettings settings) {
    return replaced(
        withoutUserInformation(normalizedUri),
        name -> isParameter(name, settings) || isRedacted(name, settings),
        (name, value) -> "...");
  }

  /** A normalised URI with something in place of the values that are redacted. */
  public static String masked(
      String normalizedUri, IdentitySettings settings, BinaryOperator<String> mask) {
    return settings.redacted().isEmpty()
        ? normalizedUri
        : replaced(normalizedUri, name -> isRedacted(name, settings), mask);
  }

  /**
   * A URI with something in place of the values of some parameters.
   *
   * @param by what takes the place, given name and value
   */
  private static String replaced(String uri, Predicate<String> names, BinaryOperator<String> by) {
    int question = uri.indexOf('?');
    if (question < 0) {
      return uri;
    }
    StringBuilder shown = null;
    int copied = 0;
    for (int start = question + 1; start <= uri.length(); ) {
      int end = end(uri, start);
      String name = name(uri, start, end);
      if (name != null && names.test(name)) {
        if (shown == null) {
          shown = new StringBuilder(uri.length());
        }
        int value = uri.indexOf('=', start) + 1;
        shown.append(uri, copied, value).append(by.apply(name, uri.substring(value, end)));
        copied = end;
      }
      start = end + 1;
    }
    return shown == null ? uri : shown.append(uri, copied, uri.length()).toString();
  }

  /** A normalised URI without its user information. */
  public static String withoutUserInformation(String uri) {
    int start = uri.indexOf("://");
    int end = start < 0 ? -1 : uri.indexOf('/', start + 3);
    int at = end < 0 ? -1 : uri.lastIndexOf('@', end);
    return at <= start ? uri : uri.substring(0, start + 3) + uri.substring(at + 1);
  }
}
