package dev.larder.policy;

import dev.larder.http.CacheControl;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.util.List;
import java.util.Set;

/** Reads the directives that apply to one message, with what depends on the settings. */
final class Directives {

  /**
   * Fields without which a stored response would mean something else. They can't be left out alone:
   * where a directive names one of them, it applies to the response as a whole.
   */
  private static final Set<String> ESSENTIAL =
      Set.of(
          ("age cache-control cdn-cache-control content-encoding content-language"
                  + " content-length content-location content-range content-type date etag expires"
                  + " last-modified location vary")
              .split(" "));

  private static final CacheControl NO_CACHE = CacheControl.parse(List.of("no-cache"));

  private Directives() {}

  static boolean isEssential(String lowerCaseName) {
    return ESSENTIAL.contains(lowerCaseName);
  }

  /** The directives as the response states them. */
  static CacheControl stated(Headers headers, PolicySettings settings) {
    return CacheControl.ofResponse(headers, settings.shared());
  }

  /** The directives of a stored response as they count under the rules of the user. */
  static CacheControl ofStored(StoredResponse stored, PolicySettings settings) {
    return settings.override(stored.head()).applied(stored.directives(settings.shared()));
  }

  /** The directives of a response as they count under the rules of the user. */
  static CacheControl ofResponse(ResponseHead response, PolicySettings settings) {
    return settings.override(response).applied(stated(response.headers(), settings));
  }

  /** The directives of a request; if it has none, its Pragma counts (RFC 9111 §5.4). */
  static CacheControl ofRequest(RequestHead request) {
    Headers headers = request.headers();
    if (!headers.contains("Cache-Control") && headers.contains("Pragma")) {
      boolean noCache = CacheControl.parse(headers.all("Pragma")).noCache();
      return noCache ? NO_CACHE : CacheControl.NONE;
    }
    return CacheControl.parse(headers);
  }

  /** Whether the response as a whole needs validation before each use (RFC 9111 §5.2.2.4). */
  static boolean noCache(CacheControl response) {
    return response.noCache() || hasEssential(response.noCacheFields());
  }

  private static boolean hasEssential(Set<String> fields) {
    return !fields.isEmpty() && fields.stream().anyMatch(ESSENTIAL::contains);
  }

  /** Whether the response as a whole is for one user (RFC 9111 §5.2.2.7). */
  static boolean isPrivate(CacheControl response) {
    return response.isPrivate() || hasEssential(response.privateFields());
  }

  /** Whether it must not be used stale (RFC 9111 §5.2.2.2, §5.2.2.8, §5.2.2.10). */
  static boolean neverStale(CacheControl response, PolicySettings settings) {
    return response.mustRevalidate()
        || (settings.shared() && (response.proxyRevalidate() || response.sMaxage().isPresent()));
  }
}
