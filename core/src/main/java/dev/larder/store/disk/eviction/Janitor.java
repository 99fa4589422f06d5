package dev.larder.store.disk.eviction;

import dev.larder.config.RefusedException;
import dev.larder.store.EntryKey;
import dev.larder.store.disk.eviction.EvictionCandidates.Candidate;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.LockFile;
import dev.larder.store.disk.file.MappedEntryCache;
import dev.larder.store.disk.file.PollTimer;
import dev.larder.store.disk.file.StoreFailures;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.channels.FileLock;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps the directory within its limit. It runs in one process at a time, on its own thread, which
 * exists only during a pass. A pass scans the directory, corrects the total, deletes what killed
 * writers left behind, and evicts the entries with the lowest priority. One scan chooses candidates
 * for several passes: the next passes evict them without a scan, except those that were used since.
 */
public final class Janitor {
  private static final int MAX_ROUNDS = 8;

  /** The number of passes for which one scan chooses candidates. */
  static final int PASSES_PER_SCAN = 4;

  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long VAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DiskLayout layout;
  private final AccessTracker accesses;
  private final MappedEntryCache mappings;
  private final StoreFailures failures;

  /** Its lock sees to it that one process evicts at a time. If two evict, too much is evicted. */
  private final LockFile lock;

  private final long limit;
  private final AtomicBoolean running = new AtomicBoolean();
  private final PollTimer pause = new PollTimer();
  private volatile boolean doubted;
  private volatile boolean scanned;
  private volatile boolean closed;

  /** Whether a thread is in a pass. Guarded by this. */
  private boolean passing;

  /**
   * The candidates of the last scan that are still there, as long as there is memory for them.
   * Empty if that scan found room enough, because then the total that started the pass was wrong.
   * Used by the thread of the pass.
   */
  private volatile SoftReference<EvictionCandidates> spare = new SoftReference<>(null);

  /**
   * Starts no thread.
   *
   * @param limit bytes that all entries may take, or 0 for any number
   */
  public Janitor(
      DiskLayout layout,
      AccessTracker accesses,
      MappedEntryCache mappings,
      StoreFailures failures,
      long limit) {
    this.layout = layout;
    this.accesses = accesses;
    this.mappings = mappings;
    this.failures = failures;
    this.lock = new LockFile(layout, layout.janitor());
    this.limit = limit;
  }

  /** How many bytes below the limit a pass evicts to, so that not every new entry needs a pass. */
  public static long slack(long limit) {
    return limit / 20;
  }

  /** Starts a pass, unless one runs in this process or the last one ended in vain a moment ago. */
  void start() {
    if (closed || !pause.isDue() || !running.compareAndSet(false, true)) {
      return;
    }
    boolean started = false;
    try {
      Thread thread = Threads.of("larder-janitor", new Pass());
      setPassing(true);
      thread.start();
      started = true;
    } catch (RuntimeException | OutOfMemoryError e) {
      failures.failed("The cache cannot be tidied", e); // no more threads
    } finally {
      if (!started) {
        pause.restart(VAIN_NANOS);
        setPassing(false);
        running.set(false);
      }
    }
  }

  private synchronized void setPassing(boolean now) {
    passing = now;
  }

  /** One run of the janitor's thread. */
  private final class Pass implements Runnable {
    @Override
    public void run() {
      try {
        pass();
      } catch (NoSuchFileException e) {
        pause.restart(BUSY_NANOS); // the directory is gone
      } catch (RefusedException e) {
        pause.restart(VAIN_NANOS);
        failures.refused(e);
      } catch (Throwable e) {
        pause.restart(VAIN_NANOS);
        failures.failed("The cache cannot be tidied", e);
      } finally {
        synchronized (Janitor.this) {
          passing = false;
          running.set(false);
          Janitor.this.notifyAll();
        }
        if (closed) {
          release();
        }
      }
    }
  }

  /** Starts a pass that scans the directory even if the total is within the limit. */
  void audit() {
    doubted = true;
    start();
  }

  /** Whether a scan ended since the last call. */
  boolean hasScanned() {
    boolean has = scanned;
    scanned = false;
    return has;
  }

  private void pass() throws IOException {
    if (!layout.readable()) {
      throw new NoSuchFileException(layout.top().toString());
    }
    if (limit == 0 || (!doubted && accesses.isShared() && isWithin())) {
      DirectoryScan.temporary(layout, accesses);
      return;
    }
    FileLock held = lock.tryLock();
    if (held == null) {
      pause.restart(BUSY_NANOS);
      return;
    }
    try {
      accesses.share(AccessTable.slots(Math.min(limit, sizeOfDisk())));
      tidy();
      doubted = false;
    } finally {
      if (held.isValid()) {
        held.release();
      }
    }
  }

