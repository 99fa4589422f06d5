package dev.larder.store.remote;

import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.stats.Counter;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.RemotePosition;
import dev.larder.store.Storage;
import dev.larder.store.remote.redis.Connections;
import dev.larder.store.remote.redis.SetupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What a tier is made of. */
record TierParts(
    RemoteCalls calls,
    RemoteEntries entries,
    Names names,
    ServerClock clock,
    Invalidated invalidated,
    InvalidationStream stream,
    Pushes pushes,
    Pushes.Limits limits,
    boolean push,
    Duration longestLease,
    Statistics statistics) {

  private static final Duration LINGER = Duration.ofSeconds(10);

  /**
   * Makes the parts from the settings. Connects to nothing.
   *
   * @throws IOException with a sentence for the user, if a file that the settings name can't be
   *     used
   */
  static TierParts of(
      Settings settings,
      Storage local,
      RemotePosition position,
      Statistics statistics,
      FailureLog failures,
      InstantSource time)
      throws IOException {
    Path keyFile = settings.get(SettingTable.REMOTE_KEY);
    RemoteKey key = keyFile.toString().isEmpty() ? null : RemoteKey.read(keyFile);
    ServerClock clock = new ServerClock(time);
    Connections connections =
        new Connections(
            settings.get(SettingTable.REMOTE),
            password(settings.get(SettingTable.REMOTE_PASSWORD_FILE)),
            settings.get(SettingTable.REMOTE_CA),
            clock::time);
    RemoteCalls calls =
        new RemoteCalls(
            connections,
            clock,
            settings.get(SettingTable.REMOTE_PATIENCE),
            LINGER,
            statistics,
            failures);
    Names names = new Names(settings.get(SettingTable.REMOTE_NAMESPACE), namesKey(key));
    RemoteEntries entries =
        new RemoteEntries(names, new Seal(sealKey(key)), new Unopened(statistics, failures));
    Invalidated invalidated = new Invalidated(clock);
    boolean push = settings.get(SettingTable.REMOTE_PUSH);
    InvalidationStream stream =
        new InvalidationStream(
            calls,
            entries,
            names,
            clock,
            local.invalidations(),
            invalidated,
            position,
            failures,
            push);
    Pushes.Limits limits =
        new Pushes.Limits(
            settings.get(SettingTable.REMOTE_MAX_ENTRY_SIZE),
            settings.get(SettingTable.REMOTE_TTL));
    Pushes pushes =
        new Pushes(calls, entries, local, clock, invalidated, stream, limits, statistics, failures);
    return new TierParts(
        calls,
        entries,
        names,
        clock,
        invalidated,
        stream,
        pushes,
        limits,
        push,
        settings.get(SettingTable.COLLAPSE_MAX_WAIT),
        statistics);
  }

  private static byte @Nullable [] namesKey(@Nullable RemoteKey key) {
    return key == null ? null : key.names();
  }

  private static byte @Nullable [] sealKey(@Nullable RemoteKey key) {
    return key == null ? null : key.seal();
  }

  /** The first line of a file; empty if there is no file. */
  private static String password(Path file) throws IOException {
    if (file.toString().isEmpty()) {
      return "";
    }
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      String line = text.lines().findFirst().orElse("");
      if (!line.isEmpty()) {
        return line;
      }
    } catch (IOException e) {
      throw SetupException.unreadable("larder.remote.password-file", e);
    }
    throw new SetupException("larder.remote.password-file is empty", null);
  }

  /** Counts what the key does not open, and says so when there is much of it. */
  private static final class Unopened implements Runnable {
    private static final int MANY = 10;
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Statistics statistics;
    private final FailureLog failures;
    private long minute = System.nanoTime();
    private int count;

    Unopened(Statistics statistics, FailureLog failures) {
      this.statistics = statistics;
      this.failures = failures;
    }

    @Override
    public void run() {
      statistics.add(Counter.REMOTE_UNOPENED, 1);
      if (isOneOfMany()) {
        failures.record(
            "opening what the remote tier holds",
            new SetupException(
                "another key is in use there, or somebody writes who should not", null));
      }
    }

    private synchronized boolean isOneOfMany() {
      long now = System.nanoTime();
      if (now - minute >= MINUTE_NANOS) {
        minute = now;
        count = 0;
      }
      return ++count == MANY;
    }
  }
}
