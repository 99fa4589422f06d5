package dev.larder.store.disk.shared;

import dev.larder.stats.LastRequests.Last;
import dev.larder.stats.Outcome;
import dev.larder.store.Sha256;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What became last of requests, of all processes, in {@code v1/statistics/last-requests}: a table
 * of {@value #SLOTS} slots, which a hash of method and URL selects. So a request takes the place of
 * another one now and then. A slot that two processes write at once is damaged, and says nothing.
 *
 * <pre>
 * offset  size  content of a slot, numbers in big-endian order
 *      0     8  the first bytes of the SHA-256 of method and URL
 *      8     8  when it was answered, in milliseconds since the epoch
 *     16     4  CRC-32 of all other bytes of the slot
 *     20    76  ASCII: outcome, reason, what became of storing; divided by spaces, then zeros
 * </pre>
 */
public final class LastRequestsFile {
  static final int SLOTS = 2048;
  private static final int SLOT = 96;
  private static final int TIME = 8;
  private static final int CHECK = 16;
  private static final int TEXT = 20;

  private final DiskLayout layout;
  private final Path folder;
  private final Path file;

  /** Does no I/O. */
  public LastRequestsFile(Path directory) {
    layout = new DiskLayout(directory.toAbsolutePath());
    folder = layout.top().resolve("statistics");
    file = folder.resolve("last-requests");
  }

  /**
   * Writes what became of requests, if there is a cache directory.
   *
   * @param last by method and URL
   */
  public void add(Map<String, Last> last) throws IOException {
    if (last.isEmpty() || !layout.readable()) {
      return;
    }
    layout.make(folder);
    if (isOther()) {
      throw new IOException(file + " is not a regular file");
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            layout.permissions(false))) {
      for (Map.Entry<String, Last> request : last.entrySet()) {
        byte[] hash = hash(request.getKey());
        byte[] slot = slot(hash, request.getValue());
        if (slot != null) {
          channel.write(ByteBuffer.wrap(slot), offset(hash));
        }
      }
    }
  }

  /** Whether there is something else under its name, of which opening could wait for ever. */
  private boolean isOther() throws IOException {
    BasicFileAttributes attributes = DiskLayout.attributes(file);
    return attributes != null && !attributes.isRegularFile();
  }

  /**
   * What became last of a request, or null if that is not known. Changes nothing.
   *
   * @param request method and URL
   */
  public @Nullable Last find(String request) throws IOException {
    if (!layout.hasFolder(folder) || DiskLayout.attributes(file) == null || isOther()) {
      return null;
    }
    byte[] hash = hash(request);
    byte[] slot = new byte[SLOT];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.read(ByteBuffer.wrap(slot), offset(hash)) < SLOT) {
        return null;
      }
    }
    return last(slot, hash);
  }

  private static byte[] hash(String request) {
    return Arrays.copyOf(Sha256.of(request.getBytes(StandardCharsets.UTF_8)), TIME);
  }

  private static long offset(byte[] hash) {
    return (long) SLOT * (ByteBuffer.wrap(hash).getInt(0) & (SLOTS - 1));
  }

  /** A slot, or null if it is too small for the words. */
  private static byte @Nullable [] slot(byte[] hash, Last last) {
    String words = last.outcome().name() + ' ' + last.why() + ' ' + last.storing();
    byte[] text = words.getBytes(StandardCharsets.US_ASCII);
    if (text.length > SLOT - TEXT) {
      return null;
    }
    byte[] slot = new byte[SLOT];
    ByteBuffer content = ByteBuffer.wrap(slot);
    content.put(0, hash).putLong(TIME, last.time().toEpochMilli()).put(TEXT, text);
    content.putInt(CHECK, check(slot));
    return slot;
  }

  private static int check(byte[] slot) {
    CRC32 check = new CRC32();
    check.update(slot, 0, CHECK);
    check.update(slot, TEXT, SLOT - TEXT);
    return (int) check.getValue();
  }

  private static @Nullable Last last(byte[] slot, byte[] hash) {
    ByteBuffer content = ByteBuffer.wrap(slot);
    if (content.getInt(CHECK) != check(slot) || !Arrays.equals(slot, 0, TIME, hash, 0, TIME)) {
      return null;
    }
    String text = new String(slot, TEXT, SLOT - TEXT, StandardCharsets.US_ASCII);
    String[] words = text.replace("\0", "").split(" ", -1);
    for (Outcome outcome : Outcome.values()) {
      if (words.length == 3 && outcome.name().equals(words[0])) {
        Instant time = Instant.ofEpochMilli(content.getLong(TIME));
        return new Last(time, outcome, words[1], words[2]);
      }
    }
    return null;
  }
}
