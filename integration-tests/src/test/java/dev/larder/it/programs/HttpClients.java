package dev.larder.it.programs;

import java.net.CookieHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;

/**
 * The clients of programs that run twice: once as they are, so that plain hits take the direct
 * path, and once with a cookie handler that has no cookies, so that each hit goes through the
 * client's filters.
 */
public final class HttpClients {

  /** Set to {@code true} for clients with a cookie handler. */
  public static final String FILTERED = "program.filtered";

  private HttpClients() {}

  /** A client that takes the way that this run is for. */
  public static HttpClient.Builder builder() {
    HttpClient.Builder builder = HttpClient.newBuilder();
    return Boolean.getBoolean(FILTERED) ? builder.cookieHandler(new NoCookies()) : builder;
  }

  private static final class NoCookies extends CookieHandler {
    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
      return Map.of();
    }

    @Override
    public void put(URI uri, Map<String, List<String>> headers) {}
  }
}
