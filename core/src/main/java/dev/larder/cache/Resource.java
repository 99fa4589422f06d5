package dev.larder.cache;

import dev.larder.http.RequestHead;
import dev.larder.http.UriNormalizer;
import dev.larder.policy.Vary;
import dev.larder.store.EntryKey;
import java.net.URI;

/**
 * What the entries of one URI have in common (RFC 9111 §2, the primary cache key).
 *
 * @param uri normalised
 * @param canonical the URI and whatever else tells resources apart
 * @param key of the response without Vary, or of the index of variants
 */
record Resource(String uri, String canonical, EntryKey key) {

  /**
   * The resource that a request is about; a Host of the caller's own names another server's.
   *
   * @param partition what separates clients that must not share, or empty
   */
  static Resource of(RequestHead request, String partition) {
    return of(request.uri(), request, partition);
  }

  /** Another resource of the same authority and partition, such as a request may invalidate. */
  static Resource of(URI uri, RequestHead request, String partition) {
    String normalized = UriNormalizer.normalize(uri);
    String host = request.headers().combined("Host");
    boolean own = host != null && !host.equalsIgnoreCase(request.uri().getRawAuthority());
    String canonical = own ? normalized + "\nhost: " + host : normalized;
    if (!partition.isEmpty()) {
      canonical = canonical + "\npartition: " + partition;
    }
    return new Resource(normalized, canonical, EntryKey.of("GET " + canonical));
  }

  /** The key of the variant that a request selects by these fields, made with this salt. */
  EntryKey variant(Vary vary, String salt, RequestHead request) {
    return EntryKey.of("GET " + canonical + "\nvariant: " + salt + "\n" + vary.variantKey(request));
  }
}
