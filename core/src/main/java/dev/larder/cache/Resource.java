package dev.larder.cache;

import dev.larder.http.RequestHead;
import dev.larder.http.UriNormalizer;
import dev.larder.policy.Vary;
import dev.larder.store.EntryKey;

/**
 * What the entries of one URI have in common (RFC 9111 §2, the primary cache key).
 *
 * @param uri normalised
 * @param canonical the URI and whatever else tells resources apart
 * @param key of the response without Vary, or of the index of variants
 */
record Resource(String uri, String canonical, EntryKey key) {

  /** The target of a request; a Host of the caller's own names another server's resource. */
  static Resource of(RequestHead request) {
    String uri = UriNormalizer.normalize(request.uri());
    String host = request.headers().combined("Host");
    boolean own = host != null && !host.equalsIgnoreCase(request.uri().getRawAuthority());
    String canonical = own ? uri + "\nhost: " + host : uri;
    return new Resource(uri, canonical, EntryKey.of("GET " + canonical));
  }

  /** The key of the variant that a request selects by these fields. */
  EntryKey variant(Vary vary, RequestHead request) {
    return EntryKey.of("GET " + canonical + "\n" + vary.variantKey(request));
  }
}
