package dev.larder.agent.client.jdk;

import dev.larder.store.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of a mapped body for the client's own {@code InputStream}. The stream asks for one
 * buffer after the other, in the thread that reads, each when it has read all of the last one. Each
 * is a copy that is made then, and the size of the file is looked at after the copy and before the
 * buffer is given, so that the caller reads the stored bytes or gets an {@link IOException}.
 *
 * <p>All copies share one array: the stream gives no buffer to anybody. One thread at a time may
 * call.
 */
final class CheckedCopies extends AbstractList<ByteBuffer> {

  /** Bytes of a copy: it stays in the processor's cache until it is read. */
  private static final int SIZE = 128 << 10;

  private final List<ByteBuffer> slices = new ArrayList<>();
  private final Entry entry;
  private byte[] copy = {};

  /** What made a copy fail: all later ones fail, too. */
  private @Nullable IOException failure;

  CheckedCopies(List<ByteBuffer> mapped, Entry entry) {
    this.entry = entry;
    for (ByteBuffer buffer : mapped) {
      for (int at = buffer.position(); at < buffer.limit(); at += SIZE) {
        slices.add(buffer.slice(at, Math.min(SIZE, buffer.limit() - at)));
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
    IOException failed = failure;
    if (failed == null) {
      ByteBuffer slice = slices.get(index);
      int length = slice.remaining();
      if (copy.length < length) {
        copy = new byte[length];
      }
      try {
        slice.get(0, copy, 0, length);
        failed = entry.isShortened() ? MappedBody.damaged(null) : null;
      } catch (InternalError e) { // of the copy, perhaps only told by the call after it
        failed = MappedBody.damaged(e);
      }
      if (failed == null) {
        return ByteBuffer.wrap(copy, 0, length).asReadOnlyBuffer();
      }
      failure = failed;
    }
    throw CheckedCopies.<RuntimeException>unchecked(failed);
  }

  @SuppressWarnings("unchecked") // so that the compiler lets a method without throws throw it
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
