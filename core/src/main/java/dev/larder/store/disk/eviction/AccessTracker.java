package dev.larder.store.disk.eviction;

import dev.larder.store.EntryKey;
import dev.larder.store.RefusedException;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.PollTimer;
import dev.larder.store.disk.file.StoreFailures;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The usage table of now: the shared one, or while there is none, one of this process alone. Any
 * thread may call; nothing here throws, as it is all a hint.
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

  /** Records a use; without a system call, but for a look at the file once a minute. */
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

  /** Forgets the uses of an entry, which makes it one of the first to go. */
  public void demote(EntryKey key) {
    try {
      table().demote(key);
    } catch (InternalError e) {
      lost(e);
    }
  }

  /** Whether there were uses since they were forgotten; not if nothing is known. */
  public boolean isUsed(EntryKey key) {
    return uses(key) > 0;
  }

  /** How often an entry was used, up to 255, since its uses were forgotten; 0 if not known. */
  public int uses(EntryKey key) {
    try {
      return AccessTable.uses(table().slot(key));
    } catch (InternalError e) {
      lost(e);
      return 0;
    }
  }

  /** Counts bytes as taken or given back; the total then. */
  public long add(long bytes) {
    try {
      return table().add(bytes);
    } catch (InternalError e) {
      lost(e);
      return table().add(bytes);
    }
  }

  /** Bytes that all entries take, as far as known. */
  public long total() {
    try {
      return table().total();
    } catch (InternalError e) {
      lost(e);
      return table().total();
    }
  }

  /** The table that is used now; if there was none, the shared one is looked for. */
  public AccessTable table() {
    AccessTable present = table;
    return present != null ? present : check();
  }

  /** Whether the total was ever told by who scanned the directory, or made it. */
  public boolean isKnown() {
    try {
      return table().isKnown();
    } catch (InternalError e) {
      lost(e);
      return false;
    }
  }

  /** The total is now what a scan, or the making of the directory, says that it is. */
  public void setKnown() {
    try {
      table().setKnown();
    } catch (InternalError e) {
      lost(e);
    }
  }

  /** Whether other processes see what is counted. */
  public boolean isShared() {
    return file != null;
  }

  /** Takes up the file that is there now, and lets go of one that no longer is. */
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

  /** Counts on in this process alone, with the total of a table if it is known. */
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

  /** Somebody shortened the file below its mapping. The janitor makes another one. */
  private synchronized void lost(InternalError error) {
    failures.failed("The accesses of the cache is damaged", error);
    alone(null);
  }

  /**
   * Makes the shared table if there is none. Only who holds the janitor's lock may. It begins with
   * what this process knows, so that nobody has to wait for a scan through a directory that has
   * just been made.
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
