package dev.larder.agent.client.playwright.api;

import dev.larder.bridge.PlaywrightCall.FetchOptions;
import dev.larder.bridge.PlaywrightCall.Unknown;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.policy.Reason;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the cache's request of a fetch, as the driver will send it. */
final class Translation {

  /** What Node says when there is no connection, or one that ends too early. */
  private static final List<String> OF_NETWORK =
      List.of(
          "ECONNREFUSED",
          "ECONNRESET",
          "EPIPE",
          "ETIMEDOUT",
          "EHOSTUNREACH",
          "ENETUNREACH",
          "ENOTFOUND",
          "EAI_AGAIN",
          "socket hang up");

  private Translation() {}

  /**
   * The URI that the driver will ask, spelled as it will spell it.
   *
   * @return null if it can't be told for sure
   */
  static @Nullable URI uri(FetchOptions options) {
    String text = resolved(options);
    if (text == null) {
      return null;
    }
    StringBuilder query = new StringBuilder();
    for (Map.Entry<String, String> parameter : options.parameters.entrySet()) {
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

  private static @Nullable String resolved(FetchOptions options) {
    String text = options.url;
    if (isAbsolute(text)) {
      return text;
    }
    String base = options.baseUrl;
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
  static RequestHead request(FetchOptions options, URI uri, @Nullable String cookies) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("accept", "*/*");
    fields.put("accept-encoding", "gzip,deflate,br");
    if (options.userAgent != null) {
      fields.put("user-agent", options.userAgent);
    }
    put(fields, options.contextHeaders);
    put(fields, options.headers);
    if (cookies != null && !cookies.isEmpty()) {
      fields.putIfAbsent("cookie", cookies);
    }
    if (options.httpCredentials != null) {
      fields.putIfAbsent("authorization", options.httpCredentials);
    }
    Headers.Builder headers = new Headers.Builder();
    fields.forEach(headers::add);
    return new RequestHead(
        options.method.toUpperCase(Locale.ROOT), uri, headers.build(), options.body);
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
   * Whether a fetch has failed because there was no connection, or none that lasted: the driver
   * gives the words of Node for it.
   */
  static boolean isOfNetwork(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    int log = message.indexOf('\u2192'); // from here on it tells what was sent
    String told = log < 0 ? message : message.substring(0, log);
    for (String word : OF_NETWORK) {
      if (told.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** Why nothing can be known of a fetch. */
  static Reason reason(Unknown unknown) {
    return switch (unknown) {
      case CONTEXT -> Reason.CONTEXT_UNKNOWN;
      case REMOTE -> Reason.REMOTE_BROWSER;
      case RECORDED -> Reason.RECORDED;
    };
  }
}
