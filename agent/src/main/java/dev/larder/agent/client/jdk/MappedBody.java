package dev.larder.agent.client.jdk;

import dev.larder.agent.client.CheckedCopies;
import dev.larder.store.Entry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * A body that is a mapping of a file, as a subscriber gets it. Code in Java that reads where
 * somebody has shortened the file gets an {@link InternalError}, a system call an error, and native
 * code (CRC32, Deflater, Inflater) ends the JVM. So only the client's own subscribers that copy at
 * once, in Java or by system calls, get the mapping itself. Its input stream gets {@link
 * CheckedCopies}. All others, which may give the buffers to anybody, get copies, a piece at a time.
 * A copy is given after the file was looked at, so that no piece has other bytes than were stored.
 *
 * <p>One thread at a time may call.
 */
final class MappedBody {

  /** Bytes of an array: small enough that collectors do not take it for an oversized object. */
  private static final int ARRAY = 256 << 10;

  private static final String CLIENT = "jdk.internal.net.http.ResponseSubscribers$";

  /** Those whose buffers reach nobody else. A wrapper is none of them, whatever it wraps. */
  private static final Set<String> COPYING =
      Set.of(
          CLIENT + "ByteArraySubscriber",
          CLIENT + "ConsumerSubscriber",
          CLIENT + "NullSubscriber",
          CLIENT + "PathSubscriber");

  /** Reads its buffers when the program reads: see {@link CheckedCopies}. */
  private static final Set<String> STREAM = Set.of(CLIENT + "HttpResponseInputStream");

  private final List<ByteBuffer> buffers;
  private final Entry entry;
  private final CRC32C sum = new CRC32C();
  private int next;
  private long read;

  MappedBody(List<ByteBuffer> buffers, Entry entry) {
    this.buffers = buffers;
    this.entry = entry;
  }

  /** Whether a subscriber may get the buffers of a mapping. */
  static boolean mayGoTo(BodySubscriber<?> subscriber) {
    return isOneOf(COPYING, subscriber);
  }

  /** Whether a subscriber is the stream of {@code BodyHandlers.ofInputStream()} itself. */
  static boolean isStream(BodySubscriber<?> subscriber) {
    return isOneOf(STREAM, subscriber);
  }

  private static boolean isOneOf(Set<String> names, BodySubscriber<?> subscriber) {
    Class<?> type = subscriber.getClass();
    return names.contains(type.getName()) && type.getModule() == HttpClient.class.getModule();
  }

  boolean hasNext() {
    return next < buffers.size();
  }

  /**
   * A copy of the next buffer.
   *
   * @throws IOException if the bytes are not those that were stored, at the latest with the last
   */
  List<ByteBuffer> next() throws IOException {
    List<ByteBuffer> copies = copy(buffers.get(next++));
    for (ByteBuffer copy : copies) {
      read += copy.remaining();
      sum.update(copy.duplicate());
    }
    boolean whole = !hasNext() && read == entry.length();
    if (whole ? (int) sum.getValue() != entry.sum() : entry.isShortened()) {
      throw CheckedCopies.damaged(null);
    }
    copies.replaceAll(ByteBuffer::asReadOnlyBuffer);
    return copies;
  }

  /**
   * A copy of a buffer of a mapping, in several arrays if it is large.
   *
   * @throws IOException if the file was shortened
   */
  static List<ByteBuffer> copy(ByteBuffer mapped) throws IOException {
    List<ByteBuffer> copies = new ArrayList<>();
    try {
      for (int at = mapped.position(); at < mapped.limit(); ) {
        byte[] bytes = new byte[Math.min(ARRAY, mapped.limit() - at)];
        mapped.get(at, bytes);
        copies.add(ByteBuffer.wrap(bytes));
        at += bytes.length;
      }
    } catch (InternalError e) {
      throw CheckedCopies.damaged(e);
    }
    return copies;
  }
}
