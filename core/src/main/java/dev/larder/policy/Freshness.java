package dev.larder.policy;

import dev.larder.http.CacheControl;
import dev.larder.http.DeltaSeconds;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  /** A longer apparent age is cut off here: no arithmetic on it can overflow. */
  private static final Duration AGE_MAX = Duration.ofDays(365L * 10_000);

  /** Freshness at a time. */
  public static Freshness of(StoredResponse stored, PolicySettings settings, Instant now) {
    Headers headers = stored.head().headers();
    CacheControl directives = Directives.stated(headers, settings);
    Instant date = HttpDate.of(headers, "Date", stored.responseTime());
    Instant generated = date == null ? stored.responseTime() : date;
    Duration age = age(stored, generated, now);
    Freshness stated = stated(stored, directives, generated, age, settings);
    Ruling ruling = settings.ruling(stored.head());
    if (ruling.maxAge() == null && ruling.minAge() == null) {
      return stated;
    }
    Duration initial = age(stored, generated, stored.responseTime());
    Duration lifetime = ruling.lifetime(stated.lifetime, initial);
    boolean kept = lifetime.equals(stated.lifetime);
    return kept ? stated : new Freshness(lifetime, age, false, true);
  }

  private static Freshness stated(
      StoredResponse stored,
      CacheControl directives,
      Instant generated,
      Duration age,
      PolicySettings settings) {
    Duration explicit = explicit(stored.head().headers(), directives, generated, stored, settings);
    if (explicit != null) {
      return new Freshness(explicit, age, false, true);
    }
    Duration guess = heuristic(stored, directives, generated, settings);
    return guess == null
        ? new Freshness(Duration.ZERO, age, false, false)
        : new Freshness(guess, age, true, false);
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

  /**
   * RFC 9111 §4.2.3. The time since generation is counted in whole seconds, which is all that Date
   * tells. A clock that went back since the response came leaves its age unknown: the size of the
   * step counts, so that no entry stays fresh until the clock has caught up.
   */
  private static Duration age(StoredResponse stored, Instant generated, Instant now) {
    Instant received = stored.responseTime();
    Duration apparent =
        bounded(Duration.between(generated, received.truncatedTo(ChronoUnit.SECONDS)), AGE_MAX);
    Duration delay = bounded(Duration.between(stored.requestTime(), received), AGE_MAX);
    Duration corrected = Duration.ofSeconds(DeltaSeconds.age(stored.head().headers())).plus(delay);
    Duration initial = apparent.compareTo(corrected) > 0 ? apparent : corrected;
    Duration resident = bounded(Duration.between(received, now).abs(), AGE_MAX);
    return initial.plus(resident);
  }

  private static Duration bounded(Duration duration, Duration max) {
    if (duration.isNegative()) {
      return Duration.ZERO;
    }
    return duration.compareTo(max) > 0 ? max : duration;
  }
}
