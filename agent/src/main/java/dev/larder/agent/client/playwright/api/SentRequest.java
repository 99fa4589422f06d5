package dev.larder.agent.client.playwright.api;

import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the driver has really sent, by its own account. A response is stored only if that is what
 * was expected: one request, no redirect, no challenge, no field that nobody knew of.
 */
final class SentRequest {

  private static final String SENT = "\u2192 ";
  private static final String RECEIVED = "\u2190 ";

  private int requests;
  private final Map<String, String> fields = new HashMap<>();

  private SentRequest() {}

  /**
   * Reads the account: a line for each request and response, each followed by its fields, indented
   * by two spaces.
   */
  static SentRequest of(List<String> log) {
    SentRequest sent = new SentRequest();
    boolean request = false;
    for (String line : log) {
      if (line.startsWith(SENT)) {
        sent.requests++;
        request = true;
      } else if (line.startsWith(RECEIVED)) {
        request = false;
      } else if (request) {
        int colon = line.indexOf(": ");
        if (line.startsWith("  ") && colon > 0) {
          String name = line.substring(2, colon).toLowerCase(Locale.ROOT);
          sent.fields.put(name, line.substring(colon + 2));
        } else {
          sent.requests++; // something that this version says and we don't know
        }
      }
    }
    return sent;
  }

  /**
   * Whether it is the expected request, with the fields that the cache added.
   *
   * @param credentials whether the driver has credentials that it may have shown
   * @param jar whether cookies were expected because the driver keeps them: it sends some of those
   */
  boolean is(RequestHead expected, Headers added, boolean credentials, boolean jar) {
    if (requests != 1) {
      return false;
    }
    Headers all = expected.headers().with(added);
    for (Headers.Field field : all) {
      String name = FieldSyntax.lower(field.name());
      boolean perhaps =
          (jar && name.equals("cookie")) || (credentials && name.equals("authorization"));
      if (!perhaps && !fields.containsKey(name)) {
        return false;
      }
    }
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (!isExpected(field.getKey(), field.getValue(), all, credentials, jar)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isExpected(
      String name, String value, Headers expected, boolean credentials, boolean jar) {
    String known = expected.combined(name);
    return switch (name) {
      case "cookie" ->
          known != null
              && (jar
                  ? cookies(known).containsAll(cookies(value))
                  : cookies(known).equals(cookies(value)));
      case "user-agent" -> known == null || known.equals(FieldSyntax.trim(value));
      case "authorization" -> credentials || FieldSyntax.trim(value).equals(known);
      default -> FieldSyntax.trim(value).equals(known);
    };
  }

  private static Set<String> cookies(String cookie) {
    List<String> cookies = new ArrayList<>();
    for (String one : cookie.split(";", -1)) {
      cookies.add(one.strip());
    }
    return new HashSet<>(cookies);
  }
}
