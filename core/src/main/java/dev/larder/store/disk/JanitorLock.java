package dev.larder.store.disk;

import dev.larder.store.RefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that one process evicts at a time, by a lock of the operating system, which ends with
 * the process. The file stays open between passes: closing it would end a lock that another store
 * of this process has on it. Should two evict at once after all, too much goes, and nothing worse.
 */
final class JanitorLock {
  private final DiskLayout layout;

  /** All guarded by this. */
  private @Nullable FileChannel channel;

  private @Nullable Object fileKey;
  private @Nullable FileLock lock;

  JanitorLock(DiskLayout layout) {
    this.layout = layout;
  }

  /** Whether the lock is ours from now on; does not wait. */
  synchronized boolean acquire() throws IOException {
    BasicFileAttributes attributes = DiskLayout.attributes(layout.janitor());
    if (attributes != null && !attributes.isRegularFile()) {
      throw new RefusedException(layout.janitor(), "is not a regular file");
    }
    FileChannel open = channel;
    boolean same = attributes != null && Objects.equals(attributes.fileKey(), fileKey);
    if (open == null || !open.isOpen() || !same) {
      close();
      open =
          FileChannel.open(
              layout.janitor(),
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
              layout.permissions(false));
      channel = open;
      attributes = DiskLayout.attributes(layout.janitor());
      fileKey = attributes == null ? null : attributes.fileKey();
    }
    try {
      lock = open.tryLock();
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
    FileChannel open = channel;
    channel = null;
    lock = null;
    if (open != null) {
      open.close();
    }
  }
}