  /** In bytes; Long.MAX_VALUE if the system does not tell. */
  private long sizeOfDisk() {
    long size = layout.top().toFile().getTotalSpace();
    return size > 0 ? size : Long.MAX_VALUE;
  }

  private void tidy() throws IOException {
    long entries = doubted || !accesses.isKnown() ? 0 : evictSpare();
    if (entries == 0 || accesses.total() > goal()) {
      entries += evictAfterScans();
    }
    if (entries > 0) {
      failures.evicted(entries);
    }
  }

  /** Evicts the spare candidates of the last scan; the number of entries evicted. */
  private long evictSpare() {
    EvictionCandidates candidates = spare.get();
    return candidates != null && candidates.areOf(accesses.table()) ? evict(candidates) : 0;
  }

  /** Scans the directory and evicts; the number of entries evicted. */
  private long evictAfterScans() throws IOException {
    long entries = 0;
    long wanted = Math.max(slack(limit), accesses.total() - goal());
    for (int round = 0; round < MAX_ROUNDS && !closed; round++) {
      EvictionCandidates candidates = survey(wanted + (PASSES_PER_SCAN - 1) * slack(limit));
      spare.clear();
      long over = accesses.total() - goal();
      if (over <= slack(limit)) {
        wanted = 0;
        break;
      }
      if (over > 2 * wanted) { // there is more on the disk than the total said
        wanted = over;
        continue;
      }
      long evicted = evict(candidates);
      entries += evicted;
      spare = new SoftReference<>(candidates);
      wanted = Math.max(slack(limit), accesses.total() - goal());
      if (evicted == 0) {
        pause.restart(
            VAIN_NANOS); // the room is taken by files that are being written or can't be deleted
        break;
      }
    }
    return entries;
  }

  /** Whether the total needs no scan. */
  private boolean isWithin() {
    long total = accesses.total();
    return accesses.isKnown() && total >= 0 && total <= limit;
  }

  /** The total in bytes at which eviction ends. */
  private long goal() {
    return limit - slack(limit);
  }

  /** Scans the directory and corrects the total. */
  private EvictionCandidates survey(long wanted) throws IOException {
    long before = accesses.total();
    EvictionCandidates candidates = new EvictionCandidates(accesses.table(), wanted);
    // In this order, because writers move files from the first place to the second meanwhile.
    long found =
        DirectoryScan.temporary(layout, accesses) + DirectoryScan.entries(layout, candidates);
    long after = accesses.total();
    accesses.add(found + Math.max(0, after - before) - after);
    accesses.setKnown();
    scanned = true;
    return candidates;
  }

  /** The number of entries evicted. */
  private long evict(EvictionCandidates candidates) {
    long count = 0;
    for (Candidate candidate = candidates.next();
        candidate != null && !closed && accesses.total() > goal();
        candidate = candidates.next()) {
      if (evict(candidate.key())) {
        candidates.gone(candidate);
        count++;
      }
    }
    return count;
  }

  private boolean evict(EntryKey key) {
    mappings.forget(key);
    try {
      long size = layout.delete(key);
      if (size < 0) {
        return false;
      }
      accesses.add(-DiskBudget.taken(size));
      return true;
    } catch (IOException | RuntimeException e) {
      failures.failed("An entry cannot be evicted", e);
      return false;
    }
  }

  /**
   * Waits until the total is known and at most so many bytes, but no longer than the given time. An
   * interrupt ends the wait. Whether the total is low enough.
   */
  boolean await(long bytes, long nanos) {
    long end = System.nanoTime() + nanos;
    synchronized (this) {
      while (!accesses.isKnown() || accesses.total() > bytes) {
        long left = end - System.nanoTime();
        if (left <= 0 || closed) {
          return false;
        }
        start();
        try {
          // Another process may evict, and it does not notify this one.
          TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.MILLISECONDS.toNanos(5)));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  /** Stops a running pass, and waits for its end for at most a second. */
  public void close() {
    closed = true;
    release();
    long end = System.nanoTime() + VAIN_NANOS;
    synchronized (this) {
      for (long left = VAIN_NANOS; passing && left > 0; left = end - System.nanoTime()) {
        try {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** Closes the lock after the last pass, or at once if no pass runs. */
  private void release() {
    if (running.compareAndSet(false, true)) { // and never again
      try {
        lock.close();
      } catch (IOException e) {
        failures.failed("The lock of the cache cannot be closed", e);
      }
    }
  }
}
