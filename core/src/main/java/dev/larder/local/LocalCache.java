package dev.larder.local;

import dev.larder.config.Rules;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.engine.CacheSettings;
import dev.larder.engine.HttpCache;
import dev.larder.engine.lookup.RemoteUse;
import dev.larder.engine.modes.ModeSwitch;
import dev.larder.engine.rules.RuleWatch;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.IdentityKey;
import dev.larder.store.RemoteTier;
import dev.larder.store.Storage;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.disk.shared.CredentialTraceFile;
import dev.larder.store.disk.shared.FetchLockFile;
import dev.larder.store.disk.shared.IdentityKeyFile;
import dev.larder.store.disk.shared.InvalidationFile;
import dev.larder.store.disk.shared.RemotePositionFile;
import dev.larder.store.memory.MemoryStore;
import dev.larder.store.memory.MemoryTier;
import dev.larder.store.remote.RemoteTiers;
import dev.larder.store.tiers.TieredStore;
import dev.larder.thread.Threads;
import dev.larder.version.VersionLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The cache of a process over its directory, with all that the settings ask for. Opening it does no
 * I/O; any thread may call.
 */
public final class LocalCache implements AutoCloseable {

  /**
   * How long the thread that writes the log of versions waits for more, rather than another be
   * started.
   */
  private static final Duration LINGER = Duration.ofSeconds(1);

  /**
   * What a process has before its cache.
   *
   * @param memoryPreparation what must be done before Chronicle Map is tried; run at most once
   */
  public record Environment(
      Statistics statistics,
      FailureLog failures,
      Runnable memoryPreparation,
      InstantSource clock) {}

  private final HttpCache http;
  private final ModeSwitch modes;
  private final DiskStore disk;
  private final MemoryTier memory;
  private final @Nullable RuleWatch watch;
  private final @Nullable FetchLockFile locks;
  private final @Nullable VersionLog versions;
  private final StatisticsKeeper keeper;

  private LocalCache(Settings settings, Rules rules, Environment around, boolean fleet) {
    Path directory = settings.get(SettingTable.DIR);
    Statistics statistics = around.statistics;
    disk =
        new DiskStore(
            directory,
            limits(settings),
            Math.toIntExact(settings.get(SettingTable.DISK_MAP_FROM)),
            statistics);
    memory = new MemoryTier(memoryPlan(settings), around.memoryPreparation, statistics);
    TieredStore store = new TieredStore(disk, memory);
    http =
        new HttpCache(
            new Storage(
                store,
                new InvalidationFile(directory, statistics),
                identityKey(settings, directory),
                new CredentialTraceFile(directory)),
            CacheSettings.of(settings),
            statistics,
            around.failures,
            around.clock);
    http.setRules(rules);
    watch =
        settings.config() == null
            ? null
            : new RuleWatch(settings, http::setRules, LocalCache::inBackground, System::nanoTime);
    locks =
        settings.get(SettingTable.COLLAPSE) && settings.get(SettingTable.COLLAPSE_PROCESSES)
            ? new FetchLockFile(directory, settings.get(SettingTable.COLLAPSE_MAX_WAIT))
            : null;
    if (locks != null) {
      http.setFetchLocks(locks);
    }
    versions = settings.get(SettingTable.VERSIONS_LEDGER) ? versions(settings, around) : null;
    if (versions != null) {
      http.setVersionListener(versions);
    }
    if (fleet && !settings.get(SettingTable.REMOTE).isNone()) {
      http.setRemote(local -> remote(settings, local, around));
    }
    modes = new ModeSwitch(settings.get(SettingTable.MODE), directory, System::nanoTime);
    http.setModeSwitch(modes);
    statistics.lookForRecording();
    keeper = new StatisticsKeeper(directory, around, modes);
  }

  /** A cache as the settings and rules say. */
  public static LocalCache open(Settings settings, Rules rules, Environment around) {
    return new LocalCache(settings, rules, around, true);
  }

