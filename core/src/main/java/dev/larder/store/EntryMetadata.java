package dev.larder.store;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.time.Instant;
import java.util.ArrayList;
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
 * @param varySets in an index entry, which has no body of interest: the sets of request fields by
 *     which the variants of its key differ; else empty
 * @param tls the session over which the response came, or null
 */
public record EntryMetadata(
    String uri,
    String method,
    ResponseHead head,
    Headers selecting,
    Instant requestTime,
    Instant responseTime,
    List<List<String>> varySets,
    @Nullable TlsFacts tls) {

  public EntryMetadata {
    List<List<String>> copy = new ArrayList<>(varySets.size());
    for (List<String> varySet : varySets) {
      copy.add(List.copyOf(varySet));
    }
    varySets = List.copyOf(copy);
  }

  /** A copy with another head and times, as after a validation (RFC 9111 §4.3.4). */
  public EntryMetadata renewed(ResponseHead head, Instant requestTime, Instant responseTime) {
    return new EntryMetadata(
        uri, method, head, selecting, requestTime, responseTime, varySets, tls);
  }

  /** Without the header values: they may hold credentials. */
  @Override
  public String toString() {
    return method + " " + uri + " " + head.status();
  }
}
