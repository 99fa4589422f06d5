package dev.larder.store.disk;

import dev.larder.store.FetchLocks;
import dev.larder.store.EntryKey;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * FetchLocks as locks of the operating system, each on one byte of {@code v1/claims}, which is empty:
 * the byte whose number is the first 62 bits of the resource's key. They end with the process,
 * however it ends.
 *
 * <p>POSIX ends all locks of a process on a file as soon as it closes any channel of it: so there
 * is one channel, which stays open while the file is the one that is there. A second cache of the
 * same process is not told from the first, and fetchLocks nothing.
 */
public final class FetchLockFile implements FetchLocks, AutoCloseable {
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long a file that can't be used is left alone. */
  private static final long REST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final DiskLayout layout;
  private final Path file;
  private final long longestNanos;

  /** What this process has claimed; a few at a time. */
  private final Set<Held> held = ConcurrentHashMap.newKeySet();

  private final AtomicLong nextLook = new AtomicLong(System.nanoTime());
  private volatile @Nullable FileChannel channel;

  /** Guarded by this. */
  private @Nullable Object fileKey;

  /**
   * Does no I/O.
   *
   * @param longest after which a fetchLock ends by itself, as nobody waits for it any more
   */
  public FetchLockFile(Path directory, Duration longest) {
    this.layout = new DiskLayout(directory.toAbsolutePath());
    this.file = layout.top().resolve("claims");
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
      long due = nextLook.get();
      long now = System.nanoTime();
      if (now - due >= 0 && nextLook.compareAndSet(due, now + LOOK_NANOS)) {
        look(now);
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
    } catch (ClosedChannelException another) {
      return FetchLock.NONE; // the file was another one just now
    } catch (IOException | RuntimeException e) {
      nextLook.set(System.nanoTime() + REST_NANOS);
      close();
      return FetchLock.NONE; // who wants to store something says what is wrong with the directory
    }
  }

  /** Sees to it that the open file is the one that is there, and ends fetchLocks that are too old. */
  private synchronized void look(long now) throws IOException {
    for (Held fetchLock : held) {
      if (now - fetchLock.since > longestNanos) {
        fetchLock.release();
      }
    }
    FileChannel open = channel;
    BasicFileAttributes attributes = DiskLayout.attributes(file);
    boolean same = attributes != null && Objects.equals(attributes.fileKey(), fileKey);
    if (open != null && same) {
      return;
    }
    close();
    layout.prepare();
    channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            layout.permissions(false));
    attributes = DiskLayout.attributes(file);
    fileKey = attributes == null ? null : attributes.fileKey();
  }

  /** Ends all fetchLocks. */
  @Override
  public synchronized void close() {
    FileChannel open = channel;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      // Nothing was written to it.
    }
  }
}
