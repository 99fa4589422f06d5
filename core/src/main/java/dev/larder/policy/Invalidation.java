package dev.larder.policy;

import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.http.UriNormalizer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an unsafe request makes invalid (RFC 9111 §4.4). */
public final class Invalidation {

  private Invalidation() {}

  /**
   * The URIs whose stored responses are to be invalidated, each once, the target first; none unless
   * the method is unsafe or unknown and the response is 2xx or 3xx. Location and Content-Location
   * count only within the same origin.
   */
  public static List<URI> targets(RequestHead request, ResponseHead response) {
    boolean invalidates = RequestClass.of(request).invalidates();
    if (!invalidates || response.status() < 200 || response.status() >= 400) {
      return List.of();
    }
    Map<String, URI> targets = new LinkedHashMap<>();
    targets.put(UriNormalizer.normalize(request.uri()), request.uri());
    for (String name : List.of("Location", "Content-Location")) {
      for (String value : response.headers().all(name)) {
        URI uri = resolve(request.uri(), value);
        if (uri != null && UriNormalizer.sameOrigin(request.uri(), uri)) {
          targets.putIfAbsent(UriNormalizer.normalize(uri), uri);
        }
      }
    }
    return List.copyOf(targets.values());
  }

  /** A reference resolved against a base, or null if it isn't one. */
  public static @Nullable URI resolve(URI base, String reference) {
    try {
      URI relative = new URI(reference);
      // URI.resolve drops the last segment before a mere query, against RFC 3986 §5.2.2.
      if (relative.getScheme() == null
          && relative.getRawAuthority() == null
          && relative.getRawPath() != null
          && relative.getRawPath().isEmpty()) {
        String text = UriNormalizer.normalize(base);
        int query = text.indexOf('?');
        String ownQuery = relative.getRawQuery();
        return ownQuery == null
            ? base
            : new URI((query < 0 ? text : text.substring(0, query)) + "?" + ownQuery);
      }
      URI resolved = base.resolve(relative);
      return resolved.isAbsolute() ? resolved : null;
    } catch (URISyntaxException | IllegalArgumentException notAReference) {
      return null;
    }
  }
}
