package dev.larder.policy;

import dev.larder.http.CacheControl;
import dev.larder.http.DeltaSeconds;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How old a response is and how long it may live (RFC 9111 §4.2).
 *
 * @param lifetime how long it is fresh, counted from its generation at the origin
 * @param age the time since then, as far as it can be known
 * @param heuristic whether the lifetime is a guess
 * @param explicit whether the response itself states a lifetime, sound or not
 */
public record Freshness(Duration lifetime, Duration age, boolean heuristic, boolean explicit) {

  private static final Duration MAX = Duration.ofSeconds(DeltaSeconds.MAX);

  /** Freshness at a time. */
  public static Freshness of(StoredResponse stored, PolicySettings settings, Instant now) {
    StoredResponse.Stated stated = stored.stated(settings);
    if (stated == null) {
      stated = stated(stored, settings);
      stored.keep(stated);
    }
    return new Freshness(stated.lifetime(), stored.age(now), stated.heuristic(), stated.explicit());
  }

  private static StoredResponse.Stated stated(StoredResponse stored, PolicySettings settings) {
    StoredResponse.Stated own = own(stored, settings);
    PolicyOverride override = settings.override(stored.head());
    if (override.maxAge() == null && override.minAge() == null) {
      return own;
    }
    Duration lifetime = override.lifetime(own.lifetime(), stored.age(stored.responseTime()));
    boolean kept = lifetime.equals(own.lifetime());
    return kept ? own : new StoredResponse.Stated(settings, lifetime, false, true);
  }

  /** Without the user's rules. */
  private static StoredResponse.Stated own(StoredResponse stored, PolicySettings settings) {
    CacheControl directives = stored.directives(settings.shared());
    Instant generated = stored.generated();
    Duration explicit = explicit(stored.head().headers(), directives, generated, stored, settings);
    if (explicit != null) {
      return new StoredResponse.Stated(settings, explicit, false, true);
    }
    Duration guess = heuristic(stored, directives, generated, settings);
    return guess == null
        ? new StoredResponse.Stated(settings, Duration.ZERO, false, false)
        : new StoredResponse.Stated(settings, guess, true, false);
  }

  public boolean fresh() {
    return lifetime.compareTo(age) > 0;
  }

  /** How long it has been stale; zero while fresh. */
  public Duration staleness() {
    return fresh() ? Duration.ZERO : age.minus(lifetime);
  }

  /** How much longer it is fresh; negative once stale, as the ttl of RFC 9211 §2.4. */
  public Duration remaining() {
    return lifetime.minus(age);
  }

  /** The first of s-maxage (shared), max-age, Expires that is there (RFC 9111 §4.2.1). */
  private static @Nullable Duration explicit(
      Headers headers,
      CacheControl directives,
      Instant generated,
      StoredResponse stored,
      PolicySettings settings) {
    if (settings.shared() && directives.sMaxage().isPresent()) {
      return Duration.ofSeconds(directives.sMaxage().getAsLong());
    }
    if (directives.maxAge().isPresent()) {
      return Duration.ofSeconds(directives.maxAge().getAsLong());
    }
    if (directives.isTargeted() || !headers.contains("Expires")) {
      return null;
    }
    Instant expires = HttpDate.of(headers, "Expires", stored.responseTime());
    return expires == null ? Duration.ZERO : bounded(Duration.between(generated, expires), MAX);
  }

  /** RFC 9111 §4.2.2; null where a guess is not allowed or has nothing to go by. */
  private static @Nullable Duration heuristic(
      StoredResponse stored, CacheControl directives, Instant generated, PolicySettings settings) {
    boolean allowed =
        settings.heuristics()
            && (Statuses.allowsHeuristics(stored.head().status()) || directives.isPublic());
    Instant modified =
        allowed
            ? HttpDate.of(stored.head().headers(), "Last-Modified", stored.responseTime())
            : null;
    if (modified == null || modified.isAfter(generated)) {
      return null;
    }
    double seconds =
        Duration.between(modified, generated).toSeconds() * settings.heuristicFraction();
    return bounded(Duration.ofSeconds((long) seconds), settings.heuristicMax());
  }

  private static Duration bounded(Duration duration, Duration max) {
    if (duration.isNegative()) {
      return Duration.ZERO;
    }
    return duration.compareTo(max) > 0 ? max : duration;
  }
}
