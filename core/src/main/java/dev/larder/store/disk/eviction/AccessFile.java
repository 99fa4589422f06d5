package dev.larder.store.disk.eviction;

import dev.larder.config.RefusedException;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The access table as a mapped file. A rename makes the complete file appear, with a block on the
 * disk for each of its pages, and its size never changes. So no access to the mapping fails.
 *
 * @param fileKey what tells this file from another of its name
 */
record AccessFile(AccessTable table, @Nullable Object fileKey, long size) {

  /** Maps the file; null if there is none or it is damaged. */
  static @Nullable AccessFile open(Path file) throws IOException {
    BasicFileAttributes attributes = DiskLayout.attributes(file);
    if (attributes == null || !isOurs(file, attributes)) {
      return null;
    }
    boolean interrupted = Thread.interrupted(); // it would close the channel
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer header = ByteBuffer.allocate(AccessTable.HEADER_SIZE);
      channel.read(header, 0);
      int slots = header.hasRemaining() ? 0 : AccessTable.slots(header);
      long size = channel.size();
      if (slots == 0 || AccessTable.size(slots) != size || size != attributes.size()) {
        return null;
      }
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
      return new AccessFile(AccessTable.over(bytes, slots), attributes.fileKey(), size);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean isOurs(Path file, BasicFileAttributes attributes) throws RefusedException {
    if (!attributes.isRegularFile()) {
      throw new RefusedException(file, "is not a regular file");
    }
    return attributes.size() >= AccessTable.HEADER_SIZE;
  }

  /** Whether the name still leads to this file. */
  boolean isAt(Path file) throws IOException {
    BasicFileAttributes attributes = DiskLayout.attributes(file);
    return attributes != null
        && attributes.isRegularFile()
        && attributes.size() == size
        && Objects.equals(attributes.fileKey(), fileKey);
  }

  /**
   * Makes a table without uses in place of the present file. Called only with the janitor's lock.
   *
   * @param before the table that counted until now; the file takes its total if that is known
   */
  static void create(DiskLayout layout, int slots, AccessTable before) throws IOException {
    Path file = layout.createTemporary();
    try {
      try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
        out.write(AccessTable.header(slots, before).array());
        byte[] zeros = new byte[8 << 10];
        for (int written = 0; written < 8 * slots; written += zeros.length) {
          out.write(zeros);
        }
      }
      Files.move(file, layout.usage(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
