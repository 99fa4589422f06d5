package dev.larder.policy;

import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.http.ResponseHead;
import dev.larder.policy.identity.IdentitySettings;
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
 * @param overrides what the user's rules say in place of a response's own words
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
    PolicyOverrides overrides) {

  /** The policy settings among all settings, without rules. */
  public static PolicySettings of(Settings settings) {
    return new PolicySettings(
        settings.get(SettingTable.SHARED),
        settings.get(SettingTable.HEURISTICS),
        settings.get(SettingTable.HEURISTICS_FRACTION),
        settings.get(SettingTable.HEURISTICS_MAX),
        settings.get(SettingTable.STALE_ON_DISCONNECT),
        settings.get(SettingTable.STALE_ON_SERVER_ERROR),
        settings.get(SettingTable.MAX_HEADER_SIZE),
        IdentitySettings.of(settings),
        PolicyOverrides.NONE);
  }

  /** A copy with these overrides and what they say about identity. */
  public PolicySettings with(IdentitySettings otherIdentity, PolicyOverrides otherOverrides) {
    return new PolicySettings(
        shared,
        heuristics,
        heuristicFraction,
        heuristicMax,
        staleOnDisconnect,
        staleOnServerError,
        maxHeaderSize,
        otherIdentity,
        otherOverrides);
  }

  /** A copy for a cache that acts for several users. */
  PolicySettings asShared() {
    return shared
        ? this
        : new PolicySettings(
            true,
            heuristics,
            heuristicFraction,
            heuristicMax,
            staleOnDisconnect,
            staleOnServerError,
            maxHeaderSize,
            identity,
            overrides);
  }

  PolicyOverride override(ResponseHead response) {
    return overrides.of(response);
  }
}
