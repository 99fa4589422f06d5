package dev.larder.store.remote;

import dev.larder.config.RemoteAddress;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.RemotePosition;
import dev.larder.store.RemoteTier;
import dev.larder.store.Storage;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the remote tier that the settings ask for. */
public final class RemoteTiers {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteTiers.class);

  private RemoteTiers() {}

  /**
   * Opens the tier. It is loaded and connected in the background; until then it is {@link
   * RemoteTier.State#STARTING}.
   *
   * @param local what is pushed from and told of invalidations
   * @param position where an earlier process of the same directory has stopped to hear of them
   * @return {@link RemoteTier#NONE} if no tier is set
   */
  public static RemoteTier open(
      Settings settings,
      Storage local,
      RemotePosition position,
      Statistics statistics,
      FailureLog failures,
      InstantSource clock) {
    if (settings.get(SettingTable.REMOTE).isNone()) {
      return RemoteTier.NONE;
    }
    StartingTier tier = new StartingTier(settings.get(SettingTable.REMOTE_MAX_ENTRY_SIZE));
    Threads.start(
        "larder-remote-start",
        () -> start(tier, settings, local, position, statistics, failures, clock));
    return tier;
  }

  /** Loads the tier, which takes its place when it has reached for the server, or can't be used. */
  private static void start(
      StartingTier tier,
      Settings settings,
      Storage local,
      RemotePosition position,
      Statistics statistics,
      FailureLog failures,
      InstantSource clock) {
    try {
      TierParts parts = TierParts.of(settings, local, position, statistics, failures, clock);
      warn(settings);
      RemoteTier loaded = new RedisTier(parts);
      parts.calls().start(() -> tier.started(loaded));
    } catch (IOException | RuntimeException | LinkageError e) {
      failures.record("opening the remote tier", e);
      tier.started(RemoteTier.NONE);
    }
  }

  private static void warn(Settings settings) {
    RemoteAddress address = settings.get(SettingTable.REMOTE);
    boolean near =
        address.servers().stream()
            .allMatch(
                server ->
                    server.host().equals("localhost")
                        || server.host().startsWith("127.")
                        || server.host().equals("::1"));
    if (!near && settings.get(SettingTable.REMOTE_KEY).toString().isEmpty()) {
      LOG.warn(
          "Everybody who may write to {} is trusted with what this program reads; larder.remote.key"
              + " changes that",
          address);
    }
  }
}
