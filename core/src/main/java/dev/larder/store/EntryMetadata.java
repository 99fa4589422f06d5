package dev.larder.store;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a stored response but its body.
 *
 * @param uri of the request, normalised
 * @param method of the request
 * @param head status, version and fields of the response
 * @param selecting those request fields that the response's Vary names (RFC 9111 §4.1)
 * @param requestTime when the request was sent
 * @param responseTime when the response's head was received
 * @param variants in an index entry, which has no body of interest: the stored responses among
 *     which requests select, the latest first; else empty
 * @param tls the session over which the response came, or null
 */
public record EntryMetadata(
    String uri,
    String method,
    ResponseHead head,
    Headers selecting,
    Instant requestTime,
    Instant responseTime,
    List<Variant> variants,
    @Nullable TlsFacts tls) {

  public EntryMetadata {
    variants = List.copyOf(variants);
  }

  /** A copy with another head and times, as after a validation (RFC 9111 §4.3.4). */
  public EntryMetadata renewed(ResponseHead head, Instant requestTime, Instant responseTime) {
    return new EntryMetadata(
        uri, method, head, selecting, requestTime, responseTime, variants, tls);
  }

  /** A copy as it answers another request, which has other fields that Vary names. */
  public EntryMetadata selectedBy(Headers selecting) {
    return new EntryMetadata(
        uri, method, head, selecting, requestTime, responseTime, variants, tls);
  }

  /** Without the header values: they may hold credentials. */
  @Override
  public String toString() {
    return method + " " + uri + " " + head.status();
  }
}
