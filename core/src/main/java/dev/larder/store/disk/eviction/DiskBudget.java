package dev.larder.store.disk.eviction;

import dev.larder.policy.Reason;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.PollTimer;
import dev.larder.store.disk.file.StoreFailures;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The room that entries have. Who writes takes bytes before they are on the disk and gives them
 * back when they are gone. Beyond the limit the janitor is called; beyond a margin of 2.5 %, or
 * where the total isn't known, a writer waits for it, up to a tenth of a second, and then goes
 * without. Any thread may call.
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

  /** Bytes that may be taken until the directory and the disk are looked at again. */
  private final AtomicLong unchecked = new AtomicLong();

  /** Bytes that were taken since the janitor scanned; about. */
  private final AtomicLong unaudited = new AtomicLong();

  private volatile boolean full;
  private final PollTimer freeCheck = new PollTimer();
  private final PollTimer wait = new PollTimer();
  private volatile long tidiedAt = System.nanoTime() - 2 * TIDY_NANOS;

  /**
   * All that there is room for.
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
   * @throws EntryTooLargeException if they are not to be had now; nothing is taken then
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
      // Who waits takes nothing meanwhile: a scan would not find it, and let others have it too.
      accesses.add(-bytes);
      if (!await(most - bytes)) {
        throw new EntryTooLargeException(Reason.MAX_SIZE);
      }
      total = accesses.add(bytes);
    }
  }

  /** Until the first scan nobody knows what is there. */
  private boolean isWithin(long total, long bound) {
    return total <= bound && accesses.isKnown();
  }

  /** Returns bytes that are not or no longer on the disk. */
  public void give(long bytes) {
    accesses.add(-bytes);
  }

  /** Whether the disk itself lacks so many bytes. */
  public boolean isExhausted(long bytes) {
    return layout.top().toFile().getUsableSpace() < bytes && layout.top().toFile().exists();
  }

  /** While there is no room for others in vain, nobody waits. */
  private boolean await(long most) {
    if (!wait.isDue()) {
      return isWithin(accesses.total(), most);
    }
    boolean room = janitor.await(most, WAIT_NANOS);
    if (!room && !Thread.currentThread().isInterrupted()) { // who was interrupted waited for less
      wait.restart(SECOND_NANOS);
    }
    return room;
  }

  private long checkEvery() {
    long share = limit == 0 ? MAX_CHECK_EVERY : limit / 200;
    return Math.max(MIN_CHECK_EVERY, Math.min(share, MAX_CHECK_EVERY));
  }

  /** Every half percent of the limit, but after 4 MiB at most. */
  private void check() {
    checkFree();
    long idle = System.nanoTime() - tidiedAt;
    boolean tidy = idle > TIDY_NANOS;
    if (limit > 0) {
      boolean shared = accesses.isShared();
      AccessTable before = accesses.table();
      if (accesses.check() != before && accesses.isShared()) {
        janitor.audit(); // what was counted elsewhere until now is missing here
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

  /** After a fifth of the limit without a scan even a total that looks well is not relied on. */
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
    // A single system call, unlike that of a FileStore. It gives 0 also where there is no telling.
    long free = layout.top().toFile().getUsableSpace();
    full = free < minFree && (free > 0 || layout.top().toFile().exists());
    if (full) {
      failures.full(minFree);
    }
  }
}
