package dev.larder.store.disk.eviction;

import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.LockFile;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that one process evicts at a time. Should two evict at once after all, too much is
 * evicted, and nothing worse happens.
 */
final class JanitorLock {
  private final LockFile file;

  /** Guarded by this. */
  private @Nullable FileLock lock;

  JanitorLock(DiskLayout layout) {
    file = new LockFile(layout, layout.janitor());
  }

  /** Whether the lock is ours from now on; does not wait. */
  synchronized boolean acquire() throws IOException {
    try {
      lock = file.open().tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // another store of this process
    }
    return lock != null;
  }

  synchronized void release() throws IOException {
    FileLock held = lock;
    lock = null;
    if (held != null && held.isValid()) {
      held.release();
    }
  }

  synchronized void close() throws IOException {
    lock = null;
    file.close();
  }
}
