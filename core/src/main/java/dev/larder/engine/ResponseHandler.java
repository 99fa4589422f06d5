package dev.larder.engine;

import dev.larder.config.Mode;
import dev.larder.engine.collapse.InFlightFetch;
import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.ExchangeKeys;
import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.engine.remote.RemoteOffers;
import dev.larder.engine.report.OutcomeRecorder;
import dev.larder.engine.write.EntryRecorder;
import dev.larder.engine.write.FreshenedEntry;
import dev.larder.engine.write.NewEntry;
import dev.larder.engine.write.PartialMerge;
import dev.larder.engine.write.StorePlan;
import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.CachePlan.Complete;
import dev.larder.policy.CachePlan.Fetch;
import dev.larder.policy.CachePlan.Purpose;
import dev.larder.policy.CachePlan.ServeStale;
import dev.larder.policy.CachePlan.ToOrigin;
import dev.larder.policy.CachePlan.Validate;
import dev.larder.policy.CachePlanner;
import dev.larder.policy.Freshness;
import dev.larder.policy.Invalidation;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.Reason;
import dev.larder.policy.Recency;
import dev.larder.policy.RequestClass;
import dev.larder.policy.Storability;
import dev.larder.policy.StoredResponse;
import dev.larder.policy.Validation;
import dev.larder.stats.Outcome;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Invalidations;
import dev.larder.store.TlsFacts;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Handles a response of the network: what it says about what is stored, and what becomes of itself.
 */
final class ResponseHandler {

  /** Fields that tell how long a response may be used, and which one it is. */
  private static final Set<String> RENEWING =
      Set.of(
          "age",
          "cache-control",
          "cdn-cache-control",
          "content-length",
          "date",
          "etag",
          "expires",
          "last-modified",
          "vary");

  private final Exchange exchange;
  private final Forward sent;
  private final CacheView view;
  private final RequestHead request;
  private final RequestClass requestClass;
  private final ToOrigin<EntryCandidate> plan;
  private final @Nullable ExchangeKeys keys;
  private final InFlightFetch fetch;
  private final OutcomeRecorder outcomes;
  private final @Nullable Reason personal;

  /** When a response of an archive was received, or null for one of the network. */
  private final @Nullable Instant imported;

  ResponseHandler(Forward sent, @Nullable Reason personal) {
    this(sent, personal, null);
  }

  /**
   * @param personal why it is for the caller alone where the request doesn't show it, or null
   * @param imported when a response of an archive was received, or null for one of the network
   */
  ResponseHandler(Forward sent, @Nullable Reason personal, @Nullable Instant imported) {
    Exchange exchange = sent.exchange();
    this.exchange = exchange;
    this.sent = sent;
    this.view = exchange.view;
    this.request = exchange.request;
    this.requestClass = exchange.requestClass;
    this.plan = sent.plan;
    this.keys = sent.keys;
    this.fetch = exchange.fetch();
    this.outcomes = exchange.outcomes;
    this.personal = personal;
    this.imported = imported;
  }

  /** Decides about a response by its head. */
  ResponseDecision receive(ResponseHead head, @Nullable TlsFacts tls) {
    int status = head.status();
    outcomes.answered(status);
    fetch.answered();
    if (plan instanceof Validate<EntryCandidate> validate && status == 304) {
      return validated(validate, head);
    }
    if (plan instanceof Complete<?> && (status == 206 || status == 304 || status == 416)) {
      PartialMerge merge = merge(head);
      return merge != null && merge.isWhole() ? relay(head, tls) : exchange.retry(keys);
    }
    Served stale = status >= 500 ? standIn(status) : null;
    if (stale != null) {
      fetch.abandon();
      return new ResponseDecision.Serve(stale);
    }
    observe(head);
    freshen(head);
    invalidate(head);
    return relay(head, tls);
  }

  /** Decides about a response of an archive. */
  ResponseDecision.Relay imported(ResponseHead head, @Nullable TlsFacts tls) {
    fetch.answered();
    return relay(head, tls);
  }

  /** A stored response in place of an error, or null if there is none or it must not be used. */
  @Nullable Served standIn(int status) {
    ServeStale<EntryCandidate> stale =
        CachePlanner.onError(
            request,
            plan.selected(),
            view.policy(),
            view.mode(),
            view.parts().clock().instant(),
            status);
    return stale == null
        ? null
        : Served.of(
            exchange,
            stale.response().entry().metadata(),
            stale.response().entry(),
            Outcome.STALE,
            stale.reason());
  }

