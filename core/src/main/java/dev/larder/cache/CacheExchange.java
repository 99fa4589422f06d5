package dev.larder.cache;

import dev.larder.cache.Resources.Found;
import dev.larder.config.Mode;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.CacheStatus;
import dev.larder.policy.Credentials;
import dev.larder.policy.Freshness;
import dev.larder.policy.IdentitySettings;
import dev.larder.policy.Partials;
import dev.larder.policy.Reason;
import dev.larder.policy.RequestClass;
import dev.larder.policy.RequestPolicy;
import dev.larder.policy.Reuse;
import dev.larder.policy.Vary;
import dev.larder.stats.Outcome;
import dev.larder.store.Claims.Claim;
import dev.larder.store.EntryKey;
import dev.larder.store.Invalidations;
import dev.larder.store.TlsFacts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  private final HttpCache cache;
  private final RequestHead request;
  private final String partition;
  private final @Nullable Duration patience;
  private final RequestClass requestClass;
  private final Handling handling;
  private @Nullable Target target;
  private Attempt attempt = Attempt.plain(null);
  private volatile Lead lead = Lead.NONE;
  private boolean background;
  private @Nullable Predicate<ResponseHead> deliverable;
  private @Nullable Reason personal;
  private boolean waited;
  private boolean alone;
  private @Nullable Reason anew;
  private boolean lookupOnly;

  /** Whether the response is there already. */
  private boolean given;

  private boolean stale;
  private Instant requestTime = Instant.EPOCH;
  private long generation = Invalidations.NO_GENERATION;

  CacheExchange(
      HttpCache cache, RequestHead request, String partition, @Nullable Duration patience) {
    this(
        cache,
        request,
        RequestPolicy.classify(request, cache.policy()),
        request,
        partition,
        patience);
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
    if (offline && !requestClass.mayLookUp()) {
      return refuse(handling.inMode(), ONLY_READS);
    }
    if (!requestClass.mayLookUp()) {
      handling.forwarded(CacheStatus.Forward.of(requestClass), requestClass.reason());
      return forward(Attempt.plain(null));
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
    given = true;
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
      return of == null ? forward(Attempt.plain(null)) : decide(of);
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
    handling.forwarded(CacheStatus.Forward.BYPASS, Reason.FAILURE);
    return forward(Attempt.plain(null));
  }

  private Decision decide(Target of) {
    Lookup lookup = Lookup.of(cache, of, request);
    Reuse reuse = lookup.reuse();
    Mode mode = cache.mode();
    if (mode == Mode.OBSERVE) {
      return forward(observe(of, lookup));
    }
    if (anew != null && mode.stores()) {
      handling.forwarded(CacheStatus.Forward.BYPASS, anew);
      return forward(given ? Attempt.given(lookup.found()) : Attempt.plain(lookup.found()));
    }
    boolean refused =
        reuse == null ? Reuse.refusesMiss(request) : reuse.kind() == Reuse.Kind.REFUSE;
    if (refused) {
      return refuse(Reason.REQUEST_ONLY_IF_CACHED, NOTHING_STORED);
    }
    if (mode == Mode.REFRESH && !Reuse.refusesMiss(request)) {
      handling.forwarded(CacheStatus.Forward.BYPASS, Reason.MODE_REFRESH);
      return forward(Attempt.plain(lookup.found()));
    }
    Predicate<ResponseHead> limit = deliverable;
    Found found = lookup.found();
    boolean undeliverable = limit != null && found != null && !limit.test(found.stored().head());
    Decision served = undeliverable ? null : serve(lookup);
    if (served != null) {
      lead.land(true); // another process has fetched it for those who wait here, too
      return served;
    }
    if (!mode.asksNetwork()) {
      return refuse(handling.inMode(), NOTHING_STORED);
    }
    if (undeliverable) {
      handling.forwarded(CacheStatus.Forward.REQUEST, Reason.UNDELIVERABLE);
      return forward(Attempt.plain(null));
    }
    Decision wait = waitForOther(of, lookup);
    if (wait != null) {
      return wait;
    }
    tellWhyForwarded(lookup);
    return forward(attempt(of, lookup));
  }

  /** Goes to the network in any case, and counts what the cache would have done. */
  private Attempt observe(Target of, Lookup lookup) {
    Found found = lookup.found();
    if (found != null && lookup.isReusable() && handling.wouldServe(found.entry(), Outcome.HIT)) {
      handling.forwarded(CacheStatus.Forward.BYPASS, Reason.OBSERVE_HIT);
      return Attempt.spared();
    }
    tellWhyForwarded(lookup);
    return attempt(of, lookup).unasked();
  }

  /** Answers from what is stored, or null if that may not be used without the origin. */
  private @Nullable Decision serve(Lookup lookup) {
    Found found = lookup.found();
    Reuse reuse = lookup.reuse();
    if (found == null || reuse == null) {
      return null;
    }
    boolean revalidating = reuse.kind() == Reuse.Kind.STALE_WHILE_REVALIDATE;
    boolean meanwhile = revalidating && cache.mode().stores();
    boolean fresh = reuse.kind() == Reuse.Kind.FRESH;
    if (!lookup.isReusable() || (revalidating && (background || requestClass.isByBody()))) {
      return null;
    }
    stale = !fresh;
    Outcome outcome = fresh ? (waited ? Outcome.COLLAPSED : Outcome.HIT) : Outcome.STALE;
    Served served = handling.serve(found.entry().metadata(), found.entry(), outcome, reuse.reason());
    return served == null
        ? null
        : new Decision.Serve(served, meanwhile ? revalidation(found.resource()) : null);
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

  private void tellWhyForwarded(Lookup lookup) {
    Found found = lookup.found();
    Reuse reuse = lookup.reuse();
    if (found == null || reuse == null) {
      CacheStatus.Forward why =
          lookup.selection().variants().isEmpty()
              ? CacheStatus.Forward.URI_MISS
              : CacheStatus.Forward.VARY_MISS;
      handling.forwarded(why, Reason.MISS);
      if (handling.isTold()) {
        tellIfStoredForOthers(lookup.withheld());
      }
    } else if (lookup.isPart()) {
      handling.forwarded(CacheStatus.Forward.PARTIAL, reuse.reason());
    } else if (reuse.kind() == Reuse.Kind.FRESH) {
      handling.forwarded(CacheStatus.Forward.REQUEST, requestClass.reason());
    } else {
      Freshness freshness = Freshness.of(found.stored(), cache.policy(), cache.clock().instant());
      handling.forwarded(CacheStatus.Forward.of(reuse, freshness), reuse.reason());
    }
  }

  private void tellIfStoredForOthers(boolean withheld) {
    Target of = target;
    try {
      String why =
          of == null ? null : StoredForOthers.reason(cache, of.common(), request, withheld);
      if (why != null) {
        handling.storedForOthers(why);
      }
    } catch (IOException | RuntimeException e) {
      cache.failures().record("telling why nothing is found", e);
    }
  }

  /** How to ask the origin, given what is stored. */
  private Attempt attempt(Target of, Lookup lookup) {
    Found found = lookup.found();
    if (requestClass.isByBody()) {
      return Attempt.plain(found);
    }
    if (found != null && lookup.isPart()) {
      return switch (requestClass.kind()) {
        case LOOKUP -> isPlainGet() ? Attempt.completion(found) : Attempt.plain(found);
        case RANGE ->
            Partials.answer(request, found.stored(), cache.clock().instant()) == null
                ? Attempt.plain(found)
                : Attempt.validation(request, found, List.of(found));
        default -> Attempt.plain(found);
      };
    }
    if (isPlainGet() && !lookup.selection().variants().isEmpty()) {
      return Attempt.validation(request, found, lookup.all(cache, of, request));
    }
    return found == null ? Attempt.plain(null) : Attempt.validation(request, found, List.of(found));
  }

  private boolean isPlainGet() {
    return requestClass.kind() == RequestClass.Kind.LOOKUP && request.method().equals("GET");
  }

  private Decision forward(Attempt how) {
    attempt = how;
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
  private @Nullable Decision waitForOther(Target of, Lookup lookup) {
    Flights flights = cache.flights();
    boolean whole = isPlainGet() || requestClass.isByBody();
    boolean apart = waited || background || !whole || !cache.mode().stores();
    EntryKey key = apart ? null : of.flight(cache, request, lookup);
    if (key == null || !flights.collapses(key)) {
      return null;
    }
    Flight own = flights.flight(key, request.uri());
    Flight other = flights.depart(key, own);
    boolean waits = !alone && !Reuse.asksOrigin(request);
    if (other != null) {
      return waits ? new Decision.Wait(flights.await(key, other, patience)) : null;
    }
    Claim claim = flights.claim(key);
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
      attempt = Attempt.plain(null);
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
        attempt,
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
    Served stale = cause instanceof IOException ? arrival().standIn(Reuse.NETWORK_FAILURE) : null;
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
