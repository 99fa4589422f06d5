package dev.larder.policy;

import dev.larder.http.ResponseHead;
import java.time.Duration;

/**
 * What can be set about the decisions.
 *
 * @param shared whether the cache acts for several users (RFC 9111 §1): then private responses are
 *     not stored and s-maxage, proxy-revalidate and targeted fields count
 * @param heuristics whether a response without explicit lifetime may get one (RFC 9111 §4.2.2)
 * @param heuristicFraction that part of the time since Last-Modified which becomes the lifetime
 * @param heuristicMax the longest such lifetime
 * @param staleOnDisconnect whether a stale response may stand in when the server can't be reached
 *     and nothing forbids it (RFC 9111 §4.2.4)
 * @param staleOnServerError whether a 5xx counts as not reaching the server (RFC 9111 §4.3.3) even
 *     where no stale-if-error permits it
 * @param maxHeaderSize bytes of all fields of a response, beyond which it isn't stored
 * @param identity what can be set about whose responses are whose
 * @param rulings what the user's rules say in place of a response's own words
 */
public record PolicySettings(
    boolean shared,
    boolean heuristics,
    double heuristicFraction,
    Duration heuristicMax,
    boolean staleOnDisconnect,
    boolean staleOnServerError,
    long maxHeaderSize,
    IdentitySettings identity,
    Rulings rulings) {

  private static final PolicySettings DEFAULTS =
      new PolicySettings(
          false,
          true,
          0.1,
          Duration.ofDays(7),
          true,
          false,
          64 << 10,
          IdentitySettings.defaults(),
          Rulings.NONE);

  /** A private cache with heuristics of a tenth and at most seven days. */
  public static PolicySettings defaults() {
    return DEFAULTS;
  }

  public PolicySettings withShared(boolean value) {
    return new PolicySettings(
        value,
        heuristics,
        heuristicFraction,
        heuristicMax,
        staleOnDisconnect,
        staleOnServerError,
        maxHeaderSize,
        identity,
        rulings);
  }

  public PolicySettings withHeuristics(boolean value) {
    return new PolicySettings(
        shared,
        value,
        heuristicFraction,
        heuristicMax,
        staleOnDisconnect,
        staleOnServerError,
        maxHeaderSize,
        identity,
        rulings);
  }

  public PolicySettings withHeuristics(double fraction, Duration max) {
    return new PolicySettings(
        shared,
        true,
        fraction,
        max,
        staleOnDisconnect,
        staleOnServerError,
        maxHeaderSize,
        identity,
        rulings);
  }

  public PolicySettings withStaleOnDisconnect(boolean value) {
    return new PolicySettings(
        shared,
        heuristics,
        heuristicFraction,
        heuristicMax,
        value,
        staleOnServerError,
        maxHeaderSize,
        identity,
        rulings);
  }

  public PolicySettings withStaleOnServerError(boolean value) {
    return new PolicySettings(
        shared,
        heuristics,
        heuristicFraction,
        heuristicMax,
        staleOnDisconnect,
        value,
        maxHeaderSize,
        identity,
        rulings);
  }

  public PolicySettings withMaxHeaderSize(long bytes) {
    return new PolicySettings(
        shared,
        heuristics,
        heuristicFraction,
        heuristicMax,
        staleOnDisconnect,
        staleOnServerError,
        bytes,
        identity,
        rulings);
  }

  public PolicySettings withIdentity(IdentitySettings value) {
    return new PolicySettings(
        shared,
        heuristics,
        heuristicFraction,
        heuristicMax,
        staleOnDisconnect,
        staleOnServerError,
        maxHeaderSize,
        value,
        rulings);
  }

  public PolicySettings withRulings(Rulings value) {
    return new PolicySettings(
        shared,
        heuristics,
        heuristicFraction,
        heuristicMax,
        staleOnDisconnect,
        staleOnServerError,
        maxHeaderSize,
        identity,
        value);
  }

  Ruling ruling(ResponseHead response) {
    return rulings.of(response);
  }
}
