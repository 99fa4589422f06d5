package dev.larder.agent.client.playwright;

import dev.larder.bridge.PlaywrightCall.Facts;
import dev.larder.cache.Served;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Between the words of Playwright and those of the cache.
 *
 * <p>The driver hands out decoded bodies under the fields of the coded ones. They are stored as
 * they are handed out, so the fields that tell of the coding bear other names in the store, for
 * which no other client asks; and what else the driver tells stands in a field of its own.
 */
final class Translation {

  private static final String DETAILS = "Larder-Playwright";
  private static final String CODED = "Larder-Coded-";
  private static final String ENCODING = "Content-Encoding";
  private static final String LENGTH = "Content-Length";

  /** A stored response in the words of Playwright. */
  record Shown(
      int status, @Nullable String reason, List<String> headers, @Nullable String details) {}

  private Translation() {}

  /**
   * The URI that the driver will ask, spelled as it will spell it.
   *
   * @return null if it can't be told for sure
   */
  static @Nullable URI uri(Facts facts) {
    String text = resolved(facts);
    if (text == null) {
      return null;
    }
    StringBuilder query = new StringBuilder();
    for (Map.Entry<String, String> parameter : facts.parameters.entrySet()) {
      query
          .append(query.length() == 0 ? '?' : '&')
          .append(URLEncoder.encode(parameter.getKey(), StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
    }
    if (query.length() > 0 && text.indexOf('?') >= 0) {
      return null; // versions differ in how they combine the two
    }
    return spelled(text + query);
  }

  private static @Nullable String resolved(Facts facts) {
    String text = facts.url;
    if (isAbsolute(text)) {
      return text;
    }
    String base = facts.baseUrl;
    URI of = base == null || !isAbsolute(base) ? null : spelled(base);
    if (of == null || !text.startsWith("/") || text.startsWith("//")) {
      return null;
    }
    return of.getScheme() + "://" + of.getRawAuthority() + text;
  }

  private static boolean isAbsolute(String url) {
    return url.regionMatches(true, 0, "http://", 0, 7)
        || url.regionMatches(true, 0, "https://", 0, 8);
  }

  /** As Node's parser of URLs spells it, or null where that could mean something else. */
  private static @Nullable URI spelled(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!text.chars().allMatch(c -> c > ' ' && c < 127)
        || lower.contains("/.")
        || lower.contains("%2e")
        || text.indexOf('#') >= 0) {
      return null;
    }
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
    String host = uri.getHost();
    if (host == null || uri.getRawUserInfo() != null) {
      return null;
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int port = uri.getPort();
    boolean usual = port < 0 || port == (scheme.equals("https") ? 443 : 80);
    String path = uri.getRawPath();
    String query = uri.getRawQuery();
    return URI.create(
        scheme
            + "://"
            + host.toLowerCase(Locale.ROOT)
            + (usual ? "" : ":" + port)
            + (path == null || path.isEmpty() ? "/" : path)
            + (query == null ? "" : "?" + query));
  }

  /**
   * The request that the driver will send, as far as it can be told.
   *
   * @param cookies see {@link #cookie}
   */
  static RequestHead request(Facts facts, URI uri, @Nullable String cookies) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("accept", "*/*");
    fields.put("accept-encoding", "gzip,deflate,br");
    if (facts.userAgent != null) {
      fields.put("user-agent", facts.userAgent);
    }
    put(fields, facts.contextHeaders);
    put(fields, facts.headers);
    if (cookies != null && !cookies.isEmpty()) {
      fields.putIfAbsent("cookie", cookies);
    }
    if (facts.httpCredentials != null) {
      fields.putIfAbsent("authorization", facts.httpCredentials);
    }
    Headers.Builder headers = new Headers.Builder();
    fields.forEach(headers::add);
    return new RequestHead(facts.method.toUpperCase(Locale.ROOT), uri, headers.build(), facts.body);
  }

  private static void put(Map<String, String> fields, List<String> added) {
    for (int i = 0; i < added.size(); i += 2) {
      fields.put(added.get(i).toLowerCase(Locale.ROOT), added.get(i + 1));
    }
  }

  /**
   * The cookies of a context that its driver may send to a host: at least those that it will.
   *
   * @param jar name, value, domain and time of expiry in seconds since the epoch of each
   */
  static String cookie(List<String> jar, URI uri, long nowSeconds) {
    StringBuilder cookie = new StringBuilder();
    for (int i = 0; i < jar.size(); i += 4) {
      double expires = Double.parseDouble(jar.get(i + 3));
      String domain = jar.get(i + 2).toLowerCase(Locale.ROOT);
      String bare = domain.startsWith(".") ? domain.substring(1) : domain;
      boolean matches = uri.getHost().equals(bare) || uri.getHost().endsWith("." + bare);
      if (matches && (expires < 0 || expires > nowSeconds)) {
        cookie.append(cookie.length() == 0 ? "" : "; ").append(jar.get(i)).append('=');
        cookie.append(jar.get(i + 1));
      }
    }
    return cookie.toString();
  }

  /**
   * A response of the driver.
   *
   * @param details what else the driver tells of it, or null if it is not to be stored
   */
  static ResponseHead response(int status, List<String> fields, @Nullable String details) {
    boolean coded = isCoded(fields);
    Headers.Builder headers = new Headers.Builder();
    for (int i = 0; i < fields.size(); i += 2) {
      String name = fields.get(i);
      boolean renamed = coded && (name.equalsIgnoreCase(ENCODING) || name.equalsIgnoreCase(LENGTH));
      headers.add(renamed ? CODED + name : name, fields.get(i + 1));
    }
    if (details != null) {
      headers.add(DETAILS, status + " " + details);
    }
    return new ResponseHead(status, "HTTP/1.1", headers.build());
  }

  /** Whether a response has a decoded body under the length of the coded one. */
  static boolean hasLengthOfCoded(ResponseHead head) {
    return head.headers().contains(CODED + LENGTH);
  }

  /** The same with the length of the decoded body. */
  static ResponseHead ofLength(ResponseHead head, int length) {
    return head.withHeaders(head.headers().with(LENGTH, String.valueOf(length)));
  }

  /** Whether an origin uses names that are ours in the store. */
  static boolean hasFieldsOfOurs(List<String> fields) {
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).regionMatches(true, 0, "larder-", 0, 7)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the driver has decoded the body. */
  private static boolean isCoded(List<String> fields) {
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).equalsIgnoreCase(ENCODING)) {
        return true;
      }
    }
    return false;
  }

  /** What the program sees of a head that the cache shows. */
  static Shown shown(ResponseHead head) {
    List<String> fields = new ArrayList<>();
    boolean coded = false;
    String told = null;
    for (Headers.Field field : head.headers()) {
      coded |= field.name().startsWith(CODED);
    }
    for (Headers.Field field : head.headers()) {
      String name = field.name();
      if (name.equalsIgnoreCase(DETAILS)) {
        told = field.value();
      } else if (!coded || !name.equalsIgnoreCase(LENGTH)) {
        fields.add(name.startsWith(CODED) ? name.substring(CODED.length()) : name);
        fields.add(field.value());
      }
    }
    int space = told == null ? -1 : told.indexOf(' ');
    if (told == null || space < 0) {
      return new Shown(head.status(), reason(head.status()), fields, null);
    }
    boolean same = told.substring(0, space).equals(String.valueOf(head.status()));
    return new Shown(
        head.status(), same ? null : reason(head.status()), fields, told.substring(space + 1));
  }

  /** The whole body that the cache serves. */
  static byte[] bytes(Served served) {
    ByteBuffer whole =
        ByteBuffer.allocate(served.body().stream().mapToInt(ByteBuffer::remaining).sum());
    served.body().forEach(buffer -> whole.put(buffer.duplicate()));
    return whole.array();
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 304 -> "Not Modified";
      case 504 -> "Gateway Timeout";
      default -> "";
    };
  }
}