  /** The origin has said that something stored is still good (RFC 9111 §4.3.4). */
  private ResponseDecision validated(Validate<EntryCandidate> validate, ResponseHead head) {
    EntryCandidate found = validate.confirmed(request, head);
    if (found == null) {
      return exchange.retry(keys);
    }
    PolicySettings policy = view.policy();
    FreshenedEntry freshened = freshened(found, Validation.refreshed(found.stored(), head, policy));
    Served served =
        Served.of(exchange, freshened.metadata(), found.entry(), Outcome.VALIDATED, Reason.FRESH);
    if (served == null) {
      return exchange.retry(keys);
    }
    store(freshened(found, Validation.refreshed(found.stored(), forAll(found, head), policy)));
    fetch.end(true);
    return new ResponseDecision.Serve(served.withHead(withCookies(served.head(), head)));
  }

  private boolean isFor(Purpose purpose) {
    return plan instanceof Fetch<EntryCandidate> fetch && fetch.purpose() == purpose;
  }

  /** Counts a response that would have been a 304, had it been asked for. */
  private void observe(ResponseHead head) {
    EntryCandidate found = plan.selected();
    if (isFor(Purpose.WOULD_VALIDATE)
        && found != null
        && head.status() == 200
        && Validation.conditions(stored(found.stored(), head))
            .equals(Validation.conditions(found.stored()))) {
      outcomes.wouldServe(found.entry(), Outcome.VALIDATED);
    }
  }

  private static StoredResponse stored(StoredResponse stored, ResponseHead head) {
    return new StoredResponse(
        head, stored.selecting(), stored.requestTime(), stored.responseTime());
  }

  /** What the head that goes to the caller also tells about the response that is stored. */
  private void freshen(ResponseHead head) {
    EntryCandidate found = plan.selected();
    if (found == null || requestClass.isByBody()) {
      return;
    }
    ResponseHead shared = forAll(found, head);
    if (head.status() == 304 && Validation.identifies(found.stored(), head)) {
      store(freshened(found, Validation.refreshed(found.stored(), shared, view.policy())));
    } else if (head.status() == 200 && request.method().equals("HEAD")) {
      ResponseHead fresh = Validation.freshenedByHead(found.stored(), shared, view.policy());
      if (fresh == null) {
        view.resources().remove(found);
      } else if (found.known() && !fresh.equals(found.stored().head())) {
        store(freshened(found, fresh));
      }
    }
  }

  /** What of a head may renew a stored response: all of it, or what is not of one identity. */
  private ResponseHead forAll(EntryCandidate found, ResponseHead head) {
    return crosses(found, head)
        ? head.withHeaders(
            head.headers().without(name -> !RENEWING.contains(FieldSyntax.lower(name))))
        : head;
  }

  private boolean crosses(EntryCandidate found, ResponseHead head) {
    return keys != null && keys.crosses(request, head, view.policy(), found);
  }

  /** A stored part and the one that arrives as one, unless it would hold bytes of one identity. */
  private @Nullable PartialMerge merge(ResponseHead head) {
    EntryCandidate found = plan.selected();
    return found != null && crosses(found, head)
        ? null
        : PartialMerge.of(found, head, view.policy());
  }

  private FreshenedEntry freshened(EntryCandidate found, ResponseHead head) {
    return new FreshenedEntry(view, request, found, head, sent.time, sent.generation);
  }

  private void store(FreshenedEntry freshened) {
    boolean counts = view.mode().stores() || view.mode() == Mode.OBSERVE;
    boolean offered = keys != null && personal == null && counts && freshened.store(keys);
    if (!offered) {
      fetch.refuse();
    }
  }

  /** Forgets what a response to an unsafe request makes invalid (RFC 9111 §4.4). */
  void invalidate(ResponseHead head) {
    for (URI uri : Invalidation.targets(request, head)) {
      try {
        PrimaryKey common = view.keys().primaryKey(uri, request, exchange.partition);
        view.invalidate(common);
        String identity =
            keys != null && keys.identified() ? view.identities().existing(request) : null;
        if (identity != null) {
          view.invalidate(common.of(identity));
        }
      } catch (IOException | RuntimeException | Error e) {
        view.parts().failures().record("invalidating a response", e);
      }
    }
  }

