package dev.larder.store.disk.shared;

import dev.larder.store.Sha256;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.FileStamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Content that only a process which knows the secret of the directory can have written there, in
 * {@code v1/sealed}. A file is found only if it belongs to the user, nobody else may write it, and
 * its code fits its name and content. There are {@value #MOST} files at most; the oldest go.
 *
 * <pre>
 * offset  size  content of a file
 *      0     8  magic: 89 'L' 'A' 'R' 'S' 0D 0A 1A
 *      8    32  HMAC-SHA-256 of name and content, with the secret of v1/identity.key
 *     40        the content
 * </pre>
 */
public final class SealedFiles {
  static final int MOST = 64;

  /** The longest content, in bytes. */
  static final int LONGEST = 1 << 20;

  private static final byte[] MAGIC = {(byte) 0x89, 'L', 'A', 'R', 'S', 0x0D, 0x0A, 0x1A};
  private static final int CONTENT = MAGIC.length + 32;
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final DiskLayout layout;
  private final IdentityKeyFile secret;
  private final Path folder;
  private final long minFree;

  /**
   * Does no I/O.
   *
   * @param minFree bytes of the disk that stay free
   */
  public SealedFiles(Path directory, long minFree) {
    this.minFree = minFree;
    layout = new DiskLayout(directory.toAbsolutePath());
    secret = new IdentityKeyFile(directory);
    folder = layout.top().resolve("sealed");
  }

  /**
   * The content of a name, or null if there is none that can be trusted.
   *
   * @param name of letters and digits
   */
  public byte @Nullable [] find(String name) throws IOException {
    if (!layout.hasFolder(folder)) {
      return null;
    }
    Path file = folder.resolve(name);
    byte[] key = secret.existing();
    if (key == null || !isOurs(file)) {
      return null;
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length < CONTENT || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return null;
    }
    byte[] content = Arrays.copyOfRange(bytes, CONTENT, bytes.length);
    byte[] code = Arrays.copyOfRange(bytes, MAGIC.length, CONTENT);
    return MessageDigest.isEqual(code, code(key, name, content)) ? content : null;
  }

  private boolean isOurs(Path file) throws IOException {
    try {
      FileStamp stamp = layout.ours(file);
      if (stamp == null || stamp.size() > CONTENT + LONGEST) {
        return false;
      }
      for (PosixFilePermission permission :
          Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)) {
        if (OF_OTHERS.contains(permission)) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (UnsupportedOperationException notPosix) {
      return true;
    }
  }

  private static byte[] code(byte[] key, String name, byte[] content) {
    byte[] head = (name + '\n').getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + content.length);
    System.arraycopy(content, 0, all, head.length, content.length);
    return Sha256.hmac(key, all);
  }

  /**
   * Keeps content under a name, if there is a cache directory, the content is not too long, and the
   * disk has room for it.
   */
  public void put(String name, byte[] content) throws IOException {
    if (content.length > LONGEST
        || !layout.readable()
        || layout.top().toFile().getUsableSpace() < minFree) {
      return;
    }
    layout.make(folder);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(MAGIC);
    bytes.writeBytes(code(secret.make(), name, content));
    bytes.writeBytes(content);
    Path temporary = layout.createTemporary();
    try {
      Files.write(temporary, bytes.toByteArray());
      Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    deleteOldest();
  }

  private void deleteOldest() throws IOException {
    Map<String, Path> byAge = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        FileTime time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        byAge.put("%020d %s".formatted(time.toMillis(), file.getFileName()), file);
      }
    } catch (NoSuchFileException gone) {
      return; // somebody else is at it
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    int over = byAge.size() - MOST;
    for (Path file : byAge.values()) {
      if (over-- > 0) {
        Files.deleteIfExists(file);
      }
    }
  }
}
