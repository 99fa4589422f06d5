package dev.larder.agent.client;

import dev.larder.store.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of a mapped body for an {@code InputStream}. The stream asks for one buffer after the
 * other, in the thread that reads, each when it has read all of the last one. Each is a copy that
 * is made then, and the size of the file is looked at after the copy and before the buffer is
 * given, so that the caller reads the stored bytes or gets an {@link IOException}.
 *
 * <p>All copies share one array: the stream gives no buffer to anybody. One thread at a time may
 * call.
 */
public final class CheckedCopies extends AbstractList<ByteBuffer> {

  /** Bytes of a copy: it stays in the processor's cache until it is read. */
  private static final int SIZE = 128 << 10;

  /** Bytes of a copy of a small body: a thread allocates such an array fast. */
  private static final int SMALL_SIZE = 32 << 10;

  /** Bytes of a body up to which it is small. */
  private static final int SMALL = 256 << 10;

  private final List<ByteBuffer> slices = new ArrayList<>();
  private final Entry entry;
  private byte[] copy = {};

  /** What made a copy fail: all later ones fail, too. */
  private @Nullable IOException failure;

  /**
   * Copies of a body.
   *
   * @param mapped the buffers of the mapping
   * @param entry whose mapping it is
   */
  public CheckedCopies(List<ByteBuffer> mapped, Entry entry) {
    this.entry = entry;
    int size = entry.length() <= SMALL ? SMALL_SIZE : SIZE;
    for (ByteBuffer buffer : mapped) {
      for (int at = buffer.position(); at < buffer.limit(); at += size) {
        slices.add(buffer.slice(at, Math.min(size, buffer.limit() - at)));
      }
    }
  }

  @Override
  public int size() {
    return slices.size();
  }

  /** Copies a slice. Throws {@link IOException}, which the stream passes to its reader. */
  @Override
  public ByteBuffer get(int index) {
    ByteBuffer slice = slices.get(index);
    if (failure == null) {
      failure = copy(slice);
    }
    if (failure != null) {
      CheckedCopies.<RuntimeException>throwUnchecked(failure);
    }
    return ByteBuffer.wrap(copy, 0, slice.limit()).asReadOnlyBuffer();
  }

  /** Fills the array; the failure if it may hold other bytes than were stored, or null. */
  private @Nullable IOException copy(ByteBuffer slice) {
    if (copy.length < slice.limit()) {
      copy = new byte[slice.limit()];
    }
    try {
      slice.get(0, copy, 0, slice.limit());
      return entry.isShortened() ? damaged(null) : null;
    } catch (InternalError e) { // of the copy, perhaps told by the system call after it
      return damaged(e);
    }
  }

  /** What a caller is told of a body that cannot be read to its end. */
  public static IOException damaged(@Nullable InternalError cause) {
    return new IOException("The stored body was damaged while it was read", cause);
  }

  /** Throws what the compiler does not let a method without a throws clause throw. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwUnchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
