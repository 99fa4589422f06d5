package dev.larder.store.disk;

import dev.larder.store.EntryKey;
import dev.larder.store.Owner;
import java.io.File;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The places of files in the cache directory, and the steps that several processes may take there
 * at once: create under a name of one's own, rename, delete.
 *
 * <pre>
 * dir/v1/ab/cd/abcd….entry   entries, by the first digits of the key
 * dir/v1/tmp/….part          entries being written, and replaced ones that are still in use
 * </pre>
 */
final class DiskLayout {
  private static final long STALE_MILLIS = 3_600_000;
  private static final int ATTEMPTS = 100;

  private final Path directory;
  private final Path top;
  private final Path temporary;
  private final boolean posix;
  private final AtomicBoolean cleaned = new AtomicBoolean();
  private final AtomicLong names = new AtomicLong();
  private volatile boolean checked;

  /** Does no I/O. */
  DiskLayout(Path directory) {
    this.directory = directory;
    this.top = directory.resolve("v1");
    this.temporary = top.resolve("tmp");
    this.posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** The directory of this version of the format. */
  Path top() {
    return top;
  }

  Path entry(EntryKey key) {
    String hex = key.hex();
    return top.resolve(hex.substring(0, 2))
        .resolve(hex.substring(2, 4))
        .resolve(hex.concat(".entry"));
  }

  /** Whether there is a directory to read from; throws if it is not one of ours. */
  boolean readable() throws IOException {
    if (checked) {
      return true;
    }
    if (!Files.exists(top)) {
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        throw new NotDirectoryException(directory.toString());
      }
      return false;
    }
    check();
    return true;
  }

  /** Makes the directories that are missing and checks that they are ours. */
  void prepare() throws IOException {
    if (checked && Files.isDirectory(temporary)) {
      return;
    }
    checked = false;
    if (Files.exists(directory)) {
      if (!Files.isDirectory(directory)) {
        throw new NotDirectoryException(directory.toString());
      }
      requireOurs(directory); // before anything is made in there
    }
    Files.createDirectories(temporary, permissions(true));
    check();
  }

  private void check() throws IOException {
    requireOurs(directory);
    requireOurs(top);
    checked = true;
  }

  private void requireOurs(Path place) throws IOException {
    if (posix) {
      Owner.requireCurrentUser(place);
    }
  }

  /** A new empty file, private to the user. The first call removes what others left behind. */
  Path createTemporary() throws IOException {
    prepare();
    if (cleaned.compareAndSet(false, true)) {
      clean();
    }
    for (int attempt = 0; ; attempt++) {
      Path file = temporaryName();
      try {
        return Files.createFile(file, permissions(false));
      } catch (FileAlreadyExistsException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Path temporaryName() {
    // No process id: processes in different containers may have the same.
    String name =
        Long.toHexString(System.currentTimeMillis())
            .concat("-")
            .concat(Long.toHexString(System.nanoTime()))
            .concat("-")
            .concat(Long.toHexString(names.getAndIncrement()));
    return temporary.resolve(name.concat(".part"));
  }

  private FileAttribute<?>[] permissions(boolean directory) {
    if (!posix) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> permissions =
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    if (directory) {
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
    }
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
  }

  /** Gives a complete temporary file its place. */
  void publish(Path file, Path entry) throws IOException {
    try {
      move(file, entry);
    } catch (NoSuchFileException e) {
      Path shard = entry.getParent();
      if (shard == null || !Files.exists(file)) {
        throw e;
      }
      Files.createDirectories(shard, permissions(true));
      move(file, entry);
    }
  }

  private void move(Path file, Path entry) throws IOException {
    try {
      Files.move(file, entry, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException | NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      if (File.separatorChar != '\\' || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      // Windows does not replace a file that someone has mapped, but it renames it.
      Files.move(entry, temporaryName(), StandardCopyOption.ATOMIC_MOVE);
      Files.move(file, entry, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Deletes the file of an entry; whether there was one. What is not a regular file stays. */
  boolean delete(Path entry) throws IOException {
    if (!Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try {
      return Files.deleteIfExists(entry);
    } catch (FileSystemException e) {
      if (File.separatorChar != '\\') {
        throw e;
      }
      Files.move(entry, temporaryName(), StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
  }

  /** Deletes temporary files that nobody has written to for an hour. */
  private void clean() throws IOException {
    long now = System.currentTimeMillis();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary)) {
      for (Path file : files) {
        deleteIfStale(file, now);
      }
    }
  }

  private static void deleteIfStale(Path file, long now) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      boolean stale = now - attributes.lastModifiedTime().toMillis() > STALE_MILLIS;
      if (attributes.isRegularFile() && stale) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // In use, or gone already: the next process may have more luck.
    }
  }
}
