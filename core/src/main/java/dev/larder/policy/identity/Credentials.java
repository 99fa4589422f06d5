package dev.larder.policy.identity;

import dev.larder.http.FieldNames;
import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What in a request tells who sends it, so that its response may be for that one alone. */
public final class Credentials {

  /** Fields for credentials and nothing else: no pattern means these (RFC 9110 §11, RFC 6265). */
  private static final FieldNames EXPLICIT =
      FieldNames.of("authorization", "cookie", "proxy-authorization");

  private Credentials() {}

  /**
   * One credential as a request shows it.
   *
   * @param name of the field or the cookie, or {@code "user information"}
   * @param value secret
   */
  public record Credential(boolean isCookie, String name, String value) {

    /** Whether it is what HTTP itself has for logging in. */
    public boolean isLogin() {
      return !isCookie && (EXPLICIT.contains(name) || name.equals(USER_INFORMATION));
    }
  }

  private static final String USER_INFORMATION = "user information";

  /**
   * Whether a field of this name counts as a credential: each does that isn't known to be harmless,
   * and isn't a part of the key anyway.
   */
  public static boolean isField(String name, IdentitySettings settings) {
    Set<String> others = settings.fields();
    if (!others.isEmpty() && others.contains(FieldSyntax.lower(name))) {
      return true;
    }
    return !HarmlessFields.contains(name)
        && !UnkeyedHeaders.isField(name)
        && !(EXPLICIT.contains(name)
            ? settings.ignoredFields().name(name)
            : settings.ignoredFields().fit(name));
  }

  /** Whether a request says who sends it. */
  public static boolean in(RequestHead request, IdentitySettings settings) {
    return inFields(request.headers(), settings) || inUri(request.uri(), settings);
  }

  /** Whether the fields of a request say who sends it. */
  public static boolean inFields(Headers headers, IdentitySettings settings) {
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (isField(name, settings)
          && (!Cookies.isCookie(name) || !values(headers, name, settings).isEmpty())) {
        return true;
      }
    }
    return false;
  }

  /** The values of a credential field in their order, without ignored cookies. */
  private static List<String> values(Headers headers, String name, IdentitySettings settings) {
    List<String> lines = headers.all(name);
    return Cookies.isCookie(name) ? Cookies.counted(lines, settings.ignoredCookies()) : lines;
  }

  /** Whether a URI itself says who uses it. */
  public static boolean inUri(URI uri, IdentitySettings settings) {
    return UriSecrets.userInformation(uri) != null || UriSecrets.isNamed(uri, settings);
  }

  /**
   * All credentials of a request as one text, the same for two requests exactly if they show the
   * same; empty if there are none. Secret.
   */
  public static String of(RequestHead request, IdentitySettings settings) {
    StringBuilder all = new StringBuilder();
    String user = UriSecrets.userInformation(request.uri());
    if (user != null) {
      append(all, "@", user);
    }
    for (String name : fields(request, settings)) {
      for (String value : values(request.headers(), name, settings)) {
        append(all, name, value);
      }
    }
    if (UriSecrets.isNamed(request.uri(), settings)) {
      append(all, "?", request.uri().toString());
    }
    return all.toString();
  }

  /** The names of the fields that count, in lower case, each once. */
  private static Set<String> fields(RequestHead request, IdentitySettings settings) {
    TreeSet<String> names = new TreeSet<>();
    for (Headers.Field field : request.headers()) {
      if (isField(field.name(), settings)) {
        names.add(FieldSyntax.lower(field.name()));
      }
    }
    return names;
  }

  /** The credentials of a request that its URI doesn't show to everybody, one by one. */
  public static List<Credential> each(RequestHead request, IdentitySettings settings) {
    List<Credential> each = new ArrayList<>();
    String user = UriSecrets.userInformation(request.uri());
    if (user != null) {
      each.add(new Credential(false, USER_INFORMATION, user));
    }
    for (String name : fields(request, settings)) {
      boolean cookie = Cookies.isCookie(name);
      for (String value : values(request.headers(), name, settings)) {
        each.add(new Credential(cookie, cookie ? Cookies.name(value) : name, value));
      }
    }
    return each;
  }

  private static void append(StringBuilder all, String name, String value) {
    all.append(name).append('=').append(value.length()).append(':').append(value).append('\n');
  }
}
