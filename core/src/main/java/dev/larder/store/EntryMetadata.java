package dev.larder.store;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.policy.StoredResponse;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Everything of a stored response but its body. */
public final class EntryMetadata {

  private final String uri;
  private final String method;
  private final StoredResponse stored;
  private final List<Variant> variants;
  private final @Nullable TlsFacts tls;

  /**
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
  public EntryMetadata(
      String uri,
      String method,
      ResponseHead head,
      Headers selecting,
      Instant requestTime,
      Instant responseTime,
      List<Variant> variants,
      @Nullable TlsFacts tls) {
    this.uri = uri;
    this.method = method;
    this.stored = new StoredResponse(head, selecting, requestTime, responseTime);
    this.variants = List.copyOf(variants);
    this.tls = tls;
  }

  public String uri() {
    return uri;
  }

  public String method() {
    return method;
  }

  /** What policy knows of it. */
  public StoredResponse stored() {
    return stored;
  }

  public ResponseHead head() {
    return stored.head();
  }

  public Headers selecting() {
    return stored.selecting();
  }

  public Instant requestTime() {
    return stored.requestTime();
  }

  public Instant responseTime() {
    return stored.responseTime();
  }

  public List<Variant> variants() {
    return variants;
  }

  public @Nullable TlsFacts tls() {
    return tls;
  }

  /** A copy with another head and times, as after a validation (RFC 9111 §4.3.4). */
  public EntryMetadata renewed(ResponseHead head, Instant requestTime, Instant responseTime) {
    return new EntryMetadata(
        uri, method, head, selecting(), requestTime, responseTime, variants, tls);
  }

  /** A copy as it answers another request, which has other fields that Vary names. */
  public EntryMetadata selectedBy(Headers selecting) {
    return new EntryMetadata(
        uri, method, head(), selecting, requestTime(), responseTime(), variants, tls);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntryMetadata metadata
        && uri.equals(metadata.uri)
        && method.equals(metadata.method)
        && stored.equals(metadata.stored)
        && variants.equals(metadata.variants)
        && Objects.equals(tls, metadata.tls);
  }

  @Override
  public int hashCode() {
    return Objects.hash(uri, method, stored, variants, tls);
  }

  /** Without the header values: they may hold credentials. */
  @Override
  public String toString() {
    return method + " " + uri + " " + head().status();
  }
}
