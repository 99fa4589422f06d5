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

  /** So many servings of one object are counted one by one, beyond that one in so many for all. */
  private static final int EXACT = 64;

  private static final int SAMPLE = 64;

  /** The head of an index. */
  private static final ResponseHead NO_HEAD = new ResponseHead(200, "HTTP/1.1", Headers.empty());

  private final String uri;
  private final String method;
  private final StoredResponse stored;
  private final List<Variant> variants;
  private final @Nullable TlsFacts tls;
  private final long generation;

  /**
   * How often it was served, counted without a lock, so that some may be missing; and seldom
   * written when it is served often, as many threads read what lies beside it.
   */
  private long served;

  /** How many of these were told; used by who tells. */
  private long told;

  private volatile boolean listed;
  private @Nullable Instant lastServed;

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
   * @param generation of the resource when the request was sent, see {@link Invalidations}
   */
  public EntryMetadata(
      String uri,
      String method,
      ResponseHead head,
      Headers selecting,
      Instant requestTime,
      Instant responseTime,
      List<Variant> variants,
      @Nullable TlsFacts tls,
      long generation) {
    this.uri = uri;
    this.method = method;
    this.stored = new StoredResponse(head, selecting, requestTime, responseTime);
    this.variants = List.copyOf(variants);
    this.tls = tls;
    this.generation = generation;
  }

  /**
   * The metadata of an index of variants, which is as old as what was stored last of them.
   *
   * @param variants the latest first
   */
  public static EntryMetadata index(
      String uri,
      List<Variant> variants,
      Instant requestTime,
      Instant responseTime,
      long generation) {
    return new EntryMetadata(
        uri,
        "GET",
        NO_HEAD,
        Headers.empty(),
        requestTime,
        responseTime,
        variants,
        null,
        generation);
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

  /** The generation of its resource when it was asked for, see {@link Invalidations}. */
  public long generation() {
    return generation;
  }

  /**
   * A copy with another head and times, as after a validation (RFC 9111 §4.3.4).
   *
   * @param generation of the resource when the validation was sent
   */
  public EntryMetadata renewed(
      ResponseHead head, Instant requestTime, Instant responseTime, long generation) {
    return new EntryMetadata(
        uri, method, head, selecting(), requestTime, responseTime, variants, tls, generation);
  }

  /** A copy as it answers another request, which has other fields that Vary names. */
  public EntryMetadata selectedBy(Headers selecting) {
    return new EntryMetadata(
        uri, method, head(), selecting, requestTime(), responseTime(), variants, tls, generation);
  }

  /**
   * It is served.
   *
   * @return whether that should be told, as nobody is about to ask for it
   */
  @SuppressWarnings("JavaInstantGetSecondsGetNano") // the nanoseconds are a die
  public boolean serve(Instant now) {
    long before = served;
    boolean exact = before < EXACT;
    if (exact || (now.getNano() >>> 8) % SAMPLE == 0) {
      served = before + (exact ? 1 : SAMPLE);
      lastServed = now;
    }
    if (listed) {
      return false;
    }
    listed = true;
    return true;
  }

  /** How often it was served since this was asked; for one thread at a time. */
  public long takeServed() {
    listed = false;
    long since = Math.max(0, served - told);
    told += since;
    return since;
  }

  /** When it was served last, as far as it was counted, or null. */
  public @Nullable Instant lastServed() {
    return lastServed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntryMetadata metadata
        && uri.equals(metadata.uri)
        && method.equals(metadata.method)
        && stored.equals(metadata.stored)
        && variants.equals(metadata.variants)
        && generation == metadata.generation
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