  /** The response goes to the caller, and into the store if it may. */
  private ResponseDecision.Relay relay(ResponseHead head, @Nullable TlsFacts tls) {
    PartialMerge merge = merge(head);
    Reason refused = refusal(head, merge);
    NewEntry entry = refused == null ? newEntry(head, merge, tls) : null;
    if (entry != null) {
      fetch.receiving();
      if (!entry.remote()) {
        fetch.refuse();
      }
    } else {
      outdate(head);
      fetch.end(false);
    }
    EntryRecorder body = new EntryRecorder(view, entry, StorePlan.length(head), fetch, outcomes);
    boolean completed = plan instanceof Complete<?> && merge != null;
    ResponseHead shown = completed && merge != null ? withCookies(merge.head(), head) : head;
    Reason refusal = refused == null && entry == null ? Reason.FAILURE : refused;
    return new ResponseDecision.Relay(
        outcomes.relayed(shown, refusal), body, completed ? merge : null, refusal, outcomes);
  }

  /**
   * What is stored and fresh is not served any more after a response that is another one, though
   * that can't be stored.
   */
  private void outdate(ResponseHead head) {
    EntryCandidate found = plan.selected();
    if (found == null
        || isFor(Purpose.GIVEN)
        || personal != null
        || requestClass.kind() != RequestClass.Kind.LOOKUP
        || !view.mode().stores()
        || found.stored().head().status() != head.status()
        || crosses(found, head)) {
      return;
    }
    Instant now = view.parts().clock().instant();
    if (Freshness.of(found.stored(), view.policy(), now).fresh()
        && !Recency.isSame(stored(found.stored(), head), found.stored())) {
      view.resources().remove(found);
    }
  }

  /** Why a response is not stored, or null if it is. */
  private @Nullable Reason refusal(ResponseHead head, @Nullable PartialMerge merge) {
    if (!requestClass.mayStore()) {
      return requestClass.reason();
    }
    if (imported != null && head.status() == 206) {
      return Reason.PARTIAL;
    }
    boolean observed = view.mode() == Mode.OBSERVE && !isFor(Purpose.WOULD_SERVE);
    if (!view.mode().stores() && !observed) {
      return Reason.of(view.mode());
    }
    if (requestClass.isByBody() && head.status() == 206) {
      return Reason.PARTIAL;
    }
    if (requestClass.isByBody() && !Storability.isTimed(head, view.policy())) {
      return Reason.NO_FRESHNESS;
    }
    return personal != null
        ? personal
        : StorePlan.refusal(view, request, plan.selected(), head, merge);
  }

  /** The entry that a response becomes, or null if it can't be told where it is to lie. */
  private @Nullable NewEntry newEntry(
      ResponseHead head, @Nullable PartialMerge merge, @Nullable TlsFacts tls) {
    if (keys == null) {
      return null;
    }
    try {
      Instant responseTime = imported == null ? view.parts().clock().instant() : imported;
      ResponseHead stored = merge == null ? head : merge.head();
      EntryCandidate combined = merge == null ? null : plan.selected();
      PrimaryKey home = view.keys().home(keys, request, stored, view.policy(), combined);
      if (!home.equals(keys.common())) {
        fetch.endUnder(keys.collapseKeyOfAll());
      }
      EntryMetadata metadata =
          StorePlan.metadata(
              view,
              request,
              stored,
              outcomes.method(),
              home,
              sent.time,
              responseTime,
              tls,
              // It has just invalidated what it is stored as.
              request.method().equals("GET") ? generation() : view.resources().generation(home));
      EntryCandidate before = plan.selected();
      boolean replaces = before != null && combined == null && before.resource().equals(home);
      EntryCandidate replaced = replaces ? before : null;
      PrimaryKey common = home.equals(keys.common()) ? null : keys.common();
      boolean remote =
          imported == null
              && view.remote() != null
              && !requestClass.isByBody()
              && request.method().equals("GET")
              && RemoteOffers.permits(view, request, keys, home, stored);
      return new NewEntry(
          home, common, request, metadata, merge, replaced, imported != null, remote);
    } catch (IOException | RuntimeException | Error failure) {
      view.parts().failures().record("telling whose response it is", failure);
      return null;
    }
  }

  /** Nobody knows whether a response of an archive is from before an invalidation, or after it. */
  private long generation() {
    return imported == null || Invalidations.isFirst(sent.generation)
        ? sent.generation
        : Invalidations.NO_GENERATION;
  }

  /** Cookies are for the caller alone, and so are not stored. */
  private static ResponseHead withCookies(ResponseHead head, ResponseHead from) {
    Headers.Builder cookies = new Headers.Builder();
    for (String cookie : from.headers().all("Set-Cookie")) {
      cookies.add("Set-Cookie", cookie);
    }
    return head.withHeaders(head.headers().with(cookies.build()));
  }
}
