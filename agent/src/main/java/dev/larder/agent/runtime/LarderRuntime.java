package dev.larder.agent.runtime;

import dev.larder.agent.log.LogSink;
import dev.larder.config.Configuration;
import dev.larder.config.LogLevel;
import dev.larder.config.LogTarget;
import dev.larder.config.ReportTarget;
import dev.larder.config.Rules;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.engine.HttpCache;
import dev.larder.local.LocalCache;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The one Larder of a JVM. Started with the settings, either before the application if any is
 * given, or with the first client that is woven; the cache itself waits for the first request.
 */
public final class LarderRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(LarderRuntime.class);
  private static volatile @Nullable LarderRuntime instance;

  private final Settings settings;
  private final Statistics statistics = new Statistics();
  private final FailureLog failures = new FailureLog(statistics);
  private volatile Runnable memoryPreparation = () -> {};
  private volatile Runnable keeping = () -> {};
  private volatile @Nullable LocalCache cache;

  private final Rules rules;

  private final Set<String> unsupported;

  private final Commands commands;

  private LarderRuntime(
      Settings settings, Rules rules, Set<String> unsupported, Commands commands) {
    this.settings = settings;
    this.rules = rules;
    this.unsupported = unsupported;
    this.commands = commands;
  }

  /**
   * Reads the settings and says on standard error what is wrong with them; further calls return
   * what the first one did.
   *
   * @param arguments what stands behind {@code -javaagent:larder.jar=}, or null
   * @param unsupported HTTP clients that are in use and not woven; more may come
   * @param commands of the command line, for the report at exit and for JMX
   * @return null if the settings say that Larder is off
   */
  public static synchronized @Nullable LarderRuntime start(
      @Nullable String arguments, Set<String> unsupported, Commands commands) {
    if (instance == null) {
      Configuration loaded = Configuration.ofProcess(arguments);
      for (String problem : loaded.problems()) {
        System.err.println("larder: " + problem);
      }
      LarderRuntime started =
          new LarderRuntime(loaded.settings(), loaded.rules(), unsupported, commands);
      configureLog(started.settings);
      ReportTarget report = started.settings.get(SettingTable.REPORT);
      if (report.kind() != ReportTarget.Kind.FALSE) {
        atExit(() -> started.report(report), "larder-report");
      }
      instance = started;
    }
    return instance.settings.active() ? instance : null;
  }

  private static void configureLog(Settings settings) {
    LogTarget target = settings.get(SettingTable.LOG);
    Level threshold =
        settings.get(SettingTable.LOG_LEVEL) == LogLevel.OFF || target.equals(LogTarget.NONE)
            ? null
            : Level.valueOf(settings.get(SettingTable.LOG_LEVEL).name());
    Path file = target.file();
    LogSink.configure(
        threshold, file, file != null && settings.get(SettingTable.DIR).equals(file.getParent()));
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

  /** A client is about to be used: the remote tier, if one is set, is reached ahead of that. */
  public static void connect() {
    LarderRuntime runtime = get();
    if (!runtime.settings.get(SettingTable.REMOTE).isNone()) {
      LocalCache.inBackground(
          () -> {
            try {
              runtime.cache();
            } catch (RuntimeException | Error e) {
              failed("opening the cache", e);
            }
          });
    }
  }

  /** Says what must be done before the cache in memory comes up; run at most once. */
  public static void prepareMemoryBy(Runnable preparation) {
    get().memoryPreparation = preparation;
  }

  /** Says what writes at the end to the directory, unless the mode is one that writes nothing. */
  public static void keepAtEndBy(Runnable keeping) {
    get().keeping = keeping;
  }

  /** What was set. */
  public Settings settings() {
    return settings;
  }

  /** The cache, made at the first call. */
  public HttpCache cache() {
    LocalCache known = cache;
    return (known == null ? open() : known).http();
  }

  private synchronized LocalCache open() {
    LocalCache known = cache;
    if (known == null) {
      LocalCache opened =
          LocalCache.open(
              settings,
              rules,
              new LocalCache.Environment(
                  statistics, failures, memoryPreparation, InstantSource.system()));
      if (settings.get(SettingTable.JMX)) {
        LocalCache.inBackground(() -> manage(opened));
      }
      atExit(() -> finish(opened), "larder-finish");
      cache = opened;
      known = opened;
    }
    return known;
  }

  /** Runs a short task when the program ends, unless it is ending. */
  private static void atExit(Runnable task, String name) {
    try {
      Runtime.getRuntime().addShutdownHook(Threads.of(name, task));
    } catch (IllegalStateException e) {
      // What is stored from now on may be missing next time.
    }
  }

  private void manage(LocalCache opened) {
    try {
      Management.register(opened, settings.get(SettingTable.DIR), statistics, commands);
    } catch (Exception | LinkageError e) {
      failures.record("showing the cache to JMX", e); // as where its module is missing
    }
  }

  private void report(ReportTarget target) {
    LocalCache used = cache;
    if (used != null) {
      used.finish();
    }
    ExitReport report = new ExitReport(settings, statistics.report(), List.copyOf(unsupported));
    try {
      switch (target.kind()) {
        case JSON -> System.err.println(report.json());
        case HTML ->
            commands.run(
                "report",
                "--dir",
                settings.get(SettingTable.DIR).toString(),
                "--html",
                String.valueOf(target.file()));
        default -> report.lines().forEach(System.err::println);
      }
    } catch (IOException e) {
      System.err.println("larder: no report: " + e.getMessage());
    }
  }

  /** Writes what is still to be written, and warns of clients that are not supported. */
  private void finish(LocalCache used) {
    used.finish();
    if (used.modes().mode().stores()) {
      keeping.run();
    }
    for (String client : unsupported) {
      LOG.warn("{}", ExitReport.unsupported(client));
    }
  }
}
