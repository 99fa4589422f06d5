package dev.larder.cache;

import dev.larder.cache.Resources.Found;
import dev.larder.config.Mode;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.CachePlan;
import dev.larder.policy.CachePlanner;
import dev.larder.policy.CacheStatus;
import dev.larder.policy.Credentials;
import dev.larder.policy.IdentitySettings;
import dev.larder.policy.PlannedRequest;
import dev.larder.policy.Reason;
import dev.larder.policy.RequestClass;
import dev.larder.policy.RequestPolicy;
import dev.larder.policy.Suitability;
import dev.larder.policy.Vary;
import dev.larder.stats.Outcome;
import dev.larder.store.EntryKey;
import dev.larder.store.FetchLocks.FetchLock;
import dev.larder.store.Invalidations;
import dev.larder.store.TlsFacts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One request from lookup to store. An integration calls {@link #begin}, and where it is told to go
 * to the network, exactly one of {@link #received}, {@link #failed} and {@link #abandoned} after
 * that. Used by one thread at a time; only {@link #abandoned} may come from another one.
 */
public final class CacheExchange {

  private static final String NOTHING_STORED = "nothing that is stored answers the request";
  private static final String ONLY_READS = "only GET and HEAD can be answered from the cache";

  private static final CachePlan.ToOrigin<Found> UNPLANNED =
      CachePlan.Fetch.plain(CacheStatus.Forward.BYPASS, Reason.FAILURE);

  private final HttpCache cache;
  private final RequestHead request;
  private final String partition;
  private final @Nullable Duration patience;
  private final RequestClass requestClass;
  private final Handling handling;
  private @Nullable Target target;
  private CachePlan.ToOrigin<Found> plan = UNPLANNED;
  private volatile Lead lead = Lead.NONE;
  private boolean background;
  private @Nullable Predicate<ResponseHead> deliverable;
  private @Nullable Reason personal;
  private boolean waited;
  private boolean alone;
  private @Nullable Reason anew;
  private boolean lookupOnly;

  private boolean stale;
  private Instant requestTime = Instant.EPOCH;
  private long generation = Invalidations.NO_GENERATION;

  CacheExchange(
      HttpCache cache, RequestHead request, String partition, @Nullable Duration patience) {
    this(cache, request, RequestPolicy.classify(request), request, partition, patience);
  }

  /**
   * An exchange about a request that is more than it looks.
   *
   * @param known what may be done for it
   * @param made the request as the program made it
   */
  CacheExchange(
      HttpCache cache,
      RequestHead request,
      RequestClass known,
      RequestHead made,
      String partition,
      @Nullable Duration patience) {
    this.cache = cache;
    this.request = request;
    this.partition = partition;
    this.patience = patience;
    Reason passing = cache.passing();
    this.requestClass =
        passing != null && known.mayLookUp()
            ? new RequestClass(RequestClass.Kind.PASS, passing)
            : known;
    this.handling = new Handling(cache, request, requestClass, made);
  }

  /** What to do with the request. */
  public Decision begin() {
    boolean offline = !cache.mode().asksNetwork() && cache.passing() == null;
    try {
      target = Target.of(cache, request, partition);
    } catch (IOException | RuntimeException | Error failure) {
      cache.failures().record("telling whose response it is", failure);
      return failed(offline);
    }
    return tryToDecide();
  }

  /**
   * Says that this request follows another one that was made in the background, a redirect for
   * example. So it begets no further one: what would be validated in the background is validated by
   * this request itself.
   */
  public CacheExchange inBackground() {
    background = true;
    return this;
  }

  /** The same for a client that waits for nobody else's download. */
  public Decision beginAlone() {
    alone = true;
    return begin();
  }

  /**
   * The same for an integration that makes no request in the background, and can't hand out every
   * response. What would be validated in the background is validated by this request, and what
   * can't be handed out is asked for anew.
   *
   * @param deliverable whether a stored response can be handed out
   */
  public Decision beginAlone(Predicate<ResponseHead> deliverable) {
    this.deliverable = deliverable;
    background = true;
    return beginAlone();
  }

  /** The same for a caller that never goes to the network; nothing is made on the disk. */
  public Decision beginLookup() {
    lookupOnly = true;
    return beginAlone();
  }

  /** Lets it go to the network whatever is stored, as for a response that is there already. */
  public Decision beginAnew() {
    anew = Reason.GIVEN;
    return begin();
  }

  /**
   * The same for a request that was sent in the place of another one, with other fields.
   *
   * @param planned the exchange that was begun for it; it is of no account any more
   */
  public Decision beginAnew(CacheExchange planned) {
    planned.abandoned();
    anew = Reason.SENT_OTHERWISE;
    Decision decision = begin();
    requestTime = planned.requestTime;
    return decision;
  }

  /** Whether what it served is stale, which was allowed. */
  public boolean isStale() {
    return stale;
  }

  /**
   * Answers 504 in place of the network.
   *
   * @param why the reason as half a sentence for the caller
   */
  private Decision refuse(Reason reason, String why) {
    handling.refused(reason);
    String cause =
        cache.mode().asksNetwork()
            ? "the request wants no network (only-if-cached)"
            : "the mode of the cache, " + cache.mode().word() + ", allows no network";
    String sentence = "Larder answers this itself, as " + cause + " and " + why + '.';
    return new Decision.Serve(Served.gatewayTimeout(request, sentence), null);
  }

  /** What to do after having waited; never another {@code Wait}. */
  public Decision resume() {
    waited = true;
    return tryToDecide();
  }

  private Decision tryToDecide() {
    Target of = target;
    try {
      return of == null ? forward(UNPLANNED) : decide(of);
    } catch (RuntimeException | Error failure) {
      cache.failures().record("looking up a response", failure);
      return failed(!cache.mode().asksNetwork());
    }
  }

  /** What to do when the cache can't tell. */
  private Decision failed(boolean offline) {
    if (offline) {
      return refuse(Reason.FAILURE, "the cache could not be read: see its log");
    }
    return forward(UNPLANNED);
  }

  private Decision decide(Target of) {
    Mode mode = cache.passing() == null ? cache.mode() : Mode.OFF;
    PlannedRequest planned =
        new PlannedRequest(request, requestClass, !background, deliverable, anew);
    CachePlan<Found> plan =
        CachePlanner.plan(
            planned, new Lookup(cache, of, request), cache.policy(), mode, cache.clock().instant());
    if (plan instanceof CachePlan.Serve<Found> serve) {
      Outcome outcome = waited ? Outcome.COLLAPSED : Outcome.HIT;
      return serve(serve.response(), outcome, serve.reason(), false);
    }
    if (plan instanceof CachePlan.ServeStale<Found> serve) {
      stale = true;
      return serve(serve.response(), Outcome.STALE, serve.reason(), serve.revalidate());
    }
    if (plan instanceof CachePlan.ToOrigin<Found> toOrigin) {
      return toOrigin(of, planned, toOrigin);
    }
    return refuse(plan.reason(), requestClass.mayLookUp() ? NOTHING_STORED : ONLY_READS);
  }

  /** Answers from what is stored. */
  private Decision serve(Found found, Outcome outcome, Reason reason, boolean revalidate) {
    Served served = handling.serve(found.entry().metadata(), found.entry(), outcome, reason);
    if (served == null) {
      return failed(!cache.mode().asksNetwork());
    }
    lead.land(true); // another process has fetched it for those who wait here, too
    return new Decision.Serve(served, revalidate ? revalidation(found.resource()) : null);
  }

  /** Goes to the network, unless somebody else is there for the same resource. */
  private Decision toOrigin(Target of, PlannedRequest planned, CachePlan.ToOrigin<Found> how) {
    if (how instanceof CachePlan.Fetch<Found> fetch) {
      Found spared = fetch.response();
      if (fetch.purpose() == CachePlan.Purpose.WOULD_SERVE && spared != null) {
        handling.wouldServe(spared.entry(), Outcome.HIT);
      }
    }
    Decision wait = how.isShared() ? waitForOther(of, planned, how) : null;
    if (wait != null) {
      return wait;
    }
    if (how.reason() == Reason.MISS && handling.isTold()) {
      tellIfStoredForOthers(of, how.why().withheld());
    }
    return forward(how);
  }

  /** An exchange that fetches the same anew without the caller, unless one is under way. */
  private @Nullable CacheExchange revalidation(Resource of) {
    Flight flight = cache.flights().flight(of.key(), request.uri());
    if (!cache.flights().departInBackground(flight.host(), of.key(), flight)) {
      return null;
    }
    Headers plain =
        request
            .headers()
            .without(
                name ->
                    name.equalsIgnoreCase("If-None-Match")
                        || name.equalsIgnoreCase("If-Modified-Since")
                        || name.equalsIgnoreCase("If-Range")
                        || name.equalsIgnoreCase("Range"));
    CacheExchange revalidation =
        new CacheExchange(cache, RequestHead.get(request.uri(), plain), partition, null);
    revalidation.background = true;
    revalidation.lead = Lead.of(cache.flights(), of.key(), flight, null);
    return revalidation;
  }

  /** The request that this exchange is about. */
  public RequestHead request() {
    return request;
  }

  /**
   * Whether a request for the same URI shows the same credentials as the one that this exchange is
   * about. If not, the response is somebody else's and nothing for this exchange.
   */
  public boolean isOf(RequestHead sent) {
    IdentitySettings settings = cache.policy().identity();
    // A rule may have taken something from the URI that this exchange is about.
    RequestHead same =
        new RequestHead(request.method(), request.uri(), sent.headers(), sent.hasBody());
    return Credentials.of(request, settings).equals(Credentials.of(same, settings));
  }

  /** Whether a request also selects the same response as the one that this exchange is about. */
  public boolean isOf(RequestHead sent, ResponseHead response) {
    Vary vary = Vary.of(response.headers());
    return isOf(sent) && (vary.any() || vary.variantKey(request).equals(vary.variantKey(sent)));
  }

  private void tellIfStoredForOthers(Target of, boolean withheld) {
    try {
      String why = StoredForOthers.reason(cache, of.common(), request, withheld);
      if (why != null) {
        handling.storedForOthers(why);
      }
    } catch (IOException | RuntimeException e) {
      cache.failures().record("telling why nothing is found", e);
    }
  }

  private Decision forward(CachePlan.ToOrigin<Found> how) {
    plan = how;
    handling.forwarded(how.why());
    sentNow();
    return new Decision.Forward(how.fields());
  }

  private void sentNow() {
    Target of = target;
    generation = Invalidations.NO_GENERATION;
    try {
      if (of != null && requestClass.mayLookUp() && !lookupOnly) {
        generation = cache.resources().generation(of.common());
      }
    } catch (RuntimeException | Error failure) {
      cache.failures().record("telling what was invalidated", failure);
    }
    requestTime = cache.clock().instant();
  }

  /** Joins a request for the same resource that is under way, or leads the way for others. */
  private @Nullable Decision waitForOther(
      Target of, PlannedRequest planned, CachePlan.ToOrigin<Found> how) {
    Flights flights = cache.flights();
    boolean whole = planned.isPlainGet() || requestClass.isByBody();
    boolean apart = waited || background || !whole || !cache.mode().stores();
    EntryKey key = apart ? null : of.flight(cache, request, how.selected());
    if (key == null || !flights.collapses(key)) {
      return null;
    }
    Flight own = flights.flight(key, request.uri());
    Flight other = flights.depart(key, own);
    boolean waits = !alone && !Suitability.asksOrigin(request);
    if (other != null) {
      return waits ? new Decision.Wait(flights.await(key, other, patience)) : null;
    }
    FetchLock claim = flights.claim(key);
    lead = Lead.of(flights, key, own, claim);
    return claim == null && waits
        ? new Decision.Wait(flights.awaitProcess(key, own, patience))
        : null;
  }

  /**
   * The response that is to come is for this caller alone, for a reason that does not show in the
   * request, as a client certificate. It will not be stored.
   *
   * @param reason why it is not stored
   */
  public void personal(Reason reason) {
    personal = reason;
  }

  /**
   * The head of the network's response has come.
   *
   * @param tls facts of the TLS session that it came over, or null
   */
  public Reception received(ResponseHead head, @Nullable TlsFacts tls) {
    Reception reception = arrival().receive(head, tls);
    if (reception instanceof Reception.Repeat) {
      plan = UNPLANNED;
      sentNow();
    }
    return reception;
  }

  /** The head of a response has come to the request, which went its way without this exchange. */
  void invalidate(ResponseHead head) {
    try {
      target = Target.of(cache, request, partition);
    } catch (IOException | RuntimeException | Error failure) {
      cache.failures().record("telling whose response it is", failure);
    }
    arrival().invalidate(head);
  }

  private Arrival arrival() {
    return new Arrival(
        cache,
        request,
        requestClass,
        partition,
        target,
        plan,
        requestTime,
        generation,
        lead,
        handling,
        personal);
  }

  /**
   * The network has given no response.
   *
   * @return a stored response to serve in its place (RFC 9111 §4.2.4, RFC 5861 §4), or null
   */
  public @Nullable Served failed(Throwable cause) {
    abandoned();
    Served stale =
        cause instanceof IOException ? arrival().standIn(Suitability.NETWORK_FAILURE) : null;
    if (stale == null) {
      handling.failed(cause);
    }
    return stale;
  }

  /** Nobody waits for the response any more. */
  public void abandoned() {
    lead.abandon();
  }
}
