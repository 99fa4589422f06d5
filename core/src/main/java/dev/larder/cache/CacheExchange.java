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
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.TlsFacts;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
  private final RequestClass requestClass;
  private @Nullable Resource resource;
  private @Nullable Found candidate;
  private volatile @Nullable Flight led;
  private boolean conditional;
  private boolean waited;
  private Instant requestTime = Instant.EPOCH;

  CacheExchange(HttpCache cache, RequestHead request) {
    this.cache = cache;
    this.request = request;
    this.requestClass = RequestPolicy.classify(request, cache.policy());
  }

  /** What to do with the request. */
  public Decision begin() {
    if (!requestClass.mayLookUp()) {
      if (requestClass.mayStore()) {
        resource = Resource.of(request);
      }
      return forward(Headers.empty());
    }
    Resource of = Resource.of(request);
    resource = of;
    try {
      return decide(of);
    } catch (RuntimeException | Error failure) {
      cache.failures().record("looking up a response", failure);
      return forward(Headers.empty());
    }
  }

  private Decision decide(Resource of) {
    Found found = cache.resources().find(of, request);
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
    requestTime = cache.clock().instant();
    return new Decision.Forward(conditions);
  }

  /** Joins a request for the same resource that is under way, or leads the way for others. */
  private @Nullable Decision waitForOther(Resource of) {
    Flights flights = cache.flights();
    if (flights == null
        || waited
        || !isPlainGet()
        || isPersonal()
        || !flights.collapses(of.key())) {
      return null;
    }
    Flight own = new Flight();
    Flight other = flights.depart(of.key(), own);
    if (other == null) {
      led = own;
      return null;
    }
    waited = true;
    CompletableFuture<Decision> next =
        flights
            .await(of.key(), other)
            .thenApply(released -> decide(of))
            .exceptionally(
                failure -> {
                  cache.failures().record("looking up a response", failure);
                  return forward(Headers.empty());
                });
    return new Decision.Wait(next);
  }

  /** Whether the response may be one for this caller alone. */
  private boolean isPersonal() {
    Headers headers = request.headers();
    return headers.contains("Authorization") || headers.contains("Cookie");
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
        cache.resources().invalidate(Resource.of(RequestHead.get(target, request.headers())));
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
    try {
      cache.resources().refresh(found, renewed);
    } catch (IOException | RuntimeException | Error e) {
      cache.failures().record("storing a validated response", e);
    }
    Served validated = whole(renewed, found.entry(), Outcome.VALIDATED);
    if (validated == null) {
      return repeat();
    }
    land(true);
    return new Reception.Serve(validated);
  }

  private Reception repeat() {
    candidate = null;
    requestTime = cache.clock().instant();
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
    long length = length(head);
    if (storing) {
      Flight flight = led;
      if (flight != null) {
        flight.receiving();
      }
    } else {
      land(false);
    }
    countForwarded();
    return new BodyCollector(new NewEntry(head, responseTime, tls), storing, length);
  }

  /** Why the response is not stored, or null if it is. */
  private @Nullable String refusal(ResponseHead head) {
    if (resource == null || !requestClass.mayStore()) {
      return requestClass.reason();
    }
    Storability storability = Storability.judge(request, head, cache.policy());
    if (!storability.storable()) {
      return storability.reason();
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
    Flights flights = cache.flights();
    Flight flight = led;
    Resource of = resource;
    if (flights != null && flight != null && of != null) {
      led = null;
      flights.abandon(of.key(), flight);
    }
  }

  private void land(boolean stored) {
    Flights flights = cache.flights();
    Flight flight = led;
    Resource of = resource;
    if (flights != null && flight != null && of != null) {
      led = null;
      flights.land(of.key(), flight, stored);
    }
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

  /** The entry that a body collector makes. */
  private final class NewEntry implements BodyCollector.Destination {
    private final EntryMetadata metadata;

    NewEntry(ResponseHead head, Instant responseTime, @Nullable TlsFacts tls) {
      ResponseHead kept = HeaderHygiene.forStoring(head, cache.policy());
      metadata =
          new EntryMetadata(
              resource == null ? "" : resource.uri(),
              "GET",
              kept,
              Vary.of(kept.headers()).select(request),
              requestTime,
              responseTime,
              List.of(),
              tls);
    }

    @Override
    public EntryWriter open() throws IOException {
      Resource of = resource;
      if (of == null) {
        throw new IOException("No resource to store under");
      }
      return cache.resources().writer(of, request, metadata);
    }

    @Override
    public void progressed(long bytes) {
      Flight flight = led;
      if (flight != null) {
        flight.received(bytes);
      }
    }

    @Override
    public void notStored(@Nullable Throwable cause) {
      if (cause == null) {
        abandoned();
        return;
      }
      land(false);
      if (!(cause instanceof EntryTooLargeException)) {
        cache.failures().record("storing a response", cause);
      }
    }

    @Override
    public void ended(long bytes, boolean stored) {
      Statistics statistics = cache.statistics();
      statistics.bytesFromNetwork.add(bytes);
      Resource of = resource;
      if (!stored || of == null) {
        return;
      }
      try {
        cache.resources().published(of, metadata);
        statistics.stored.increment();
        land(true);
      } catch (IOException | RuntimeException | Error e) {
        notStored(e);
      }
    }
  }
}
