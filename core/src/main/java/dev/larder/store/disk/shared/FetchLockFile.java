package dev.larder.store.disk.shared;

import dev.larder.store.EntryKey;
import dev.larder.store.FetchLocks;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.LockFile;
import dev.larder.store.disk.file.PollTimer;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Fetch locks as locks of the operating system on bytes of {@code v1/claims}, which is empty. The
 * number of the byte is the first 62 bits of the resource's key.
 *
 * <p>The operating system does not tell two caches of one process apart. So the second of them
 * locks nothing.
 */
public final class FetchLockFile implements FetchLocks, AutoCloseable {
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long a file that can't be used is left alone. */
  private static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final DiskLayout layout;
  private final LockFile file;
  private final long longestNanos;

  /** The locks of this process; a few at a time. */
  private final Set<Held> held = ConcurrentHashMap.newKeySet();

  private final PollTimer check = new PollTimer();
  private volatile @Nullable FileChannel channel;

  /**
   * Does no I/O.
   *
   * @param longest time after which a lock ends by itself, because nobody waits for it any more
   */
  public FetchLockFile(Path directory, Duration longest) {
    this.layout = new DiskLayout(directory.toAbsolutePath());
    this.file = new LockFile(layout, layout.top().resolve("claims"));
    this.longestNanos = longest.toNanos();
  }

  private final class Held implements FetchLock {
    private final FileLock lock;
    private final long since = System.nanoTime();
    private final AtomicBoolean released = new AtomicBoolean();

    Held(FileLock lock) {
      this.lock = lock;
    }

    @Override
    public void release() {
      if (!released.compareAndSet(false, true)) {
        return;
      }
      held.remove(this);
      try {
        lock.release();
      } catch (IOException | RuntimeException closed) {
        // The channel is closed, and all its locks with it.
      }
    }
  }

  @Override
  public @Nullable FetchLock tryLock(EntryKey resource) {
    try {
      if (check.take(CHECK_NANOS)) {
        releaseOld();
        layout.prepare();
        channel = file.open();
      }
      FileChannel open = channel;
      if (open == null) {
        return FetchLock.NONE;
      }
      FileLock lock = open.tryLock(resource.bits() >>> 2, 1, false);
      if (lock == null) {
        return null;
      }
      Held fetchLock = new Held(lock);
      held.add(fetchLock);
      return fetchLock;
    } catch (OverlappingFileLockException ofThisProcess) {
      return FetchLock.NONE;
    } catch (ClosedChannelException replaced) {
      return FetchLock.NONE; // another thread has just found another file there
    } catch (IOException | RuntimeException e) {
      check.restart(RETRY_NANOS);
      close();
      return FetchLock.NONE; // the store reports what is wrong with the directory
    }
  }

  private void releaseOld() {
    long now = System.nanoTime();
    for (Held fetchLock : held) {
      if (now - fetchLock.since > longestNanos) {
        fetchLock.release();
      }
    }
  }

  /** Ends all locks. */
  @Override
  public void close() {
    channel = null;
    try {
      file.close();
    } catch (IOException e) {
      // Nothing was written to it.
    }
  }
}
