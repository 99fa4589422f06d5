package dev.larder.agent.runtime;

import dev.larder.agent.log.LogSink;
import dev.larder.cache.CacheSettings;
import dev.larder.cache.FailureLog;
import dev.larder.cache.HttpCache;
import dev.larder.cache.ModeSwitch;
import dev.larder.cache.RuleWatch;
import dev.larder.config.LogLevel;
import dev.larder.config.LogTarget;
import dev.larder.config.Rules;
import dev.larder.config.Settings;
import dev.larder.policy.IdentitySettings;
import dev.larder.policy.PolicySettings;
import dev.larder.stats.Statistics;
import dev.larder.store.Storage;
import dev.larder.store.disk.ClaimFile;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.disk.InvalidationFile;
import dev.larder.store.disk.KeyFile;
import dev.larder.store.disk.LedgerFiles;
import dev.larder.store.memory.MemoryTier;
import dev.larder.store.tiers.TieredStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The one Larder of a JVM. Started with the settings, either before the application if any is
 * given, or with the first client that is woven; the cache itself waits for the first request.
 */
public final class LarderRuntime {

  /** How long the thread that writes the ledger waits for more, rather than another be started. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static volatile @Nullable LarderRuntime instance;

  private final Settings settings;
  private final Statistics statistics = new Statistics();
  private final FailureLog failures = new FailureLog(statistics);
  private volatile Runnable memoryPreparation = () -> {};
  private volatile @Nullable HttpCache cache;
  private volatile @Nullable RuleWatch watch;

  private final Rules rules;

  private LarderRuntime(Settings settings, Rules rules) {
    this.settings = settings;
    this.rules = rules;
  }

  /**
   * Reads the settings and says on standard error what is wrong with them; further calls return
   * what the first one did.
   *
   * @param arguments what stands behind {@code -javaagent:larder.jar=}, or null
   * @return null if the settings say that Larder is off
   */
  public static synchronized @Nullable LarderRuntime start(@Nullable String arguments) {
    if (instance == null) {
      Settings.Loaded loaded = Settings.load(systemProperties(), arguments, System.getenv());
      for (String problem : loaded.problems()) {
        System.err.println("larder: " + problem);
      }
      Rules.Loaded rules = Rules.load(loaded.settings());
      if (rules.problem() != null && loaded.problems().isEmpty()) {
        System.err.println("larder: " + rules.problem());
      }
      LarderRuntime started = new LarderRuntime(loaded.settings(), rules.rules());
      configureLog(started.settings);
      if (started.settings.report()) {
        atExit(started::report, "larder-report");
      }
      instance = started;
    }
    return instance.settings.active() ? instance : null;
  }

  private static void configureLog(Settings settings) {
    LogTarget target = settings.log();
    Level threshold =
        settings.logLevel() == LogLevel.OFF || target.equals(LogTarget.NONE)
            ? null
            : Level.valueOf(settings.logLevel().name());
    Path file = target.file();
    LogSink.configure(threshold, file, file != null && settings.dir().equals(file.getParent()));
  }

  /**
   * The runtime that was started.
   *
   * @throws IllegalStateException if none was
   */
  public static LarderRuntime get() {
    LarderRuntime started = instance;
    if (started == null) {
      throw new IllegalStateException("Larder has not been started");
    }
    return started;
  }

  /** Records a failure in the agent that the application must not feel. Never throws. */
  public static void failed(String what, Throwable failure) {
    try {
      get().failures.record(what, failure);
    } catch (Throwable ignored) {
      // Not started: there is nothing to count with and nowhere to log to.
    }
  }

  /** Says what must be done before the cache in memory comes up; run at most once. */
  public static void prepareMemoryBy(Runnable preparation) {
    get().memoryPreparation = preparation;
  }

  /** What was set. */
  public Settings settings() {
    return settings;
  }

  /** The cache, made at the first call. */
  public HttpCache cache() {
    HttpCache known = cache;
    if (known == null) {
      return open();
    }
    RuleWatch watching = watch;
    if (watching != null) {
      watching.look();
    }
    return known;
  }

