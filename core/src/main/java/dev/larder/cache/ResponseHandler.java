package dev.larder.cache;

import dev.larder.cache.Resources.Found;
import dev.larder.config.Mode;
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
  private final OriginRequest sent;
  private final CacheView view;
  private final RequestHead request;
  private final RequestClass requestClass;
  private final ToOrigin<Found> plan;
  private final @Nullable Target target;
  private final InFlightFetch fetch;
  private final Handling handling;
  private final @Nullable Reason personal;

  /**
   * @param personal why it is for the caller alone where the request doesn't show it, or null
   */
  ResponseHandler(Exchange exchange, OriginRequest sent, @Nullable Reason personal) {
    this.exchange = exchange;
    this.sent = sent;
    this.view = exchange.view;
    this.request = exchange.request;
    this.requestClass = exchange.requestClass;
    this.plan = sent.plan();
    this.target = sent.target();
    this.fetch = exchange.fetch();
    this.handling = exchange.handling;
    this.personal = personal;
  }

  /** Decides about a response by its head. */
  ResponseDecision receive(ResponseHead head, @Nullable TlsFacts tls) {
    int status = head.status();
    handling.answered(status);
    fetch.answered();
    if (plan instanceof Validate<Found> validate && status == 304) {
      return validated(validate, head);
    }
    if (plan instanceof Complete<?> && (status == 206 || status == 304 || status == 416)) {
      Combination combination = combination(head);
      return combination != null && combination.isWhole()
          ? relay(head, tls)
          : exchange.retry(target);
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

  /** A stored response in place of an error, or null if there is none or it must not be used. */
  @Nullable Served standIn(int status) {
    ServeStale<Found> stale =
        CachePlanner.onError(
            request,
            plan.selected(),
            view.policy(),
            view.mode(),
            view.parts().clock().instant(),
            status);
    return stale == null
        ? null
        : handling.serve(
            stale.response().entry().metadata(),
            stale.response().entry(),
            Outcome.STALE,
            stale.reason());
  }

  /** The origin has said that something stored is still good (RFC 9111 §4.3.4). */
  private ResponseDecision validated(Validate<Found> validate, ResponseHead head) {
    Found found = validate.confirmed(request, head);
    if (found == null) {
      return exchange.retry(target);
    }
    PolicySettings policy = view.policy();
    Renewal renewal = renewal(found, Validation.refreshed(found.stored(), head, policy));
    Served served =
        handling.serve(renewal.metadata(), found.entry(), Outcome.VALIDATED, Reason.FRESH);
    if (served == null) {
      return exchange.retry(target);
    }
    store(renewal(found, Validation.refreshed(found.stored(), forAll(found, head), policy)));
    fetch.end(true);
    return new ResponseDecision.Serve(
        new Served(
            withCookies(served.head(), head),
            served.body(),
            served.mapped(),
            served.tls(),
            served.receivedMillis()));
  }

  private boolean isFor(Purpose purpose) {
    return plan instanceof Fetch<Found> fetch && fetch.purpose() == purpose;
  }

  /** Counts a response that would have been a 304, had it been asked for. */
  private void observe(ResponseHead head) {
    Found found = plan.selected();
    if (isFor(Purpose.WOULD_VALIDATE)
        && found != null
        && head.status() == 200
        && Validation.conditions(stored(found.stored(), head))
            .equals(Validation.conditions(found.stored()))) {
      handling.wouldServe(found.entry(), Outcome.VALIDATED);
    }
  }

  private static StoredResponse stored(StoredResponse stored, ResponseHead head) {
    return new StoredResponse(
        head, stored.selecting(), stored.requestTime(), stored.responseTime());
  }

  /** What the head that goes to the caller also tells about the response that is stored. */
  private void freshen(ResponseHead head) {
    Found found = plan.selected();
    if (found == null || requestClass.isByBody()) {
      return;
    }
    ResponseHead shared = forAll(found, head);
    if (head.status() == 304 && Validation.identifies(found.stored(), head)) {
      store(renewal(found, Validation.refreshed(found.stored(), shared, view.policy())));
    } else if (head.status() == 200 && request.method().equals("HEAD")) {
      ResponseHead fresh = Validation.freshenedByHead(found.stored(), shared, view.policy());
      if (fresh == null) {
        view.resources().remove(found);
      } else if (found.known() && !fresh.equals(found.stored().head())) {
        store(renewal(found, fresh));
      }
    }
  }

  /** What of a head may renew a stored response: all of it, or what is not of one identity. */
  private ResponseHead forAll(Found found, ResponseHead head) {
    return crosses(found, head)
        ? head.withHeaders(
            head.headers().without(name -> !RENEWING.contains(FieldSyntax.lower(name))))
        : head;
  }

  private boolean crosses(Found found, ResponseHead head) {
    return target != null && target.crosses(view, request, head, found);
  }

  /** A stored part and the one that arrives as one, unless it would hold bytes of one identity. */
  private @Nullable Combination combination(ResponseHead head) {
    Found found = plan.selected();
    return found != null && crosses(found, head)
        ? null
        : Combination.of(found, head, view.policy());
  }

  private Renewal renewal(Found found, ResponseHead head) {
    return new Renewal(view, request, found, head, sent);
  }

  private void store(Renewal renewal) {
    boolean counts = view.mode().stores() || view.mode() == Mode.OBSERVE;
    if (target != null && personal == null && counts) {
      renewal.store(target);
    }
  }

  /** Forgets what a response to an unsafe request makes invalid (RFC 9111 §4.4). */
  void invalidate(ResponseHead head) {
    for (URI uri : Invalidation.targets(request, head)) {
      try {
        Resource common = Resource.of(uri, request, exchange.partition, view.identities());
        view.invalidate(common);
        String identity =
            target != null && target.identified() ? view.identities().existing(request) : null;
        if (identity != null) {
          view.invalidate(common.of(identity));
        }
      } catch (IOException | RuntimeException | Error e) {
        view.parts().failures().record("invalidating a response", e);
      }
    }
  }

  /** The response goes to the caller, and into the store if it may. */
  private ResponseDecision relay(ResponseHead head, @Nullable TlsFacts tls) {
    Combination combination = combination(head);
    Storing storing = storing(head, combination);
    NewEntry entry = storing.isStored() ? newEntry(storing, combination, tls) : null;
    if (entry != null) {
      fetch.receiving();
    } else {
      outdate(head);
      fetch.end(false);
    }
    BodyCollector collector =
        new BodyCollector(
            entry == null ? new PassingBody(view.parts().statistics()) : entry,
            entry != null,
            Storing.length(head));
    boolean completed = plan instanceof Complete<?> && combination != null;
    ResponseHead shown =
        completed && combination != null ? withCookies(combination.head(), head) : head;
    Reason refusal = storing.isStored() && entry == null ? Reason.FAILURE : storing.refusal();
    return new ResponseDecision.Relay(
        handling.relayed(shown, refusal),
        collector,
        completed && combination != null ? combination.splice() : null,
        refusal);
  }

  /**
   * What is stored and fresh is not served any more after a response that is another one, though
   * that can't be stored.
   */
  private void outdate(ResponseHead head) {
    Found found = plan.selected();
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

  private Storing storing(ResponseHead head, @Nullable Combination combination) {
    if (!requestClass.mayStore()) {
      return Storing.refused(requestClass.reason(), head);
    }
    boolean observed = view.mode() == Mode.OBSERVE && !isFor(Purpose.WOULD_SERVE);
    if (!view.mode().stores() && !observed) {
      return Storing.refused(handling.inMode(), head);
    }
    if (requestClass.isByBody() && head.status() == 206) {
      return Storing.refused(Reason.PARTIAL, head);
    }
    if (requestClass.isByBody() && !Storability.isTimed(head, view.policy())) {
      return Storing.refused(Reason.NO_FRESHNESS, head);
    }
    return personal != null
        ? Storing.refused(personal, head)
        : Storing.of(view, request, plan.selected(), head, combination);
  }

  /** The entry that a response becomes, or null if it can't be told where it is to lie. */
  private @Nullable NewEntry newEntry(
      Storing storing, @Nullable Combination combination, @Nullable TlsFacts tls) {
    if (target == null) {
      return null;
    }
    try {
      Instant responseTime = view.parts().clock().instant();
      Found combined = combination == null ? null : plan.selected();
      Resource home = target.home(view, request, storing.head(), combined);
      if (!home.equals(target.common())) {
        fetch.endUnder(target.flightOfAll());
      }
      EntryMetadata metadata =
          storing.metadata(
              view,
              request,
              handling.method(),
              home,
              sent.time(),
              responseTime,
              tls,
              // It has just invalidated what it is stored as.
              request.method().equals("GET")
                  ? sent.generation()
                  : view.resources().generation(home));
      Found before = plan.selected();
      boolean replaces = before != null && combined == null && before.resource().equals(home);
      Found replaced = replaces ? before : null;
      Resource common = home.equals(target.common()) ? null : target.common();
      return new NewEntry(
          view, home, common, request, metadata, storing.splice(), fetch, handling, replaced);
    } catch (IOException | RuntimeException | Error failure) {
      view.parts().failures().record("telling whose response it is", failure);
      return null;
    }
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
