package dev.larder.cache;

import dev.larder.config.Settings;
import dev.larder.policy.IdentitySettings;
import dev.larder.policy.PolicySettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be set about a cache.
 *
 * @param policy what can be set about its decisions
 * @param collapseWait how long a request waits for another one of the same resource at most, or
 *     null if every request goes by itself
 * @param cacheStatus whether each response says what the cache did, in Cache-Status (RFC 9211)
 */
public record CacheSettings(
    PolicySettings policy, @Nullable Duration collapseWait, boolean cacheStatus) {

  /** As the user's settings say. */
  public static CacheSettings of(Settings settings) {
    IdentitySettings identity =
        new IdentitySettings(
                IdentitySettings.Mode.valueOf(settings.identity().name()),
                settings.identityHeaders(),
                settings.identityQuery())
            .redacting(settings.redactQuery());
    if (!settings.ignoresWellKnownCookies()) {
      identity = identity.withEveryCookie();
    }
    PolicySettings policy =
        PolicySettings.defaults()
            .withShared(settings.shared())
            .withHeuristics(settings.heuristicsFraction(), settings.heuristicsMax())
            .withHeuristics(settings.heuristics())
            .withStaleOnDisconnect(settings.staleOnDisconnect())
            .withStaleOnServerError(settings.staleOnServerError())
            .withMaxHeaderSize(settings.maxHeaderSize())
            .withIdentity(
                identity.ignoring(settings.identityIgnoreHeaders(), settings.ignoreCookies()));
    return new CacheSettings(
        policy, settings.collapse() ? settings.collapseMaxWait() : null, settings.cacheStatus());
  }

  CacheSettings with(PolicySettings other) {
    return new CacheSettings(other, collapseWait, cacheStatus);
  }
}
