package dev.larder.cache;

import dev.larder.cache.Resources.Found;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.HeaderHygiene;
import dev.larder.policy.Invalidation;
import dev.larder.policy.RequestClass;
import dev.larder.policy.RequestPolicy;
import dev.larder.policy.Reuse;
import dev.larder.policy.Storability;
import dev.larder.policy.StoredResponse;
import dev.larder.policy.Validation;
import dev.larder.policy.Vary;
import dev.larder.stats.Outcome;
import dev.larder.store.Entry;
import dev.larder.store.EntryMetadata;
import dev.larder.store.TlsFacts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from lookup to store. An integration calls {@link #begin}, and where it is told to go
 * to the network, exactly one of {@link #received}, {@link #failed} and {@link #abandoned} after
 * that. Used by one thread at a time; only {@link #abandoned} may come from another one.
 */
public final class CacheExchange {

  private static final Logger LOG = LoggerFactory.getLogger(CacheExchange.class);

  private final HttpCache cache;
  private final RequestHead request;
  private final String partition;
  private final @Nullable Duration patience;
  private final RequestClass requestClass;
  private @Nullable Resource resource;
  private @Nullable Found candidate;
  private volatile Lead lead = Lead.NONE;
  private boolean conditional;
  private boolean personal;
  private boolean waited;
  private Instant requestTime = Instant.EPOCH;
  private long requestNanos;

  CacheExchange(
      HttpCache cache, RequestHead request, String partition, @Nullable Duration patience) {
    this.cache = cache;
    this.request = request;
    this.partition = partition;
    this.patience = patience;
    this.requestClass = RequestPolicy.classify(request, cache.policy());
  }

  /** What to do with the request. */
  public Decision begin() {
    if (!requestClass.mayLookUp()) {
      if (requestClass.mayStore()) {
        resource = Resource.of(request, partition);
      }
      return forward(Headers.empty());
    }
    Resource of = Resource.of(request, partition);
    resource = of;
    return tryToDecide(of);
  }

  /** What to do after having waited; never another {@code Wait}. */
  public Decision resume() {
    waited = true;
    Resource of = resource;
    return of == null ? forward(Headers.empty()) : tryToDecide(of);
  }

  private Decision tryToDecide(Resource of) {
    try {
      return decide(of);
    } catch (RuntimeException | Error failure) {
      cache.failures().record("looking up a response", failure);
      return forward(Headers.empty());
    }
  }

  private Decision decide(Resource of) {
    Found found = find(of);
    Reuse reuse = found == null ? null : reuse(found);
    boolean refused =
        reuse == null ? Reuse.refusesMiss(request) : reuse.kind() == Reuse.Kind.REFUSE;
    if (refused) {
      log("refused", "only-if-cached");
      cache.statistics().count(Outcome.REFUSED);
      return new Decision.Serve(Served.gatewayTimeout());
    }
    if (found != null && reuse != null && isServable(reuse)) {
      Answer answer =
          Answer.to(request, requestClass, found.stored(), found.entry(), cache.clock().instant());
      if (answer != null) {
        Outcome outcome = reuse.kind() == Reuse.Kind.FRESH ? hit() : Outcome.STALE;
        return new Decision.Serve(serve(answer, found.entry(), outcome));
      }
      found = null;
    }
    Decision wait = waitForOther(of);
    if (wait != null) {
      return wait;
    }
    log("forwarded", reuse == null ? "uri-miss" : reuse.reason());
    if (found == null || !isPlainGet()) {
      return forward(Headers.empty());
    }
    candidate = found;
    Headers conditions = Validation.conditions(found.stored());
    conditional = !conditions.isEmpty();
    return forward(conditions);
  }

  /**
   * What is stored for the request, or null. To a request with credentials what others may have
   * fetched without is no answer, unless it is declared to be for all.
   */
  private @Nullable Found find(Resource of) {
    Found found = cache.resources().find(of, request);
    return found == null
            || Storability.isCommon(request, found.entry().metadata().head(), cache.policy())
        ? found
        : null;
  }

  private static boolean isServable(Reuse reuse) {
    return reuse.kind() == Reuse.Kind.FRESH || reuse.kind() == Reuse.Kind.STALE_ALLOWED;
  }

  private boolean isPlainGet() {
    return requestClass.kind() == RequestClass.Kind.LOOKUP && request.method().equals("GET");
  }

  private Reuse reuse(Found found) {
    return Reuse.judge(request, found.stored(), cache.policy(), cache.clock().instant());
  }

  private Outcome hit() {
    return waited ? Outcome.COLLAPSED : Outcome.HIT;
  }

  private Decision forward(Headers conditions) {
    sentNow();
    return new Decision.Forward(conditions);
  }

  private void sentNow() {
    requestTime = cache.clock().instant();
    requestNanos = System.nanoTime();
  }

  /** Joins a request for the same resource that is under way, or leads the way for others. */
  private @Nullable Decision waitForOther(Resource of) {
    Flights flights = cache.flights();
    if (flights == null
        || waited
        || !isPlainGet()
        || Storability.hasCredentials(request.headers())
        || !flights.collapses(of.key())) {
      return null;
    }
    Flight own = new Flight();
    Flight other = flights.depart(of.key(), own);
    if (other == null) {
      lead = Lead.of(flights, of.key(), own);
      return null;
    }
    return new Decision.Wait(flights.await(of.key(), other, patience));
  }

  /**
   * The response that is to come is for this caller alone, for a reason that does not show in the
   * request: a client certificate. It will not be stored.
   */
  public void personal() {
    personal = true;
  }

  /**
   * The head of the network's response has come.
   *
   * @param tls facts of the TLS session that it came over, or null
   */
  public Reception received(ResponseHead head, @Nullable TlsFacts tls) {
    Instant responseTime = cache.clock().instant();
    Found found = candidate;
    if (found != null && conditional && head.status() == 304) {
      return validated(found, head, responseTime);
    }
    if (found != null && head.status() >= 500 && mayServeOnError(found, head.status())) {
      Served stale = whole(found.entry().metadata(), found.entry(), Outcome.STALE);
      if (stale != null) {
        abandoned();
        return new Reception.Serve(stale);
      }
    }
    for (URI target : Invalidation.targets(request, head)) {
      try {
        cache.invalidate(Resource.of(target, request, partition));
      } catch (RuntimeException | Error e) {
        cache.failures().record("invalidating a response", e);
      }
    }
    return new Reception.Relay(collector(head, responseTime, tls));
  }

  private Reception validated(Found found, ResponseHead head, Instant responseTime) {
    StoredResponse stored = found.stored();
    conditional = false;
    if (!Validation.confirms(stored, head)) {
      return repeat();
    }
    EntryMetadata renewed =
        found
            .entry()
            .metadata()
            .renewed(Validation.refreshed(stored, head, cache.policy()), requestTime, responseTime);
    if (!isInvalidated()) {
      try {
        if (!Storability.judge(request, renewed.head(), cache.policy()).storable()) {
          // The origin has confirmed it, and said that it is not to be kept (RFC 9111 §5.2.2.5).
          cache.resources().remove(found);
        } else if (isWorthStoring(stored, Resources.stored(renewed))) {
          cache.resources().refresh(found, renewed);
        }
      } catch (IOException | RuntimeException | Error e) {
        cache.failures().record("storing a validated response", e);
      }
    }
    Served validated = whole(renewed, found.entry(), Outcome.VALIDATED);
    if (validated == null) {
      return repeat();
    }
    lead.land(true);
    return new Reception.Serve(validated.with("Set-Cookie", head.headers().all("Set-Cookie")));
  }

  /**
   * Whether the next request is better off with the renewed response: if it would be fresh for it,
   * or has another validator. Else only times have changed, and writing its body again is for
   * nothing.
   */
  private boolean isWorthStoring(StoredResponse stored, StoredResponse renewed) {
    RequestHead plain = RequestHead.get(request.uri(), Headers.empty());
    Reuse reuse = Reuse.judge(plain, renewed, cache.policy(), cache.clock().instant());
    return reuse.kind() == Reuse.Kind.FRESH
        || !Validation.conditions(stored).equals(Validation.conditions(renewed));
  }

  /** Whether the resource was invalidated since the request was sent. */
  private boolean isInvalidated() {
    Resource of = resource;
    return of != null && cache.invalidations().since(of.key(), requestNanos);
  }

  private Reception repeat() {
    candidate = null;
    sentNow();
    return new Reception.Repeat();
  }

  private boolean mayServeOnError(Found found, int status) {
    return Reuse.mayServeOnError(
        request, found.stored(), cache.policy(), cache.clock().instant(), status);
  }

  private BodyCollector collector(ResponseHead head, Instant responseTime, @Nullable TlsFacts tls) {
    String refusal = refusal(head);
    boolean storing = refusal == null;
    log(storing ? "storing" : "not stored", refusal == null ? "storable" : refusal);
    if (storing) {
      lead.receiving();
    } else {
      lead.land(false);
    }
    countForwarded();
    Resource of = resource;
    BodyCollector.Destination destination =
        storing && of != null
            ? newEntry(of, head, responseTime, tls)
            : new PassingBody(cache.statistics());
    return new BodyCollector(destination, storing, length(head));
  }

  private NewEntry newEntry(
      Resource of, ResponseHead head, Instant responseTime, @Nullable TlsFacts tls) {
    ResponseHead kept = HeaderHygiene.forStoring(head, cache.policy());
    EntryMetadata metadata =
        new EntryMetadata(
            of.uri(),
            "GET",
            kept,
            Vary.of(kept.headers()).select(request),
            requestTime,
            responseTime,
            List.of(),
            tls);
    return new NewEntry(cache, request, of, metadata, requestNanos, lead);
  }

  /** Why the response is not stored, or null if it is. */
  private @Nullable String refusal(ResponseHead head) {
    if (resource == null || !requestClass.mayStore()) {
      return requestClass.reason();
    }
    if (personal) {
      return "client-certificate";
    }
    Storability storability = Storability.judge(request, head, cache.policy());
    if (!storability.storable()) {
      return storability.reason();
    }
    if (length(head) > cache.maxEntrySize()) {
      return "too-large";
    }
    return endsWithConnection(head) ? "close-delimited" : null;
  }

  /** Whether nothing tells a complete body from one that was cut off (RFC 9112 §8). */
  private static boolean endsWithConnection(ResponseHead head) {
    return head.version().startsWith("HTTP/1")
        && head.status() != 204
        && !head.headers().contains("Content-Length")
        && !head.headers().contains("Transfer-Encoding");
  }

  private void countForwarded() {
    cache.statistics().count(requestClass.mayLookUp() ? Outcome.MISS : Outcome.BYPASS);
  }

  private static long length(ResponseHead head) {
    String value = head.headers().first("Content-Length");
    try {
      return value == null ? -1 : Long.parseLong(value);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * The network has given no response.
   *
   * @return a stored response to serve in its place (RFC 9111 §4.2.4, RFC 5861 §4), or null
   */
  public @Nullable Served failed(Throwable cause) {
    Found found = candidate;
    abandoned();
    if (found != null
        && cause instanceof IOException
        && mayServeOnError(found, Reuse.NETWORK_FAILURE)) {
      Served stale = whole(found.entry().metadata(), found.entry(), Outcome.STALE);
      if (stale != null) {
        return stale;
      }
    }
    countForwarded();
    return null;
  }

  /** Nobody waits for the response any more. */
  public void abandoned() {
    lead.abandon();
  }

  /** The whole of a stored response, to a plain GET that was forwarded; null if that fails. */
  private @Nullable Served whole(EntryMetadata metadata, Entry entry, Outcome outcome) {
    try {
      StoredResponse stored = Resources.stored(metadata);
      return serve(Answer.whole(request, stored, entry, cache.clock().instant()), entry, outcome);
    } catch (RuntimeException | Error failure) {
      cache.failures().record("reading a response", failure);
      return null;
    }
  }

  private Served serve(Answer answer, Entry entry, Outcome outcome) {
    EntryMetadata metadata = entry.metadata();
    Served served =
        new Served(
            answer.head(),
            answer.body(),
            metadata.tls(),
            metadata.responseTime().toEpochMilli(),
            outcome);
    cache.statistics().count(outcome);
    cache.statistics().bytesSaved.add(answer.length());
    log("served", outcome.cacheStatus());
    return served;
  }

  private void log(String what, String why) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}: {} ({})", request, what, why);
    }
  }
}
