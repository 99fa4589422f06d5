package dev.larder.store.disk.file;

import dev.larder.config.RefusedException;
import dev.larder.store.EntryKey;
import dev.larder.store.FileOwnership;
import java.io.File;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The places of files in the cache directory, and the steps that several processes may take there
 * at once: create under a name of one's own, rename, delete.
 *
 * <pre>
 * dir/v1/ab/abcd….entry   entries, in a shard by the first digits of the key
 * dir/v1/tmp/….part       entries being written, and on Windows replaced ones that are in use
 * dir/v1/usage            uses and total bytes of entries (AccessTable)
 * dir/v1/janitor          empty; locked by the process that evicts
 * dir/v1/claims           empty; locked byte by byte by the processes that fetch (FetchLockFile)
 * </pre>
 *
 * The directory is used only if all of it belongs to the user and nothing of it is a symbolic link.
 * The directories are checked at the first use. Before each use, owner, mode, device and inode of
 * {@code v1} are compared, and if they differ, all is checked again. A shard is checked when it is
 * first needed, because only the user can replace it.
 */
public final class DiskLayout {
  public static final int SHARDS = 256;

  private static final int ATTEMPTS = 100;

  private final Path directory;
  private final Path top;
  private final Path temporary;
  private final boolean posix;
  private final AtomicLong names = new AtomicLong();

  /**
   * Which shards were found to be directories. A race is harmless, because all threads find the
   * same.
   */
  private final boolean[] seen = new boolean[SHARDS];

  /** The stamp of {@code v1} when all checks passed, or null; see {@link #directoryStamp()}. */
  private volatile @Nullable Map<String, Object> checked;

  /** Whether {@link #prepare()} was called and did its work. */
  private volatile boolean prepared;

