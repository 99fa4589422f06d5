package dev.larder.local;

import dev.larder.engine.modes.ModeSwitch;
import dev.larder.stats.FailureLog;
import dev.larder.stats.LastRequests;
import dev.larder.stats.Statistics;
import dev.larder.store.disk.shared.LastRequestsFile;
import dev.larder.store.disk.shared.RunningProcesses;
import dev.larder.store.disk.shared.StatisticsFiles;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps the statistics of a process in its directory: some seconds after a request, and at the end.
 * Does nothing in modes that write nothing, and makes no directory.
 */
final class StatisticsKeeper {
  private static final long DELAY_MILLIS = TimeUnit.SECONDS.toMillis(5);

  private final Statistics statistics;
  private final StatisticsFiles files;
  private final LastRequestsFile last;
  private final RunningProcesses processes;
  private final ModeSwitch modes;
  private final FailureLog failures;
  private final InstantSource clock;
  private final AtomicBoolean waiting = new AtomicBoolean();

  /** What is in the files already. Guarded by this, as is the next field. */
  private Statistics.Report kept = new Statistics.Report();

  private boolean listed;

  StatisticsKeeper(Path directory, LocalCache.Environment around, ModeSwitch modes) {
    this.statistics = around.statistics();
    this.files = new StatisticsFiles(directory);
    this.last = new LastRequestsFile(directory);
    this.processes = new RunningProcesses(directory);
    this.modes = modes;
    this.failures = around.failures();
    this.clock = around.clock();
    statistics.onChange(this::changed);
  }

  /** A request was counted. */
  private void changed() {
    if (!waiting.get() && waiting.compareAndSet(false, true)) {
      Threads.start("larder-statistics", this::keepLater);
    }
  }

  private void keepLater() {
    try {
      Thread.sleep(DELAY_MILLIS);
      waiting.set(false);
      statistics.lookForRecording();
      keep();
    } catch (InterruptedException e) {
      waiting.set(false);
    }
  }

  /** Writes what is not written yet; whether there was something. */
  private boolean add() throws IOException {
    Map<String, LastRequests.Last> requests = statistics.last().take();
    if (modes.mode().stores()) {
      last.add(requests);
    }
    Statistics.Report now = statistics.report();
    Statistics.Report since = now.since(kept);
    if (since.hosts().isEmpty() || !modes.mode().stores()) {
      return false;
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (files.add(today, since)) {
      kept = now;
    }
    return true;
  }

  private synchronized void keep() {
    try {
      if (add()) {
        processes.write(RunningProcesses.Running.current(kept.total()));
        listed = true;
      }
    } catch (IOException | RuntimeException | Error e) {
      failures.record("keeping the statistics", e);
    }
  }

  /** The process, or its use of the directory, ends. Never throws. */
  synchronized void end() {
    try {
      add();
      if (listed) {
        processes.delete(ProcessHandle.current().pid());
        listed = false;
      }
    } catch (IOException | RuntimeException | Error e) {
      failures.record("keeping the statistics", e);
    }
  }
}