  /** The same for who looks at the directory alone: a remote tier is neither asked nor told. */
  public static LocalCache openDirectory(Settings settings, Rules rules, Environment around) {
    return new LocalCache(settings, rules, around, false);
  }

  private static IdentityKey identityKey(Settings settings, Path directory) {
    IdentityKey own = new IdentityKeyFile(directory);
    Path key = settings.get(SettingTable.REMOTE_KEY);
    boolean shared = !settings.get(SettingTable.REMOTE).isNone() && !key.toString().isEmpty();
    return shared ? new FleetIdentityKey(key, own) : own;
  }

  private static RemoteUse remote(Settings settings, Storage local, Environment around) {
    return new RemoteUse(
        RemoteTiers.open(
            settings,
            local,
            new RemotePositionFile(
                settings.get(SettingTable.DIR),
                settings.get(SettingTable.REMOTE)
                    + " "
                    + settings.get(SettingTable.REMOTE_NAMESPACE)),
            around.statistics,
            around.failures,
            around.clock),
        settings.get(SettingTable.REMOTE_PATIENCE),
        settings.get(SettingTable.REMOTE_SCOPE),
        settings.get(SettingTable.REMOTE_IDENTITIES));
  }

  private VersionLog versions(Settings settings, Environment around) {
    Duration grace = settings.get(SettingTable.VERSIONS_GRACE);
    boolean remote = !settings.get(SettingTable.REMOTE).isNone();
    return new VersionLog(
        settings.get(SettingTable.DIR),
        new VersionLog.Terms(grace, settings.get(SettingTable.VERSIONS_KEEP), LINGER),
        remote ? new FleetHints(disk, key -> http.superseded(key, grace)) : disk,
        around.statistics,
        around.clock,
        LocalCache::inBackground);
  }

  private static DiskStore.Limits limits(Settings settings) {
    return new DiskStore.Limits(
        settings.get(SettingTable.DISK_MAX_SIZE),
        settings.get(SettingTable.DISK_MIN_FREE),
        settings.get(SettingTable.MAX_ENTRY_SIZE));
  }

  private static MemoryTier.Plan memoryPlan(Settings settings) {
    return new MemoryTier.Plan(
        settings.get(SettingTable.MEMORY_STORE),
        settings.get(SettingTable.MEMORY_MAX_SIZE),
        Math.toIntExact(settings.get(SettingTable.MEMORY_MAX_ENTRY_SIZE)),
        settings.get(SettingTable.MEMORY_TTL));
  }

  /** The cache itself, asked for with each request: a change of the rules' file is seen then. */
  public HttpCache http() {
    RuleWatch watching = watch;
    if (watching != null) {
      watching.look();
    }
    return http;
  }

  /**
   * Reads the file of settings and rules now if it has changed.
   *
   * @return whether it had
   */
  public boolean reloadRules() {
    return watch != null && watch.follow();
  }

  /** The mode that it is in. */
  public ModeSwitch modes() {
    return modes;
  }

  /** Whether the remote tier is asked. */
  public RemoteTier.State remoteState() {
    return http.remoteState();
  }

  /** The disk tier, which holds every entry. */
  public DiskStore disk() {
    return disk;
  }

  /** The memory tier, or null while it is not there. */
  public @Nullable MemoryStore memory() {
    return memory.store();
  }

  /** Runs a short task in a thread of its own, which keeps no program from ending. */
  public static void inBackground(Runnable task) {
    Threads.start("larder-task", task);
  }

  /** Writes what callers have read to its end and is not written yet; for the end of a process. */
  public void finish() {
    http.finish();
    keeper.end();
  }

  /** Writes what is still to be written; afterwards no thread of it is in the directory. */
  @Override
  public void close() {
    finish(); // the log of versions hears of that
    if (versions != null) {
      versions.close();
    }
    if (locks != null) {
      locks.close();
    }
    http.close();
  }
}
