package dev.larder.engine;

import dev.larder.config.Mode;
import dev.larder.engine.collapse.InFlightFetch;
import dev.larder.engine.collapse.RequestCollapser;
import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.ExchangeKeys;
import dev.larder.engine.lookup.Lookup;
import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.engine.lookup.RemoteUse;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.engine.remote.RemoteLookup;
import dev.larder.engine.report.OutcomeRecorder;
import dev.larder.engine.report.StoredForOthers;
import dev.larder.engine.rules.RuledRequest;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.CachePlan;
import dev.larder.policy.CachePlanner;
import dev.larder.policy.CacheStatus;
import dev.larder.policy.Freshness;
import dev.larder.policy.PlannedRequest;
import dev.larder.policy.Reason;
import dev.larder.policy.RequestClass;
import dev.larder.policy.Suitability;
import dev.larder.policy.identity.Credentials;
import dev.larder.policy.identity.IdentitySettings;
import dev.larder.policy.identity.Vary;
import dev.larder.stats.Outcome;
import dev.larder.stats.Tally;
import dev.larder.store.EntryKey;
import dev.larder.store.FetchLocks.FetchLock;
import dev.larder.store.Invalidations;
import dev.larder.store.RemoteTier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the cache: lookup, plan, and if need be a request to the origin.
 * An integration calls {@link #begin}, and goes on with what that returns. Used by one thread at a
 * time; only {@link #abandoned} may come from another one.
 */
public final class Exchange {

  private static final String NOTHING_STORED = "nothing that is stored answers the request";
  private static final String ONLY_READS = "only GET and HEAD can be answered from the cache";

  private static final CachePlan.ToOrigin<EntryCandidate> UNPLANNED =
      CachePlan.Fetch.plain(CacheStatus.Forward.BYPASS, Reason.FAILURE);

  final CacheView view;
  final RequestHead request;
  final String partition;
  final RequestClass requestClass;
  final OutcomeRecorder outcomes;
  private final @Nullable Duration patience;
  private final Tally tally;
  private volatile InFlightFetch fetch = InFlightFetch.NONE;
  private @Nullable RemoteLookup remote;

  /** Whether it validates in the background what was served stale. */
  private boolean revalidates;

  /**
   * How a client takes part in an exchange.
   *
   * @param waits whether it waits for another request for the same resource, and for the remote
   *     tier
   * @param apart whether it neither waits for another request nor is waited for, as a redirect of a
   *     request that was made in the background
   * @param background whether nothing can follow in the background: what would be validated so is
   *     validated by this request itself
   * @param lookup whether it never goes to the network; then nothing is made on the disk
   * @param deliverable whether the client can hand out a stored response, which else is asked for
   *     anew; null if it can each
   * @param anew why it goes to the network whatever is stored, or null
   */
  public record Options(
      boolean waits,
      boolean apart,
      boolean background,
      boolean lookup,
      @Nullable Predicate<ResponseHead> deliverable,
      @Nullable Reason anew) {

    /** A client that can do everything. */
    public static final Options NONE = new Options(true, false, false, false, null, null);

    /** A request that follows another one that was made in the background. */
    public static final Options IN_BACKGROUND = new Options(true, true, true, false, null, null);

    /** A client that waits for nobody else's download. */
    public static final Options ALONE = new Options(false, false, false, false, null, null);

    /** A caller that never goes to the network. */
    public static final Options LOOKUP = new Options(false, false, false, true, null, null);

    /** A response that is there already and is to be stored. */
    public static final Options GIVEN = new Options(true, false, false, false, null, Reason.GIVEN);

    private static final Options SENT_OTHERWISE =
        new Options(true, false, false, false, null, Reason.SENT_OTHERWISE);

    /**
     * A client that waits for no other request, does nothing in the background, and hands out these
     * only.
     *
     * @param waits whether it waits for the remote tier
     */
    public static Options handingOut(boolean waits, Predicate<ResponseHead> deliverable) {
      return new Options(waits, true, true, false, deliverable, null);
    }
  }

  Exchange(RuledRequest ruled, @Nullable Duration patience, Tally tally) {
    this.view = ruled.view();
    this.request = ruled.request();
    this.partition = ruled.partition();
    this.patience = patience;
    this.tally = tally;
    RequestClass known = ruled.requestClass();
    Reason passing = view.passing();
    this.requestClass =
        passing != null && known.mayLookUp()
            ? new RequestClass(RequestClass.Kind.PASS, passing)
            : known;
    this.outcomes = new OutcomeRecorder(ruled, requestClass, tally);
  }

  /** What to do with the request, for a client that can do everything. */
  public RequestDecision begin() {
    return begin(Options.NONE);
  }

  /** What to do with the request. */
  public RequestDecision begin(Options options) {
    ExchangeKeys keys = keys();
    return keys == null ? failed(null) : decide(options, keys, false);
  }

  /** The keys of the request, or null if they can't be told. */
  private @Nullable ExchangeKeys keys() {
    try {
      return view.keys().keys(request, partition);
    } catch (IOException | RuntimeException | Error failure) {
      view.parts().failures().record("telling whose response it is", failure);
      return null;
    }
  }

  /**
   * What to do with a request whose keys are known.
   *
   * @param waited whether it has waited for another one
   */
  RequestDecision decide(Options options, ExchangeKeys keys, boolean waited) {
    try {
      PlannedRequest planned = planned(options);
      int landed = view.parts().collapser().landed(request.uri());
      CachePlan<EntryCandidate> plan = plan(planned, keys);
      if (plan instanceof CachePlan.Serve<EntryCandidate> serve) {
        boolean brought = remote != null && remote.brought();
        Outcome outcome = waited && !brought ? Outcome.COLLAPSED : Outcome.HIT;
        Reason reason = brought ? Reason.REMOTE : serve.reason();
        return serve(keys, serve.response(), outcome, reason, false);
      }
      if (plan instanceof CachePlan.ServeStale<EntryCandidate> serve) {
        return serve(keys, serve.response(), Outcome.STALE, serve.reason(), serve.revalidate());
      }
      if (plan instanceof CachePlan.ToOrigin<EntryCandidate> how) {
        boolean joins = how.isShared() && !waited;
        RequestDecision wait = joins ? waitForOther(options, keys, planned, how, landed) : null;
        if (wait != null) {
          return wait;
        }
        if (joins
            && view.parts().collapser().landed(request.uri()) != landed
            && plan(planned, keys) instanceof CachePlan.Serve<EntryCandidate> serve) {
          // Another request was under way when this one looked, and has ended since.
          return serve(keys, serve.response(), Outcome.COLLAPSED, serve.reason(), false);
        }
        return forward(options, keys, how);
      }
      return refuse(plan.reason(), requestClass.mayLookUp() ? NOTHING_STORED : ONLY_READS);
    } catch (RuntimeException | Error failure) {
      view.parts().failures().record("looking up a response", failure);
      return failed(keys);
    }
  }

  private PlannedRequest planned(Options options) {
    return new PlannedRequest(
        request,
        requestClass,
        !options.background && !revalidates,
        options.deliverable,
        options.anew);
  }

  private CachePlan<EntryCandidate> plan(PlannedRequest planned, ExchangeKeys keys) {
    return CachePlanner.plan(
        planned,
        new Lookup(view, keys, request),
        view.policy(),
        view.passing() == null ? view.mode() : Mode.OFF,
        view.parts().clock().instant());
  }

  /**
   * What would be done with the request. Nothing is done or counted.
   *
   * @throws IOException if the cache can't tell whose response it would be
   */
  CachePlan<EntryCandidate> plan() throws IOException {
    ExchangeKeys keys = keys();
    if (keys == null) {
      throw new IOException("Nobody can tell whose response it would be");
    }
    return plan(planned(Options.NONE), keys);
  }

  Freshness freshness(EntryCandidate of) {
    return Freshness.of(of.stored(), view.policy(), view.parts().clock().instant());
  }

  /** Answers from what is stored. */
  private RequestDecision serve(
      ExchangeKeys keys, EntryCandidate found, Outcome outcome, Reason reason, boolean revalidate) {
    Served served = Served.of(this, found.entry().metadata(), found.entry(), outcome, reason);
    if (served == null) {
      return failed(keys);
    }
    fetch.end(true); // another process has fetched it for those who wait here, too
    return new RequestDecision.Serve(
        served, outcome == Outcome.STALE, revalidate ? revalidation(found.resource()) : null);
  }

  /** What to do when the cache can't tell. */
  private RequestDecision failed(@Nullable ExchangeKeys keys) {
    if (!view.asksNetwork()) {
      return refuse(Reason.FAILURE, "the cache could not be read: see its log");
    }
    outcomes.forwarded(UNPLANNED.why());
    return sentNow(keys, UNPLANNED);
  }

  /**
   * Answers 504 in place of the network.
   *
   * @param why the reason as half a sentence for the caller
   */
  private RequestDecision refuse(Reason reason, String why) {
    outcomes.refused(reason);
    String cause =
        view.mode().asksNetwork()
            ? "the request wants no network (only-if-cached)"
            : "the mode of the cache, " + view.mode().word() + ", allows no network";
    String sentence = "Larder answers this itself, as " + cause + " and " + why + '.';
    return new RequestDecision.Serve(Served.gatewayTimeout(this, sentence), false, null);
  }

  /** Goes to the network. */
  private Forward forward(
      Options options, ExchangeKeys keys, CachePlan.ToOrigin<EntryCandidate> how) {
    if (how instanceof CachePlan.Fetch<EntryCandidate> fetch) {
      EntryCandidate spared = fetch.response();
      if (fetch.purpose() == CachePlan.Purpose.WOULD_SERVE && spared != null) {
        outcomes.wouldServe(spared.entry(), Outcome.HIT);
      }
    }
    if (view.mode() == Mode.OBSERVE && !options.lookup) {
      observeRemote(keys, how);
    }
    outcomes.forwarded(how.why());
    if (how.reason() == Reason.MISS && outcomes.isTold()) {
      tellIfStoredForOthers(keys, how.why().withheld());
    }
    return options.lookup
        ? new Forward(this, how, keys, view.parts().clock().instant(), Invalidations.NO_GENERATION)
        : sentNow(keys, how);
  }

  private Forward sentNow(@Nullable ExchangeKeys keys, CachePlan.ToOrigin<EntryCandidate> how) {
    long generation = Invalidations.NO_GENERATION;
    try {
      if (keys != null && requestClass.mayLookUp()) {
        generation = view.resources().generation(keys.common());
      }
    } catch (RuntimeException | Error failure) {
      view.parts().failures().record("telling what was invalidated", failure);
    }
    return new Forward(this, how, keys, view.parts().clock().instant(), generation);
  }

  /** Sends the request once more, as the client made it. */
  ResponseDecision retry(@Nullable ExchangeKeys keys) {
    return new ResponseDecision.Retry(sentNow(keys, UNPLANNED));
  }

  /** Goes to the network in place of another request that was sent at this time. */
  Forward sentOtherwise(Instant time) {
    RequestDecision decision = begin(Options.SENT_OTHERWISE);
    Forward forward = decision instanceof Forward to ? to : sentNow(null, UNPLANNED);
    return forward.at(time);
  }

  /** An exchange that fetches the same anew without the caller, unless one is under way. */
  private @Nullable Exchange revalidation(PrimaryKey of) {
    RequestCollapser collapser = view.parts().collapser();
    InFlightFetch own = collapser.start(of.key(), request.uri());
    if (!collapser.registerInBackground(own)) {
      return null;
    }
    Exchange revalidation =
        new Exchange(RuledRequest.of(view, request.whole(), partition), null, tally);
    revalidation.revalidates = true;
    revalidation.fetch = own;
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
    IdentitySettings settings = view.policy().identity();
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

  private void tellIfStoredForOthers(ExchangeKeys of, boolean withheld) {
    try {
      String why = StoredForOthers.reason(view, of.common(), request, withheld);
      if (why != null) {
        outcomes.storedForOthers(why);
      }
    } catch (IOException | RuntimeException e) {
      view.parts().failures().record("telling why nothing is found", e);
    }
  }

  /**
   * Joins a request for the same resource that is under way, or leads the way for others.
   *
   * @param landed as it was before the store was looked into
   * @return null if it does not wait
   */
  private @Nullable RequestDecision waitForOther(
      Options options,
      ExchangeKeys keys,
      PlannedRequest planned,
      CachePlan.ToOrigin<EntryCandidate> how,
      int landed) {
    boolean waits = options.waits && !Suitability.asksOrigin(request);
    if (!view.mode().stores()) {
      return null;
    }
    RequestCollapser collapser = view.parts().collapser();
    boolean whole = planned.isPlainGet() || requestClass.isByBody();
    if (options.apart || !whole || revalidates || !collapser.isOn()) {
      return waits ? askRemote(options, keys, how) : null;
    }
    EntryKey key = view.keys().collapseKey(keys, request, how.selected());
    if (!collapser.collapses(key)) {
      return null;
    }
    InFlightFetch own = collapser.start(key, request.uri());
    InFlightFetch other = collapser.register(own);
    if (other != null) {
      return waits ? new Wait(collapser.await(other, patience), this, options, keys) : null;
    }
    FetchLock lock = collapser.lock(key);
    if (lock != null) {
      own.lock(lock);
    }
    fetch = own;
    if (!waits) {
      return null;
    }
    if (lock == null) {
      return new Wait(collapser.awaitProcess(own, patience), this, options, keys);
    }
    // What another request has stored since is looked for here first.
    return collapser.landed(request.uri()) == landed ? askRemote(options, keys, how) : null;
  }

  /**
   * Asks the remote tier for what the origin would be asked for.
   *
   * @return null if it is not asked
   */
  private @Nullable RequestDecision askRemote(
      Options options, ExchangeKeys keys, CachePlan.ToOrigin<EntryCandidate> how) {
    RemoteUse use = options.lookup ? null : view.remote();
    if (use == null || requestClass.isByBody()) {
      return null;
    }
    try {
      RemoteLookup lookup = remoteLookup(use, keys, how, () -> isAnswered(options, keys));
      if (lookup == null) {
        return null;
      }
      remote = lookup;
      return new Wait(lookup.start(), this, options, keys);
    } catch (RuntimeException | Error failure) {
      view.parts().failures().record("asking the remote tier", failure);
      return null;
    }
  }

  /** Counts what the remote tier has of what would be asked for. */
  private void observeRemote(ExchangeKeys keys, CachePlan.ToOrigin<EntryCandidate> how) {
    RemoteUse use = requestClass.isByBody() || !requestClass.mayStore() ? null : view.remote();
    boolean spared =
        how instanceof CachePlan.Fetch<?> fetch && fetch.purpose() == CachePlan.Purpose.WOULD_SERVE;
    if (use == null || spared) {
      return;
    }
    try {
      RemoteLookup lookup = remoteLookup(use, keys, how, () -> false);
      if (lookup != null) {
        lookup.observe();
      }
    } catch (RuntimeException | Error failure) {
      view.parts().failures().record("asking the remote tier", failure);
    }
  }

  private @Nullable RemoteLookup remoteLookup(
      RemoteUse use,
      ExchangeKeys keys,
      CachePlan.ToOrigin<EntryCandidate> how,
      BooleanSupplier answered) {
    RemoteTier.State state = use.tier().state();
    if (state != RemoteTier.State.READY && state != RemoteTier.State.STARTING) {
      return null;
    }
    boolean whole = PlannedRequest.of(request, requestClass).isPlainGet();
    RemoteLookup.Wanted wanted =
        new RemoteLookup.Wanted(request, whole, keys, how.selected(), patience);
    RemoteLookup lookup = new RemoteLookup(view, use, wanted, fetch, outcomes, answered);
    return lookup.isOfUse() ? lookup : null;
  }

  private boolean isAnswered(Options options, ExchangeKeys keys) {
    return !(plan(planned(options), keys) instanceof CachePlan.ToOrigin<EntryCandidate>);
  }

  /** For those who wait for the response. */
  InFlightFetch fetch() {
    return fetch;
  }

  /** The head of a response has come to the request, which went its way without this exchange. */
  void invalidate(ResponseHead head) {
    Forward sent = new Forward(this, UNPLANNED, keys(), Instant.EPOCH, Invalidations.NO_GENERATION);
    new ResponseHandler(sent, null).invalidate(head);
  }

  /** The client gives its caller what it would give without the cache. */
  public void bypassed() {
    abandoned();
    outcomes.bypassed();
  }

  /** Nobody waits for the response any more, or it is not asked for at all. */
  public void abandoned() {
    fetch.abandon();
  }
}
