package dev.larder.store.disk;

import dev.larder.stats.Statistics;
import dev.larder.store.InvalidationTimes;
import dev.larder.store.Invalidations;
import dev.larder.store.Owner;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Invalidations in a small file that all processes have mapped: {@code v1/invalidations}, {@link
 * #SLOTS} big-endian numbers of 8 bytes, each the time of the last invalidation of the resources
 * whose hash leads there, in microseconds since 1970, or 0. Made with the first invalidation. What
 * is written is seen by the others at once; who has not mapped the file yet, or another one because
 * the directory was removed, notices within a second.
 *
 * <p>Where there is no such file the process remembers its own.
 */
public final class InvalidationFile implements Invalidations {

  static final int SLOTS = InvalidationTimes.SLOTS;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private record Mapped(@Nullable Object fileKey, ByteBuffer slots) {}

  private final DiskLayout layout;
  private final Path file;
  private final Statistics statistics;
  private final Invalidations own = new InvalidationTimes();
  private volatile @Nullable Mapped mapped;
  private volatile long nextLook = System.nanoTime();

  /** Does no I/O. */
  public InvalidationFile(Path directory, Statistics statistics) {
    this.layout = new DiskLayout(directory.toAbsolutePath());
    this.file = layout.top().resolve("invalidations");
    this.statistics = statistics;
  }

  @Override
  public void add(int resource, Instant now) {
    int slot = InvalidationTimes.slot(resource);
    long micros = InvalidationTimes.micros(now);
    own.add(resource, now);
    try {
      if (layout.readable()) {
        look(true);
        Mapped shared = mapped;
        if (shared != null) {
          raise(shared.slots, slot * Long.BYTES, micros);
        }
      }
    } catch (IOException | RuntimeException | InternalError e) {
      statistics.failures.increment();
    }
  }

  private static void raise(ByteBuffer slots, int position, long micros) {
    long last = (long) LONGS.getVolatile(slots, position);
    while (last < micros && !LONGS.compareAndSet(slots, position, last, micros)) {
      last = (long) LONGS.getVolatile(slots, position);
    }
  }

  @Override
  public boolean since(int resource, Instant time) {
    int slot = InvalidationTimes.slot(resource);
    long micros = InvalidationTimes.micros(time);
    if (own.since(resource, time)) {
      return true;
    }
    try {
      if (System.nanoTime() - nextLook >= 0) {
        look(false);
      }
      Mapped shared = mapped;
      return shared != null && (long) LONGS.getVolatile(shared.slots, slot * Long.BYTES) >= micros;
    } catch (IOException | RuntimeException | InternalError e) {
      statistics.failures.increment();
      return false;
    }
  }

  /** Makes sure that what is mapped is the file that is there. */
  private synchronized void look(boolean make) throws IOException {
    nextLook = System.nanoTime() + LOOK_NANOS;
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      mapped = null;
      if (!make) {
        return;
      }
      publish();
    }
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Mapped known = mapped;
    if (known == null || !Objects.equals(known.fileKey, attributes.fileKey())) {
      mapped = map(attributes);
    }
  }

  private @Nullable Mapped map(BasicFileAttributes attributes) throws IOException {
    if (attributes.size() != (long) SLOTS * Long.BYTES) {
      Files.delete(file); // not ours; the next invalidation makes another
      return null;
    }
    Owner.requireCurrentUser(file);
    boolean interrupted = Thread.interrupted();
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "rw")) {
      ByteBuffer slots =
          in.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, (long) SLOTS * Long.BYTES);
      return new Mapped(attributes.fileKey(), slots);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Gives a complete file its name, unless another process was first. */
  private void publish() throws IOException {
    Path temporary = layout.createTemporary();
    try {
      // Written rather than left sparse, so that a full disk shows now and not in the mapping.
      Files.write(temporary, new byte[SLOTS * Long.BYTES]);
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException first) {
      // It is theirs that counts.
    } catch (UnsupportedOperationException noLinks) {
      Files.move(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
