package dev.larder.store.disk.eviction;

import dev.larder.policy.Reason;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.PollTimer;
import dev.larder.store.disk.file.StoreFailures;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of disk that entries may take. A writer takes bytes before it writes them. Bytes are
 * given back when a file is gone. Beyond the limit the janitor starts. Beyond a margin of 2.5 %, or
 * while the total is not known, a writer waits for the janitor for up to a tenth of a second; after
 * that it stores nothing. Any thread may call.
 */
public final class DiskBudget {
  private static final int BLOCK = 4096;
  private static final int MARGIN = 40;
  private static final int AUDIT_EVERY = 5;
  private static final long MAX_CHECK_EVERY = 4 << 20;
  private static final long MIN_CHECK_EVERY = 16 << 10;
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long TIDY_NANOS = TimeUnit.HOURS.toNanos(1);

  private final DiskLayout layout;
  private final AccessTracker accesses;
  private final Janitor janitor;
  private final StoreFailures failures;
  private final long limit;
  private final long minFree;

  /** Bytes that may be taken before the directory and the disk are checked again. */
  private final AtomicLong unchecked = new AtomicLong();

  /** Roughly the bytes that were taken since the janitor's last scan. */
  private final AtomicLong unaudited = new AtomicLong();

  private volatile boolean full;
  private final PollTimer freeCheck = new PollTimer();
  private final PollTimer wait = new PollTimer();
  private volatile long tidiedAt = System.nanoTime() - 2 * TIDY_NANOS;

  /**
   * Does no I/O.
   *
   * @param limit bytes that all entries may take, or 0 for any number
   * @param minFree bytes of the disk that stay free
   */
  public DiskBudget(
      DiskLayout layout,
      AccessTracker accesses,
      Janitor janitor,
      StoreFailures failures,
      long limit,
      long minFree) {
    this.layout = layout;
    this.accesses = accesses;
    this.janitor = janitor;
    this.failures = failures;
    this.limit = limit;
    this.minFree = minFree;
  }

  /** Bytes that a file of this size takes: whole blocks. */
  public static long taken(long size) {
    return (size + BLOCK - 1) & -BLOCK;
  }

  /**
   * Takes bytes for a file that is about to be written or to grow.
   *
   * @throws EntryTooLargeException if there is no room now; then nothing is taken
   */
  public void take(long bytes) throws EntryTooLargeException {
    if (unchecked.addAndGet(-bytes) < 0) {
      unchecked.set(checkEvery());
      check();
    }
    if (isFull()) {
      throw new EntryTooLargeException(Reason.MIN_FREE);
    }
    long total = accesses.add(bytes);
    if (limit == 0 || isWithin(total, limit)) {
      return;
    }
    janitor.start();
    long most = limit + limit / MARGIN;
    while (!isWithin(total, most)) {
      // While it waits, the writer takes nothing: a scan does not find bytes that are not written.
      accesses.add(-bytes);
      if (!await(most - bytes)) {
        throw new EntryTooLargeException(Reason.MAX_SIZE);
      }
      total = accesses.add(bytes);
    }
  }

  /** Before the first scan the total is not known. */
  private boolean isWithin(long total, long bound) {
    return total <= bound && accesses.isKnown();
  }

  /** Gives back bytes that are not, or no longer, on the disk. */
  public void give(long bytes) {
    accesses.add(-bytes);
  }

  /** Whether the disk itself has fewer free bytes than that. */
  public boolean isExhausted(long bytes) {
    return layout.top().toFile().getUsableSpace() < bytes && layout.top().toFile().exists();
  }

  /** Waits for the janitor, unless another writer waited in vain within the last second. */
  private boolean await(long most) {
    if (!wait.isDue()) {
      return isWithin(accesses.total(), most);
    }
    boolean room = janitor.await(most, WAIT_NANOS);
    if (!room && !Thread.currentThread().isInterrupted()) { // an interrupted thread waited for less
      wait.restart(SECOND_NANOS);
    }
    return room;
  }

  private long checkEvery() {
    long share = limit == 0 ? MAX_CHECK_EVERY : limit / 200;
    return Math.max(MIN_CHECK_EVERY, Math.min(share, MAX_CHECK_EVERY));
  }

  /** Called after every half percent of the limit that was taken, at the latest after 4 MiB. */
  private void check() {
    checkFree();
    long idle = System.nanoTime() - tidiedAt;
    boolean tidy = idle > TIDY_NANOS;
    if (limit > 0) {
      boolean shared = accesses.isShared();
      AccessTable before = accesses.table();
      if (accesses.check() != before && accesses.isShared()) {
        janitor.audit(); // the new table lacks what another table counted until now
      }
      tidy |= !accesses.isShared() && (shared || idle > RETRY_NANOS);
    }
    if (tidy) {
      tidiedAt = System.nanoTime();
      janitor.start();
    }
    if (limit > 0 && isDoubtful()) {
      janitor.audit();
    }
  }

  /** After a fifth of the limit was taken without a scan, a scan has to confirm the total. */
  private boolean isDoubtful() {
    if (janitor.hasScanned()) {
      unaudited.set(0);
    }
    boolean old = unaudited.addAndGet(checkEvery()) > limit / AUDIT_EVERY;
    return old || accesses.total() < 0;
  }

  private boolean isFull() {
    if (full && freeCheck.isDue()) {
      checkFree();
    }
    return full;
  }

  private void checkFree() {
    if (minFree == 0) {
      return;
    }
    freeCheck.restart(SECOND_NANOS);
    // A single system call, unlike that of a FileStore. It also gives 0 if the system does not
    // tell.
    long free = layout.top().toFile().getUsableSpace();
    full = free < minFree && (free > 0 || layout.top().toFile().exists());
    if (full) {
      failures.full(minFree);
    }
  }
}
