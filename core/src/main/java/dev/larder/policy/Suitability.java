package dev.larder.policy;

import dev.larder.http.CacheControl;
import dev.larder.http.DeltaSeconds;
import dev.larder.http.RequestHead;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Whether a stored response may answer a request whose key and variant it has (RFC 9111 §4).
 *
 * @param kind what is to be done
 * @param reason why
 */
public record Suitability(Kind kind, Reason reason) {

  /** Stands for a status if the server could not be reached, or closed the connection early. */
  public static final int NETWORK_FAILURE = 0;

  /** What the cache does with the stored response. */
  public enum Kind {
    /** Serve it. */
    FRESH,
    /** Serve it though stale: the request or the response permits it. */
    STALE_ALLOWED,
    /** Serve it though stale and validate it in the background (RFC 5861 §3). */
    STALE_WHILE_REVALIDATE,
    /** Validate it, or fetch anew if it has no validator. */
    VALIDATE,
    /** Answer 504: the request wants no network and nothing stored will do. */
    REFUSE
  }

  private static final Suitability WHILE_FRESH = new Suitability(Kind.FRESH, Reason.FRESH);

  public boolean isFresh() {
    return kind == Kind.FRESH;
  }

  /** Whether it may answer without the origin, stale or not. */
  public boolean isReusable() {
    return switch (kind) {
      case FRESH, STALE_ALLOWED, STALE_WHILE_REVALIDATE -> true;
      case VALIDATE, REFUSE -> false;
    };
  }

  /** Whether a stored response may answer a request at this time (RFC 9111 §4). */
  public static Suitability of(
      RequestHead request, StoredResponse stored, PolicySettings settings, Instant now) {
    CacheControl asked = Directives.ofRequest(request);
    Suitability use = of(asked, stored, settings, now);
    if (!asked.onlyIfCached()) {
      return use;
    }
    return switch (use.kind) {
      case VALIDATE -> noStored();
      case STALE_WHILE_REVALIDATE -> new Suitability(Kind.STALE_ALLOWED, use.reason);
      default -> use;
    };
  }

  /** Whether a request wants no network (RFC 9111 §5.2.1.7). */
  public static boolean isOnlyIfCached(RequestHead request) {
    return Directives.ofRequest(request).onlyIfCached();
  }

  /** Whether a request wants an answer of the origin, whatever is stored (RFC 9111 §5.2.1.4). */
  public static boolean asksOrigin(RequestHead request) {
    CacheControl asked = Directives.ofRequest(request);
    OptionalLong maxAge = asked.maxAge();
    return asked.noCache() || (maxAge.isPresent() && maxAge.getAsLong() == 0);
  }

  /** The answer for a response that may have been invalidated: validate it (RFC 9111 §4.4). */
  static Suitability unknown(RequestHead request) {
    return isOnlyIfCached(request) ? noStored() : validate(Reason.INVALIDATIONS_UNKNOWN);
  }

  private static Suitability noStored() {
    return new Suitability(Kind.REFUSE, Reason.REQUEST_ONLY_IF_CACHED);
  }

  private static Suitability of(
      CacheControl asked, StoredResponse stored, PolicySettings settings, Instant now) {
    if (settings.override(stored.head()).passed()) {
      return validate(Reason.RULE);
    }
    CacheControl given = Directives.ofStored(stored, settings);
    if (Directives.noCache(given)) {
      return validate(Reason.RESPONSE_NO_CACHE);
    }
    if (asked.noCache()) {
      return validate(Reason.REQUEST_NO_CACHE);
    }
    Freshness freshness = Freshness.of(stored, settings, now);
    if (tooOld(asked, freshness)) {
      return validate(Reason.REQUEST_MAX_AGE);
    }
    if (notFreshEnough(asked, freshness)) {
      return validate(Reason.REQUEST_MIN_FRESH);
    }
    if (freshness.fresh()) {
      return WHILE_FRESH;
    }
    if (Directives.neverStale(given, settings)) {
      return validate(Reason.MUST_REVALIDATE);
    }
    if (asked.hasMaxStale()) {
      return within(freshness.staleness(), asked.maxStale())
          ? new Suitability(Kind.STALE_ALLOWED, Reason.REQUEST_MAX_STALE)
          : validate(Reason.STALE);
    }
    // A request that bounds the age and has no max-stale wants nothing stale (RFC 9111 §5.2.1.1).
    if (asked.maxAge().isEmpty()
        && given.staleWhileRevalidate().isPresent()
        && within(freshness.staleness(), given.staleWhileRevalidate())) {
      return new Suitability(Kind.STALE_WHILE_REVALIDATE, Reason.STALE_WHILE_REVALIDATE);
    }
    return validate(
        freshness.explicit() || freshness.heuristic() ? Reason.STALE : Reason.NO_FRESHNESS);
  }

