package dev.larder.store.disk.eviction;

import dev.larder.config.RefusedException;
import dev.larder.store.EntryKey;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.PollTimer;
import dev.larder.store.disk.file.StoreFailures;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives access to the access table: to the shared one, or to a table of this process alone while
 * there is no shared one. All it tells is a hint, so no method throws. Any thread may call.
 */
public final class AccessTracker {
  private static final long CHECK_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final DiskLayout layout;
  private final StoreFailures failures;
  private volatile @Nullable AccessTable table;
  private volatile @Nullable AccessFile file;
  private final PollTimer check = new PollTimer();

  /** Does no I/O. */
  public AccessTracker(DiskLayout layout, StoreFailures failures) {
    this.layout = layout;
    this.failures = failures;
  }

  /** Records a use. Makes no system call, except that the file is checked once a minute. */
  public void used(EntryKey key) {
    if (table != null && check.isDue()) {
      check();
    }
    try {
      table().used(key);
    } catch (InternalError e) {
      lost(e);
    }
  }

  /** Forgets the uses of an entry, so that it is evicted early. */
  public void demote(EntryKey key) {
    ask(
        table -> {
          table.demote(key);
          return true;
        });
  }

  /** Whether the entry was used since its uses were forgotten; false if nothing is known of it. */
  public boolean isUsed(EntryKey key) {
    return uses(key) > 0;
  }

  /**
   * How often the entry was used, up to 255, since its uses were forgotten; 0 if nothing is known
   * of it.
   */
  public int uses(EntryKey key) {
    return ask(table -> AccessTable.uses(table.slot(key)));
  }

  /** Adds to the total bytes of all entries, or subtracts; the new total. */
  public long add(long bytes) {
    return ask(table -> table.add(bytes));
  }

  /** Bytes that all entries take, as far as known. */
  public long total() {
    return ask(AccessTable::total);
  }

  /** Whether the total is that of all entries: after a scan, or since the directory was made. */
  public boolean isKnown() {
    return ask(AccessTable::isKnown);
  }

  /** Tells that the total is that of all entries now. */
  public void setKnown() {
    try {
      table().setKnown();
    } catch (InternalError e) {
      lost(e); // the total of the new table is not that
    }
  }

  /** Asks the table, or a new one if somebody has shortened the file of the present one. */
  private <T> T ask(Function<AccessTable, T> question) {
    try {
      return question.apply(table());
    } catch (InternalError e) {
      lost(e);
      return question.apply(table());
    }
  }

  /** The current table. The first call looks for the shared one. */
  public AccessTable table() {
    AccessTable present = table;
    return present != null ? present : check();
  }

  /** Whether other processes see what is counted. */
  public boolean isShared() {
    return file != null;
  }

  /** Maps the file that is there now, and drops a mapping of a file that is gone. */
  synchronized AccessTable check() {
    check.restart(CHECK_NANOS);
    AccessTable present = table;
    AccessFile mapped = file;
    try {
      if (mapped != null && !mapped.table().isSound()) {
        present = null;
      } else if (mapped != null && mapped.isAt(layout.usage())) {
        return mapped.table();
      }
      AccessFile found = layout.readable() ? AccessFile.open(layout.usage()) : null;
      if (found != null) {
        file = found;
        table = found.table();
        return found.table();
      }
    } catch (RefusedException e) {
      failures.refused(e);
    } catch (IOException | RuntimeException | InternalError e) {
      failures.failed("The accesses of the cache cannot be shared", e);
    }
    if (present != null && mapped == null) {
      return present;
    }
    return alone(present);
  }

  /**
   * Goes on with a table of this process alone, and with the total of the given table if that is
   * known.
   */
  private AccessTable alone(@Nullable AccessTable before) {
    AccessTable own = AccessTable.inMemory(AccessTable.MIN_SLOTS);
    if (before != null && before.isKnown()) {
      own.add(before.total());
      own.setKnown();
    }
    file = null;
    table = own;
    return own;
  }

  /** Called after somebody shortened the mapped file. The janitor makes a new one. */
  private synchronized void lost(InternalError error) {
    failures.failed("The accesses of the cache is damaged", error);
    alone(null);
  }

  /**
   * Makes the shared table if there is none. Called only with the janitor's lock. The table begins
   * with the total that this process knows, so that no writer waits for a scan of a directory that
   * was just made.
   */
  void share(int slots) {
    try {
      AccessTable present = check();
      if (!isShared()) {
        AccessFile.create(layout, slots, present);
        check();
      }
    } catch (IOException | RuntimeException e) {
      failures.failed("The accesses of the cache cannot be shared", e);
    }
  }
}
