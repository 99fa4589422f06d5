package dev.larder.policy;

import dev.larder.http.CacheControl;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a rule of the user says about a response in place of its own words. It changes how long a
 * response is used, never whose it is.
 *
 * @param passed whether it is neither stored nor served
 * @param maxAge how long it is fresh from its arrival on, whatever lifetime it states, or null
 * @param minAge how long it is fresh at least, or null
 * @param force whether no-store doesn't count, nor Set-Cookie
 * @param always whether each use is validated
 * @param staleIfError in place of stale-if-error (RFC 5861 §4), or null
 * @param staleWhileRevalidate in place of stale-while-revalidate (RFC 5861 §3), or null
 * @param supersede what becomes of versions before it
 */
public record PolicyOverride(
    boolean passed,
    @Nullable Duration maxAge,
    @Nullable Duration minAge,
    boolean force,
    boolean always,
    @Nullable Duration staleIfError,
    @Nullable Duration staleWhileRevalidate,
    SupersedePolicy supersede) {

  /** The response's own words count. */
  public static final PolicyOverride NONE =
      new PolicyOverride(false, null, null, false, false, null, null, SupersedePolicy.STANDARD);

  /** Neither stored nor served. */
  public static final PolicyOverride PASSED =
      new PolicyOverride(true, null, null, false, false, null, null, SupersedePolicy.STANDARD);

  /** Longer than anything is kept. */
  private static final Duration FOREVER = Duration.ofDays(3650);

  /** Fresh for ever, whatever it says. */
  public static final PolicyOverride LASTING =
      new PolicyOverride(false, FOREVER, null, true, false, null, null, SupersedePolicy.STANDARD);

  private static final Set<String> LIFETIME =
      Set.of("no-cache", "must-revalidate", "proxy-revalidate");

  /** A copy whose max-age or min-age is at most so long. */
  public PolicyOverride atMost(Duration longest) {
    Duration most = maxAge == null ? minAge : maxAge;
    return most == null || most.compareTo(longest) <= 0
        ? this
        : new PolicyOverride(
            passed, longest, null, force, always, staleIfError, staleWhileRevalidate, supersede);
  }

  /** A copy under which the cache sends no background request for a stale response. */
  public PolicyOverride withoutBackground() {
    return new PolicyOverride(
        passed, maxAge, minAge, force, always, staleIfError, Duration.ZERO, supersede);
  }

  /** The directives of a response as they count under this override. */
  CacheControl applied(CacheControl stated) {
    if (equals(NONE)) {
      return stated;
    }
    Map<String, Long> seconds = new TreeMap<>();
    Duration lifetime = maxAge == null ? minAge : maxAge;
    if (lifetime != null) {
      seconds.put("max-age", lifetime.toSeconds());
    }
    if (staleIfError != null) {
      seconds.put("stale-if-error", staleIfError.toSeconds());
    }
    if (staleWhileRevalidate != null) {
      seconds.put("stale-while-revalidate", staleWhileRevalidate.toSeconds());
    }
    boolean stale = isPositive(staleIfError) || isPositive(staleWhileRevalidate);
    CacheControl applied = stated.with(seconds);
    if (lifetime != null || stale) {
      applied = applied.without(LIFETIME);
    }
    if (force) {
      applied = applied.without(Set.of("no-store", "must-understand"));
    }
    return always ? applied.withNoCache() : applied;
  }

  private static boolean isPositive(@Nullable Duration duration) {
    return duration != null && !duration.isZero();
  }

  /**
   * The lifetime under this override.
   *
   * @param stated as the response has it
   * @param initial its age when it arrived
   */
  Duration lifetime(Duration stated, Duration initial) {
    if (maxAge != null) {
      return initial.plus(maxAge);
    }
    Duration least = minAge == null ? Duration.ZERO : initial.plus(minAge);
    return stated.compareTo(least) < 0 ? least : stated;
  }
}