  private static Suitability validate(Reason reason) {
    return new Suitability(Kind.VALIDATE, reason);
  }

  /** RFC 9111 §5.2.1.1; a max-age of 0 always asks for validation. */
  private static boolean tooOld(CacheControl asked, Freshness freshness) {
    OptionalLong maxAge = asked.maxAge();
    return maxAge.isPresent()
        && (maxAge.getAsLong() == 0
            || freshness.age().compareTo(Duration.ofSeconds(maxAge.getAsLong())) > 0);
  }

  /** RFC 9111 §5.2.1.3; the greatest min-fresh is more than any response has. */
  private static boolean notFreshEnough(CacheControl asked, Freshness freshness) {
    OptionalLong minFresh = asked.minFresh();
    return minFresh.isPresent()
        && (minFresh.getAsLong() == DeltaSeconds.MAX
            || freshness.remaining().compareTo(Duration.ofSeconds(minFresh.getAsLong())) < 0);
  }

  /** Whether a duration is no longer than a bound in seconds; no bound holds for any. */
  private static boolean within(Duration duration, OptionalLong seconds) {
    return seconds.isEmpty() || duration.compareTo(Duration.ofSeconds(seconds.getAsLong())) <= 0;
  }

  /**
   * Whether the stored response may stand in when validating or fetching went wrong.
   *
   * <p>Never if either side asks for validation, or it is stale and must not be used so (RFC 9111
   * §4.2.4). Otherwise if a stale-if-error of either side covers its staleness and the failure is
   * one of RFC 5861 §4; and, as far as the settings go and what the request bounds is kept, when
   * disconnected and the response has no stale-if-error that ended.
   *
   * @param status of the error response, or {@link #NETWORK_FAILURE}
   */
  public static boolean mayServeOnError(
      RequestHead request,
      StoredResponse stored,
      PolicySettings settings,
      Instant now,
      int status) {
    boolean unreachable = status == NETWORK_FAILURE;
    if (!unreachable && status < 500) {
      return false;
    }
    CacheControl asked = Directives.ofRequest(request);
    CacheControl given = Directives.ofStored(stored, settings);
    boolean passed = settings.override(stored.head()).passed();
    if (passed || Directives.noCache(given) || asked.noCache()) {
      return false;
    }
    Freshness freshness = Freshness.of(stored, settings, now);
    if (!freshness.fresh() && Directives.neverStale(given, settings)) {
      return false;
    }
    if ((unreachable || Statuses.isServerTrouble(status))
        && (covers(given.staleIfError(), freshness) || covers(asked.staleIfError(), freshness))) {
      return true;
    }
    boolean disconnected =
        unreachable ? settings.staleOnDisconnect() : settings.staleOnServerError();
    return disconnected
        && given.staleIfError().isEmpty()
        && !tooOld(asked, freshness)
        && !notFreshEnough(asked, freshness)
        && (!asked.hasMaxStale() || within(freshness.staleness(), asked.maxStale()))
        && (freshness.fresh() || asked.hasMaxStale() || asked.maxAge().isEmpty());
  }

  private static boolean covers(OptionalLong staleIfError, Freshness freshness) {
    return staleIfError.isPresent() && within(freshness.staleness(), staleIfError);
  }
}
