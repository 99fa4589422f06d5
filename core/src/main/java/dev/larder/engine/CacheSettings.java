package dev.larder.engine;

import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
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
    return new CacheSettings(
        PolicySettings.of(settings),
        settings.get(SettingTable.COLLAPSE) ? settings.get(SettingTable.COLLAPSE_MAX_WAIT) : null,
        settings.get(SettingTable.CACHE_STATUS));
  }
}
