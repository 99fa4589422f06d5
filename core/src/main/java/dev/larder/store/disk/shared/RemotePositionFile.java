package dev.larder.store.disk.shared;

import dev.larder.store.RemotePosition;
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
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * How far the stream of a remote tier has been read for this directory, in {@code
 * v1/remote-position}. If two processes write at once, it may be damaged, and says nothing.
 *
 * <pre>
 * offset  size  content, numbers in big-endian order
 *      0     8  the first bytes of the SHA-256 of the server's address and the namespace
 *      8    16  the identifier of what was read last: milliseconds, number within one
 *     24     4  CRC-32 of the bytes before
 * </pre>
 */
public final class RemotePositionFile implements RemotePosition {
  private static final int MILLIS = 8;
  private static final int SEQUENCE = 16;
  private static final int CHECK = 24;
  private static final int SIZE = 28;

  private final DiskLayout layout;
  private final Path file;
  private final byte[] stream;

  /**
   * Does no I/O.
   *
   * @param stream tells one stream from another
   */
  public RemotePositionFile(Path directory, String stream) {
    this.layout = new DiskLayout(directory.toAbsolutePath());
    this.file = layout.top().resolve("remote-position");
    this.stream = Arrays.copyOf(Sha256.of(stream.getBytes(StandardCharsets.UTF_8)), MILLIS);
  }

  /** Whether it is there as it should be: to open something else could wait for ever. */
  private boolean isThere() throws IOException {
    BasicFileAttributes attributes = DiskLayout.attributes(file);
    if (attributes != null && !attributes.isRegularFile()) {
      throw new IOException(file + " is not a regular file");
    }
    return attributes != null;
  }

  @Override
  public @Nullable Position read() throws IOException {
    if (!layout.readable() || !isThere()) {
      return null;
    }
    ByteBuffer content = ByteBuffer.allocate(SIZE);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.read(content, 0) < SIZE) {
        return null;
      }
    }
    byte[] bytes = content.array();
    boolean right =
        content.getInt(CHECK) == check(bytes) && Arrays.equals(bytes, 0, MILLIS, stream, 0, MILLIS);
    return right ? new Position(content.getLong(MILLIS), content.getLong(SEQUENCE)) : null;
  }

  @Override
  public void write(Position position) throws IOException {
    if (!layout.readable()) {
      return;
    }
    isThere();
    ByteBuffer content = ByteBuffer.allocate(SIZE);
    content.put(0, stream);
    content.putLong(MILLIS, position.millis()).putLong(SEQUENCE, position.sequence());
    content.putInt(CHECK, check(content.array()));
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            layout.permissions(false))) {
      channel.write(content, 0);
    }
  }

  private static int check(byte[] bytes) {
    CRC32 check = new CRC32();
    check.update(bytes, 0, CHECK);
    return (int) check.getValue();
  }
}
