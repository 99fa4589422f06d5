package dev.larder.crash;

import dev.larder.policy.Succession;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import dev.larder.store.Sighting;
import dev.larder.store.Superseded;
import dev.larder.store.disk.DiskLedger;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/**
 * Tells a ledger of versions that other processes see too, until it is killed. The journal has one
 * line, {@code done}, after each that is written, and {@code wrong …} after a failure.
 *
 * <p>Arguments as those of {@link KilledWriter}.
 */
final class KilledLedger {
  private static final int RESOURCES = 5;
  private static final int VERSIONS = 8;

  private KilledLedger() {}

  public static void main(String[] arguments) throws IOException {
    Statistics statistics = new Statistics();
    DiskLedger ledger = ledger(Path.of(arguments[0]), statistics);
    Random random = new Random(Long.parseLong(arguments[4]));
    try (FileOutputStream journal = new FileOutputStream(arguments[1])) {
      while (true) {
        see(ledger, random.nextInt(RESOURCES), random.nextInt(VERSIONS));
        String line = statistics.failures.sum() == 0 ? "done\n" : "wrong: not written\n";
        journal.write(line.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** One that writes at once, and in which no version is ever superseded. */
  static DiskLedger ledger(Path directory, Statistics statistics) {
    return new DiskLedger(
        directory,
        new DiskLedger.Terms(Duration.ofDays(3650), VERSIONS, Duration.ZERO),
        new Untouched(),
        statistics,
        InstantSource.system(),
        Runnable::run);
  }

  static void see(DiskLedger ledger, int resource, int version) {
    String uri = "https://example.org/" + resource + "/lib-1." + version + ".0.js";
    ledger.seen(
        new Sighting(
            uri,
            "\"same\"",
            1000,
            InstantSource.system().instant(),
            List.of(),
            Succession.STANDARD,
            null));
  }

  /** Entries that nothing is done to. */
  private static final class Untouched implements Superseded {
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
