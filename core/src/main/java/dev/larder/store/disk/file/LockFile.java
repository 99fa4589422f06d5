package dev.larder.store.disk.file;

import dev.larder.config.RefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An empty file on which processes take locks of the operating system, which end with the process.
 *
 * <p>POSIX ends all locks of a process on a file as soon as the process closes any channel of it.
 * So there is one channel, which stays open while the file is the one that is there.
 */
public final class LockFile implements AutoCloseable {
  private final DiskLayout layout;
  private final Path file;

  /** Guarded by this, as is the key. */
  private @Nullable FileChannel channel;

  private @Nullable Object fileKey;

  /** Does no I/O. */
  public LockFile(DiskLayout layout, Path file) {
    this.layout = layout;
    this.file = file;
  }

  /** The open channel of the file that is there now. If there is no file, one is made. */
  public synchronized FileChannel open() throws IOException {
    BasicFileAttributes attributes = DiskLayout.attributes(file);
    if (attributes != null && !attributes.isRegularFile()) {
      throw new RefusedException(file, "is not a regular file");
    }
    FileChannel open = channel;
    boolean same = attributes != null && Objects.equals(attributes.fileKey(), fileKey);
    if (open == null || !open.isOpen() || !same) {
      close();
      open =
          FileChannel.open(
              file,
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
              layout.permissions(false));
      channel = open;
      attributes = DiskLayout.attributes(file);
      fileKey = attributes == null ? null : attributes.fileKey();
    }
    return open;
  }

  /** Locks the file if nobody has; null if another process, or another store of this one, has. */
  public synchronized @Nullable FileLock tryLock() throws IOException {
    try {
      return open().tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Ends all locks of this process on the file. */
  @Override
  public synchronized void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