  /** Does no I/O. */
  public DiskLayout(Path directory) {
    this.directory = directory;
    this.top = directory.resolve("v1");
    this.temporary = top.resolve("tmp");
    this.posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** The directory of this version of the format. */
  public Path top() {
    return top;
  }

  public Path entry(EntryKey key) {
    String hex = key.hex();
    String shard = hex.substring(0, 2).concat(File.separator);
    return top.resolve(shard.concat(hex).concat(".entry"));
  }

  /** A shard, 0 to 255. */
  public Path shard(int number) {
    return top.resolve(Integer.toHexString(SHARDS + number).substring(1));
  }

  public Path temporary() {
    return temporary;
  }

  public Path usage() {
    return top.resolve("usage");
  }

  public Path janitor() {
    return top.resolve("janitor");
  }

  /** Whether the directory for this key can be read; throws if it is not the user's own. */
  public boolean readable(EntryKey key) throws IOException {
    if (!readable()) {
      return false;
    }
    requireShard(key);
    return true;
  }

  /** Whether there is a directory to read; throws if it is not the user's own. */
  public boolean readable() throws IOException {
    if (isChecked()) {
      return true;
    }
    if (!Files.exists(directory)) {
      return false;
    }
    require(directory, true);
    if (!Files.exists(top)) {
      return false;
    }
    require(top, true);
    require(temporary, false);
    checked = directoryStamp();
    return true;
  }

  /** Whether there is a folder beside the shards; throws if it is not the user's own. */
  public boolean hasFolder(Path folder) throws IOException {
    if (!readable() || attributes(folder) == null) {
      return false;
    }
    require(folder, true);
    return true;
  }

  /** Whether the directory is still the one that was checked. */
  private boolean isChecked() throws IOException {
    Map<String, Object> before = checked;
    if (before == null) {
      return false;
    }
    if (before.equals(directoryStamp())) {
      return true;
    }
    checked = null;
    Arrays.fill(seen, false);
    return false;
  }

  /** Tells {@code v1} from another directory in its place. Each call makes another object. */
  private Map<String, Object> directoryStamp() throws IOException {
    if (!posix) {
      return Map.of("path", directory);
    }
    try {
      return Files.readAttributes(top, "unix:uid,mode,ino,dev", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Map.of("path", top);
    }
  }

  /**
   * The stamp of a regular file now, or null if there is none or it belongs to another user. Called
   * after {@link #readable()}.
   */
  public @Nullable FileStamp ours(Path file) throws IOException {
    if (!posix) {
      BasicFileAttributes attributes = attributes(file);
      return attributes != null && attributes.isRegularFile() ? FileStamp.of(attributes) : null;
    }
    Map<String, Object> attributes =
        Files.readAttributes(
            file,
            "unix:uid,fileKey,lastModifiedTime,size,isRegularFile",
            LinkOption.NOFOLLOW_LINKS);
    Map<String, Object> known = checked;
    boolean same =
        known != null
            && Objects.equals(known.get("uid"), attributes.get("uid"))
            && Boolean.TRUE.equals(attributes.get("isRegularFile"));
    return same ? FileStamp.of(attributes) : null;
  }

  /**
   * Makes the directories that are missing, and checks that they are the user's own.
   *
   * @return an object that stays the same as long as the directory does. If it differs from that of
   *     the call before, somebody may have replaced the directory meanwhile.
   */
  public Object prepare() throws IOException {
    if (isChecked() && prepared && Files.isDirectory(temporary, LinkOption.NOFOLLOW_LINKS)) {
      Object same = checked;
      if (same != null) {
        return same;
      }
    }
    Arrays.fill(seen, false);
    make(directory);
    make(top);
    make(temporary);
    Map<String, Object> stamp = directoryStamp();
    checked = stamp;
    prepared = true;
    return stamp;
  }

  /**
   * Whether there is a shard. Without one there is no entry, only files such as the identity key.
   */
  public boolean hasShards() throws IOException {
    try (DirectoryStream<Path> shards = Files.newDirectoryStream(top, "[0-9a-f][0-9a-f]")) {
      return shards.iterator().hasNext();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Makes a directory, unless it is there; throws if it is not the user's own. */
  public void make(Path path) throws IOException {
    if (attributes(path) == null) {
      Files.createDirectories(path, permissions(true));
    }
    require(path, !path.equals(temporary));
  }

  /** Checks a directory if it exists. */
  private void require(Path path, boolean owned) throws IOException {
    BasicFileAttributes attributes = attributes(path);
    if (attributes == null) {
      return;
    }
    if (attributes.isSymbolicLink()) {
      throw new RefusedException(path, "is a symbolic link");
    }
    if (!attributes.isDirectory()) {
      throw new RefusedException(path, "is not a directory");
    }
    if (posix && owned) {
      requireOwner(path);
    }
    if (posix && !path.equals(directory)) {
      narrow(path);
    }
  }

  /** Throws if a file or directory belongs to another user. */
  public static void requireOwner(Path path) throws IOException {
    try {
      FileOwnership.requireCurrentUser(path);
    } catch (FileSystemException e) {
      if (e.getReason() == null) {
        throw e;
      }
      throw new RefusedException(path, "belongs to another user");
    }
  }

  /**
   * Removes the permissions of others. Those of the cache directory itself are left to the user.
   */
  private static void narrow(Path path) throws IOException {
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> owners = PosixFilePermissions.fromString("rwx------");
    if (!owners.containsAll(permissions)) {
      Files.setPosixFilePermissions(path, owners);
    }
  }

  private void requireShard(EntryKey key) throws IOException {
    int number = (int) (key.bits() >>> 56);
    if (!seen[number]) {
      Path shard = shard(number);
      BasicFileAttributes attributes = Files.exists(shard) ? attributes(shard) : null;
      if (attributes == null) {
        return;
      }
      if (!attributes.isDirectory()) {
        throw new RefusedException(shard, "is not a directory");
      }
      seen[number] = true;
    }
  }

  /** The attributes of a path, of a link itself if it is one; null if there are none. */
  public static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (FileSystemException e) {
      return null;
    }
  }

  /**
   * A new empty file, private to the user. If somebody replaces the directory meanwhile, the file
   * does not stay in the new one.
   */
  public Path createTemporary() throws IOException {
    for (int attempt = 0; ; attempt++) {
      prepare();
      Path file = temporaryName();
      try {
        Files.createFile(file, permissions(false));
        if (isChecked()) {
          return file;
        }
        Files.deleteIfExists(file);
      } catch (FileAlreadyExistsException e) {
        // Another name may be free.
      }
      if (attempt == ATTEMPTS) {
        throw new IOException(file + " could not be made");
      }
    }
  }

  private Path temporaryName() {
    // No process id: processes in different containers may have the same one.
    String name =
        Long.toHexString(System.currentTimeMillis())
            .concat("-")
            .concat(Long.toHexString(System.nanoTime()))
            .concat("-")
            .concat(Long.toHexString(names.getAndIncrement()));
    return temporary.resolve(name.concat(".part"));
  }

  /**
   * Gives a file with this content its name, unless another process was first.
   *
   * <p>The content is written, not left sparse: a full disk shows here and not in a mapping.
   */
  public void publishIfAbsent(Path file, byte[] content) throws IOException {
    Path complete = createTemporary();
    try {
      Files.write(complete, content, StandardOpenOption.WRITE);
      Files.createLink(file, complete);
    } catch (FileAlreadyExistsException first) {
      // The file of the other process counts.
    } catch (UnsupportedOperationException noLinks) {
      Files.move(complete, file);
    } finally {
      Files.deleteIfExists(complete);
    }
  }

  /** The permissions of a new file or directory: for the user alone. */
  public FileAttribute<?>[] permissions(boolean directory) {
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

  /**
   * Moves a complete temporary file to the place of its entry; bytes of the file that it replaces,
   * or -1.
   */
  public long publish(Path file, EntryKey key) throws IOException {
    if (!readable(key)) {
      throw new NoSuchFileException(file.toString());
    }
    Path entry = entry(key);
    BasicFileAttributes replaced = Files.exists(entry) ? attributes(entry) : null;
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
    return replaced == null ? -1 : replaced.size();
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
      // Windows does not replace a file that is mapped, but renames it.
      Files.move(entry, temporaryName(), StandardCopyOption.ATOMIC_MOVE);
      Files.move(file, entry, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Deletes the file of an entry; its size in bytes, or -1 if there is none. */
  public long delete(EntryKey key) throws IOException {
    Path entry = entry(key);
    BasicFileAttributes attributes = readable(key) ? attributes(entry) : null;
    if (attributes == null || !attributes.isRegularFile()) {
      return -1; // what is not a regular file stays
    }
    try {
      return Files.deleteIfExists(entry) ? attributes.size() : -1;
    } catch (FileSystemException e) {
      if (File.separatorChar != '\\') {
        throw e;
      }
      Files.move(entry, temporaryName(), StandardCopyOption.ATOMIC_MOVE);
      return attributes.size();
    }
  }
}