  private synchronized HttpCache open() {
    HttpCache known = cache;
    if (known == null) {
      DiskStore.Limits limits =
          new DiskStore.Limits(
              settings.diskMaxSize(), settings.diskMinFree(), settings.maxEntrySize());
      DiskStore disk = new DiskStore(settings.dir(), limits, settings.diskMapFrom(), statistics);
      PolicySettings policy =
          PolicySettings.defaults()
              .withShared(settings.shared())
              .withHeuristics(settings.heuristicsFraction(), settings.heuristicsMax())
              .withHeuristics(settings.heuristics())
              .withStaleOnDisconnect(settings.staleOnDisconnect())
              .withStaleOnServerError(settings.staleOnServerError())
              .withMaxHeaderSize(settings.maxHeaderSize())
              .withIdentity(
                  new IdentitySettings(
                      IdentitySettings.Mode.valueOf(settings.identity().name()),
                      settings.identityHeaders(),
                      settings.identityQuery(),
                      settings.redactQuery()));
      TieredStore store = new TieredStore(disk, memory());
      known =
          new HttpCache(
              new Storage(
                  store,
                  new InvalidationFile(settings.dir(), statistics),
                  new KeyFile(settings.dir())),
              new CacheSettings(
                  policy,
                  settings.collapse() ? settings.collapseMaxWait() : null,
                  settings.cacheStatus()),
              statistics,
              failures,
              InstantSource.system());
      known.follow(rules);
      if (settings.config() != null) {
        watch = new RuleWatch(settings, known, LarderRuntime::inBackground, System::nanoTime);
      }
      if (settings.collapse() && settings.collapseProcesses()) {
        known.share(new ClaimFile(settings.dir(), settings.collapseMaxWait()));
      }
      if (settings.versionsLedger()) {
        known.keep(
            new LedgerFiles(
                settings.dir(),
                new LedgerFiles.Terms(settings.versionsGrace(), settings.versionsKeep(), LINGER),
                store,
                statistics,
                InstantSource.system(),
                LarderRuntime::inBackground));
      }
      ModeSwitch modes = new ModeSwitch(settings.mode(), settings.dir(), System::nanoTime);
      known.obey(modes);
      if (settings.jmx()) {
        inBackground(() -> manage(modes));
      }
      HttpCache opened = known;
      atExit(opened::finish, "larder-finish");
      cache = known;
    }
    return known;
  }

  /** Runs a short task when the program ends, unless it is ending. */
  private static void atExit(Runnable task, String name) {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(task, name));
    } catch (IllegalStateException e) {
      // What is stored from now on may be missing next time.
    }
  }

  private void manage(ModeSwitch modes) {
    try {
      Management.register(modes, settings.dir(), statistics);
    } catch (JMException | RuntimeException | LinkageError e) {
      failures.record("showing the cache to JMX", e);
    }
  }

  /** Runs a short task in a thread of its own, which keeps no program from ending. */
  private static void inBackground(Runnable task) {
    Thread thread = new Thread(null, task, "larder-task", 0, false);
    thread.setDaemon(true);
    thread.start();
  }

  private MemoryTier memory() {
    MemoryTier.Plan plan =
        new MemoryTier.Plan(
            settings.memoryStore(),
            settings.memoryMaxSize(),
            settings.memoryMaxEntrySize(),
            settings.memoryTtl());
    return new MemoryTier(plan, memoryPreparation, statistics);
  }

  private void report() {
    HttpCache used = cache;
    if (used != null) {
      used.finish();
    }
    System.err.println(statistics.snapshot().report());
  }

  /** The system properties that are text: a program may put anything in there. */
  public static Map<String, String> systemProperties() {
    Map<String, String> properties = new HashMap<>();
    System.getProperties()
        .forEach(
            (name, value) -> {
              if (name instanceof String key && value instanceof String text) {
                properties.put(key, text);
              }
            });
    return properties;
  }
}
