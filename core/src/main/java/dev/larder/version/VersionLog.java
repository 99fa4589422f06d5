package dev.larder.version;

import dev.larder.policy.SupersedePolicy;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EvictionHints;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.StoreFailures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Logs which versions of a resource were seen, in files that all processes share: {@link
 * VersionFiles}. It logs resources whose URL names a version, and resources whose content changed
 * under one URL.
 *
 * <p>Observations wait in memory until a task writes them. A process that ends without closing the
 * log loses those that wait. The counts of how often versions were served are kept in memory and
 * written together with observations. The same task reviews the files when a review is due, also in
 * a process that only serves.
 */
public final class VersionLog implements VersionListener, AutoCloseable {

  private static final int MOST_WAITING = 4096;
  private static final int WAKE_AT = 1024;

  /** The most responses whose uses wait to be written. */
  private static final int MOST_SERVED = 256;

  /** How long {@link #close} waits for the task that writes. */
  private static final long PATIENCE_MILLIS = 5_000;

  private final VersionFiles files;
  private final StoreFailures failures;
  private final Executor executor;
  private final Duration linger;
  private final BlockingQueue<Seen> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Queue<EntryMetadata> served = new ArrayBlockingQueue<>(MOST_SERVED);

  /** Held by the thread that writes. */
  private final Semaphore pen = new Semaphore(1);

  private volatile boolean closed;

  /**
   * How long superseded versions are kept, and how the log is written.
   *
   * @param grace how long they stay
   * @param keep how many superseded generations of a resource stay longer
   * @param linger how long the task waits for more observations before it ends
   */
  public record Terms(Duration grace, int keep, Duration linger) {}

  /**
   * Does no I/O.
   *
   * @param entries the entries of the versions
   * @param executor runs the task that writes the files
   */
  public VersionLog(
      Path directory,
      Terms terms,
      EvictionHints entries,
      Statistics statistics,
      InstantSource clock,
      Executor executor) {
    this.files =
        new VersionFiles(
            new DiskLayout(directory.toAbsolutePath()),
            new SupersessionPolicy(terms.grace(), terms.keep(), entries),
            clock,
            statistics);
    this.linger = terms.linger();
    this.failures = new StoreFailures(statistics);
    this.executor = executor;
  }

  /** An observation, and its URL split into resource and version. */
  private record Seen(VersionObservation observation, VersionedUrl url) {

    /** Follows the last one of a versionLog that is closed. */
    static final Seen END =
        new Seen(
            new VersionObservation(
                "", "", 0, Instant.EPOCH, List.of(), SupersedePolicy.STANDARD, null),
            VersionedUrl.of(""));

    boolean isKept() {
      return url.isVersioned() || observation.replaced() != null;
    }
  }

  @Override
  public void seen(VersionObservation observation) {
    if (closed) {
      return;
    }
    try {
      Seen seen = new Seen(observation, VersionedUrl.of(observation.uri()));
      boolean taken = waiting.offer(seen);
      if (taken && (seen.isKept() || waiting.size() > WAKE_AT || files.isReviewDue())) {
        wake();
      }
    } catch (RuntimeException | Error e) {
      failures.failed("Versions cannot be noted", e);
    }
  }

  @Override
  public void served(EntryMetadata metadata) {
    if (closed) {
      return;
    }
    try {
      served.offer(metadata); // if there is no room, these uses are not written
      if (files.isReviewDue() && files.knowsUses()) {
        wake();
      }
    } catch (RuntimeException | Error e) {
      failures.failed("Versions cannot be noted", e);
    }
  }

  private void wake() {
    if (!pen.tryAcquire()) {
      return;
    }
    try {
      executor.execute(this::write);
    } catch (RuntimeException | Error e) {
      pen.release();
      throw e;
    }
  }

  private void write() {
    do {
      try {
        writeUntilIdle();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | RuntimeException | Error e) {
        failures.failed("Versions cannot be written", e);
      } finally {
        pen.release();
      }
    } while (!waiting.isEmpty() && pen.tryAcquire());
  }

  /** Writes what waits, and returns when no task writes any more. Never throws. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    waiting.offer(Seen.END); // ends the task's wait for more
    try {
      if (pen.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) { // for good
        writeUntilIdle();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      failures.failed("Versions cannot be written", e);
    }
  }

  private void writeUntilIdle() throws IOException, InterruptedException {
    Seen first = waiting.poll();
    do {
      writeWaiting(first);
      first = closed ? waiting.poll() : waiting.poll(linger.toMillis(), TimeUnit.MILLISECONDS);
    } while (first != null);
  }

  private void writeWaiting(@Nullable Seen first) throws IOException, InterruptedException {
    Map<String, VersionFiles.Changes> byResource = new LinkedHashMap<>();
    for (Seen next = first; next != null; next = waiting.poll()) {
      if (next.equals(Seen.END)) {
        continue;
      }
      String logical = next.url.logical();
      if (next.isKept() || files.hold(logical)) {
        byResource
            .computeIfAbsent(logical, name -> new VersionFiles.Changes())
            .seen
            .add(next.observation);
      }
    }
    for (EntryMetadata next = served.poll(); next != null; next = served.poll()) {
      String logical = VersionedUrl.of(next.uri()).logical();
      if (byResource.containsKey(logical) || files.hold(logical)) {
        byResource.computeIfAbsent(logical, name -> new VersionFiles.Changes()).served.add(next);
      } else {
        next.takeServed(); // these uses are not logged
      }
    }
    files.update(byResource);
  }
}
