package dev.larder.crash;

import dev.larder.policy.SupersedePolicy;
import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import dev.larder.store.EvictionHints;
import dev.larder.version.VersionLog;
import dev.larder.version.VersionObservation;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/**
 * Tells a versionLog of versions that other processes see too, until it is killed. The journal has
 * one line, {@code done}, after each that is written, and {@code wrong …} after a failure.
 *
 * <p>Arguments as those of {@link KilledWriter}.
 */
final class KilledVersionLog {
  private static final int RESOURCES = 5;
  private static final int VERSIONS = 8;

  private KilledVersionLog() {}

  public static void main(String[] arguments) throws IOException {
    Statistics statistics = new Statistics();
    VersionLog versionLog = versionLog(Path.of(arguments[0]), statistics);
    Random random = new Random(Long.parseLong(arguments[4]));
    try (FileOutputStream journal = new FileOutputStream(arguments[1])) {
      while (true) {
        see(versionLog, random.nextInt(RESOURCES), random.nextInt(VERSIONS));
        String line = statistics.count(Counter.FAILURES) == 0 ? "done\n" : "wrong: not written\n";
        journal.write(line.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** One that writes at once, and in which no version is ever superseded. */
  static VersionLog versionLog(Path directory, Statistics statistics) {
    return new VersionLog(
        directory,
        new VersionLog.Terms(Duration.ofDays(3650), VERSIONS, Duration.ZERO),
        new Untouched(),
        statistics,
        InstantSource.system(),
        Runnable::run);
  }

  static void see(VersionLog versionLog, int resource, int version) {
    String uri = "https://example.org/" + resource + "/lib-1." + version + ".0.js";
    versionLog.seen(
        new VersionObservation(
            uri,
            "\"same\"",
            1000,
            InstantSource.system().instant(),
            List.of(),
            SupersedePolicy.STANDARD,
            null));
  }

  /** Entries that nothing is done to. */
  private static final class Untouched implements EvictionHints {
    @Override
    public void demote(EntryKey key) {}

    @Override
    public boolean isUsed(EntryKey key) {
      return true;
    }

    @Override
    public boolean remove(EntryKey key) {
      return false;
    }
  }
}
