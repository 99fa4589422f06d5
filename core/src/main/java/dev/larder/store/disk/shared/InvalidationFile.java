package dev.larder.store.disk.shared;

import dev.larder.config.RefusedException;
import dev.larder.stats.Statistics;
import dev.larder.store.Invalidations;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.MappedFiles;
import dev.larder.store.disk.file.PollTimer;
import dev.larder.store.disk.file.StoreFailures;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Generations of resources in a small file that all processes have mapped, {@code
 * v1/invalidations}. Numbers are big-endian.
 *
 * <pre>
 * offset  size  content
 *      0     8  magic: 89 'L' 'A' 'R' 'I' 0D 0A 1A
 *      8     4  version: 1
 *     12     4  the number of this file: random, 1 to 2^31 - 1
 *     16    48  0
 *     64  8 * 16384  generations: the number of the file, then 32 bits
 * </pre>
 *
 * The file is made before the first request whose response may be stored. The hash of a resource
 * selects its generation. An invalidation replaces 32 bits of the generation by random ones, so
 * that it need not read and write in one step. It writes by a system call, which reports failures,
 * and other processes see the change in their mappings at once. Each file has another number, so a
 * new file knows no generation of entries from before it. If an invalidation can't be written, the
 * file is deleted instead, which works on a full disk too. A process that has mapped a replaced
 * file notices within half a second.
 */
public final class InvalidationFile implements Invalidations {
  private static final long MAGIC = 0x894C4152490D0A1AL;
  private static final int VERSION = 1;
  private static final int HEADER = 64;
  private static final int SIZE = HEADER + SLOTS * Long.BYTES;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** A file that was checked; the number is its own. */
  private record Mapped(@Nullable Object fileKey, ByteBuffer bytes, int number) {

    long generation(int resource) {
      return (long) LONGS.getVolatile(bytes, position(resource));
    }

    boolean knows(long generation) {
      return generation >>> 32 == number;
    }
  }

  private static int position(int resource) {
    return HEADER + Invalidations.slot(resource) * Long.BYTES;
  }

  private final DiskLayout layout;
  private final Path file;
  private final StoreFailures failures;
  private volatile @Nullable Mapped mapped;
  private final PollTimer check = new PollTimer();

  /** Does no I/O. */
  public InvalidationFile(Path directory, Statistics statistics) {
    this.layout = new DiskLayout(directory.toAbsolutePath());
    this.file = layout.top().resolve("invalidations");
    this.failures = new StoreFailures(statistics);
  }

  @Override
  public boolean add(int resource) {
    try {
      look(false);
      Mapped shared = mapped;
      if (shared != null) {
        write(resource, shared.number);
      } // else every entry is validated before it is used
      return true;
    } catch (RefusedException e) {
      return false; // the store reports that
    } catch (IOException | RuntimeException e) {
      failures.failed("An invalidation cannot be noted", e);
      return delete();
    }
  }

  private void write(int resource, int number) throws IOException {
    ByteBuffer generation = ByteBuffer.allocate(Long.BYTES);
    generation.putInt(number).putInt(ThreadLocalRandom.current().nextInt());
    // Unlike a channel's, its writes do not fail on interrupted threads.
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(position(resource));
      out.write(generation.array());
    }
  }

  @Override
  public long generation(int resource) {
    return generation(resource, true);
  }

  @Override
  public long known(int resource) {
    return generation(resource, false);
  }

  private long generation(int resource, boolean make) {
    try {
      if (isDue(make)) {
        lookIfDue(make);
      }
      Mapped shared = mapped;
      if (shared == null) {
        return NO_GENERATION;
      }
      long generation = shared.generation(resource);
      if (shared.knows(generation)) {
        return generation;
      }
      delete(); // a crash of the system left it incomplete
    } catch (RefusedException e) {
      // The store reports that.
    } catch (IOException | RuntimeException | InternalError e) {
      failures.failed("Invalidations cannot be shared", e);
      lost();
    }
    return NO_GENERATION;
  }

  @Override
  public State state(int resource, long generation) {
    try {
      if (isDue(false)) {
        lookIfDue(false);
      }
      Mapped shared = mapped;
      if (shared == null || !shared.knows(generation)) {
        return State.UNKNOWN;
      }
      return shared.generation(resource) == generation ? State.CURRENT : State.INVALIDATED;
    } catch (RefusedException e) {
      return State.UNKNOWN;
    } catch (IOException | RuntimeException | InternalError e) {
      failures.failed("Invalidations cannot be read", e);
      lost();
      return State.UNKNOWN;
    }
  }

  /** Drops a mapping that can't be used, such as that of a shortened file. */
  private void lost() {
    mapped = null;
  }

  /**
   * Deletes all generations, so that every entry is validated before use. Whether that succeeded.
   */
  private boolean delete() {
    lost();
    try {
      Files.deleteIfExists(file);
      return true;
    } catch (IOException | RuntimeException e) {
      failures.failed("An invalidation cannot be noted", e);
      return false;
    }
  }

  private boolean isDue(boolean make) {
    return (make && mapped == null) || check.isDue();
  }

  /** A thread that calls while another one checks waits for the result. */
  private synchronized void lookIfDue(boolean make) throws IOException {
    if (isDue(make)) {
      look(make);
    }
  }

  /** Maps the file that is there now. */
  private synchronized void look(boolean make) throws IOException {
    try {
      BasicFileAttributes attributes = layout.readable() ? DiskLayout.attributes(file) : null;
      if (attributes == null && make) {
        layout.prepare();
        layout.publishIfAbsent(file, fresh());
        attributes = DiskLayout.attributes(file);
      }
      Mapped known = mapped;
      if (attributes == null) {
        mapped = null;
      } else if (known == null || !Objects.equals(known.fileKey, attributes.fileKey())) {
        mapped = map(attributes, make);
      }
    } catch (IOException | RuntimeException e) {
      mapped = null;
      throw e;
    } finally {
      check.restart(CHECK_NANOS);
    }
  }

  private @Nullable Mapped map(BasicFileAttributes attributes, boolean make) throws IOException {
    Mapped found = attributes.isRegularFile() ? map(attributes) : null;
    if (found == null && make) {
      Files.deleteIfExists(file);
      layout.publishIfAbsent(file, fresh());
      BasicFileAttributes made = DiskLayout.attributes(file);
      return made == null ? null : map(made);
    }
    return found;
  }

  /** The mapping of the file, or null if it is not an intact file of this format. */
  private @Nullable Mapped map(BasicFileAttributes attributes) throws IOException {
    if (attributes.size() != SIZE) {
      return null;
    }
    DiskLayout.requireOwner(file);
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      ByteBuffer bytes = MappedFiles.map(in, 0, SIZE);
      int number = bytes.getInt(12);
      return bytes.getLong(0) == MAGIC && bytes.getInt(8) == VERSION && number > 0
          ? new Mapped(attributes.fileKey(), bytes, number)
          : null;
    }
  }

  private static byte[] fresh() {
    int number = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    byte[] bytes = new byte[SIZE];
    ByteBuffer file = ByteBuffer.wrap(bytes);
    file.putLong(0, MAGIC).putInt(8, VERSION).putInt(12, number);
    file.putLong(HEADER, (long) number << 32);
    for (int done = Long.BYTES; done < SIZE - HEADER; done *= 2) {
      System.arraycopy(bytes, HEADER, bytes, HEADER + done, Math.min(done, SIZE - HEADER - done));
    }
    return bytes;
  }
}
