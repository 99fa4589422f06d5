package dev.larder.policy;

import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What of the responses that a private cache stores may go to a cache that several machines share,
 * and how what comes from there may be used. Pure functions.
 */
public final class Sharing {

  /** For so long a response without validator must be fresh, or it is of use to nobody else. */
  private static final Duration LEAST = Duration.ofSeconds(10);

  /** How long a stale response with a validator is of use. */
  private static final Duration VALIDATED = Duration.ofDays(1);

  private Sharing() {}

  /**
   * Whether a response, judged on its head as it was received, may be stored by a shared cache (RFC
   * 9111 §3, §3.5). Who forces that it is stored means it.
   */
  public static boolean permits(
      RequestHead request, ResponseHead response, PolicySettings settings) {
    return response.status() != 206
        && Storability.isCommon(request, response, settings)
        && (settings.override(response).force()
            || Storability.judge(request, response, settings.asShared()).storable());
  }

  /** Whether others can do something with a response: serve it for a while, or validate it. */
  public static boolean isWorth(StoredResponse stored, PolicySettings settings, Instant now) {
    return Validation.hasValidator(stored.head().headers())
        || remaining(stored, settings, now).compareTo(LEAST) >= 0;
  }

  /** How long a response is of use to others from now on. */
  public static Duration life(StoredResponse stored, PolicySettings settings, Instant now) {
    OptionalLong given = Directives.ofStored(stored, settings).staleIfError();
    Duration stale = Duration.ofSeconds(given.orElse(0));
    boolean validator = Validation.hasValidator(stored.head().headers());
    Duration later = validator && stale.compareTo(VALIDATED) < 0 ? VALIDATED : stale;
    Duration fresh = remaining(stored, settings, now);
    return (fresh.isNegative() ? Duration.ZERO : fresh).plus(later);
  }

  /**
   * Whether a shared cache must ask the origin about a response that it holds, though a private one
   * need not (RFC 9111 §5.2.2.8, §5.2.2.10).
   */
  public static boolean isStaleWhenShared(
      StoredResponse stored, PolicySettings settings, Instant now) {
    return !settings.override(stored.head()).force()
        && !Freshness.of(copy(stored), settings.asShared(), now).fresh()
        && Freshness.of(stored, settings, now).fresh();
  }

  private static Duration remaining(StoredResponse stored, PolicySettings settings, Instant now) {
    Duration own = Freshness.of(stored, settings, now).remaining();
    Duration shared = Freshness.of(copy(stored), settings.asShared(), now).remaining();
    return own.compareTo(shared) > 0 ? own : shared;
  }

  /** Another one of the same, as one keeps what was worked out last for the settings in use. */
  private static StoredResponse copy(StoredResponse stored) {
    return new StoredResponse(
        stored.head(), stored.selecting(), stored.requestTime(), stored.responseTime());
  }
}
