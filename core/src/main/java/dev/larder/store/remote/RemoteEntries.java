package dev.larder.store.remote;

import dev.larder.store.EntryKey;
import dev.larder.store.EntryWriter;
import dev.larder.store.remote.redis.Commands;
import dev.larder.store.remote.redis.RedisConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Entries on the server. Each is a hash of the fields {@code g}, its generation; {@code h}, its
 * head; and {@code 0}, {@code 1} and so on, the chunks of its body. It is written under another
 * name and then renamed, so that readers find the old one or the new one. For the threads of the
 * tier.
 */
final class RemoteEntries {
  private static final String GENERATION = "g";
  private static final String HEAD = "h";

  /** How many chunks are asked for, or sent, at once. */
  static final int AT_ONCE = 4;

  /** How long an entry stays that is not complete, in milliseconds. */
  private static final long UNFINISHED_MILLIS = 60_000;

  private final Names names;
  private final Seal seal;
  private final Runnable unopened;

  /**
   * @param unopened hears of each value that the seal does not open
   */
  RemoteEntries(Names names, Seal seal, Runnable unopened) {
    this.names = names;
    this.seal = seal;
    this.unopened = unopened;
  }

  /** The hash of an entry. */
  String entry(EntryKey key) {
    return names.entry(names.of(key));
  }

  /**
   * A head that was found, and the first chunk if it was asked for.
   *
   * @param first as it lies there
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Found(EntryHead head, byte @Nullable [] first) {}

  /** The command whose reply {@link #found} reads; with the first chunk or without. */
  Commands.Command question(EntryKey key, boolean withChunk) {
    return withChunk
        ? Commands.hmget(entry(key), GENERATION, HEAD, "0")
        : Commands.hmget(entry(key), GENERATION, HEAD);
  }

  /** What the server has under a key; null if it is nothing that can be used. */
  @Nullable Found found(EntryKey key, @Nullable Object reply) {
    if (!(reply instanceof List<?> fields)
        || fields.size() < 2
        || !(fields.get(0) instanceof byte[] generation)
        || !(fields.get(1) instanceof byte[] sealed)
        || generation.length != Seal.GENERATION) {
      return null;
    }
    byte[] plain = seal.open(names.of(key), generation, Seal.HEAD, false, sealed);
    if (plain == null) {
      unopened.run();
      return null;
    }
    EntryHead head = EntryHead.read(plain, key, generation);
    byte[] first = fields.size() > 2 && fields.get(2) instanceof byte[] chunk ? chunk : null;
    return head == null ? null : new Found(head, first);
  }

  /** Gives the replies about the second and later chunks, one after the other. */
  interface Chunks {

    /**
     * The next reply.
     *
     * @param number of the chunk, one more each time
     */
    @Nullable Object next(int number) throws IOException;
  }

  /**
   * Asks the server for chunks, some at once.
   *
   * @param patience for each of them
   */
  Chunks chunks(RedisConnection connection, EntryHead head, Duration patience) {
    String entry = entry(head.key());
    return number -> {
      connection.begin(System.nanoTime() + patience.toNanos());
      if (number % AT_ONCE == 1) {
        int end = Math.min(head.chunks(), number + AT_ONCE);
        for (int i = number; i < end; i++) {
          connection.send(Commands.hmget(entry, GENERATION, Integer.toString(i)));
        }
      }
      return connection.receive();
    };
  }

  /**
   * Reads the body and gives it to a writer, which is neither committed nor discarded here.
   *
   * @return whether all of it came, and is right
   */
  boolean body(Found found, EntryWriter into, Chunks later) throws IOException {
    EntryHead head = found.head;
    CRC32C sum = new CRC32C();
    int chunks = head.chunks();
    boolean right = chunks == 0 || write(head, 0, found.first, sum, into);
    for (int i = 1; i < chunks && right; i++) {
      right = write(head, i, chunk(head, later.next(i)), sum, into);
    }
    return right && (int) sum.getValue() == head.sum() && into.written() == head.length();
  }

  private static byte @Nullable [] chunk(EntryHead head, @Nullable Object reply) {
    return reply instanceof List<?> fields
            && fields.size() == 2
            && fields.get(0) instanceof byte[] generation
            && Arrays.equals(generation, head.generation())
            && fields.get(1) instanceof byte[] chunk
        ? chunk
        : null;
  }

  /** Writes a chunk if it is one of this body. */
  private boolean write(
      EntryHead head, int number, byte @Nullable [] sealed, CRC32C sum, EntryWriter into)
      throws IOException {
    if (sealed == null) {
      return false;
    }
    boolean last = number == head.chunks() - 1;
    byte[] plain = seal.open(names.of(head.key()), head.generation(), number, last, sealed);
    if (plain == null) {
      unopened.run();
      return false;
    }
    if (plain.length != head.chunkSize(number)) {
      return false;
    }
    sum.update(plain);
    try {
      into.write(ByteBuffer.wrap(plain));
    } catch (IOException e) {
      throw new LocalException(e);
    }
    return true;
  }

  /**
   * Writes an entry under a temporary name and publishes it. No chunk stays in memory when it is
   * sent.
   *
   * @param body buffers of all of it
   * @param afterwards is sent with the last commands
   * @return the reply to {@code afterwards}; empty if the body is not what the head says
   */
  List<@Nullable Object> write(
      RedisConnection connection,
      EntryHead head,
      byte[] headBytes,
      List<ByteBuffer> body,
      long lifeMillis,
      Commands.Command... afterwards)
      throws IOException {
    String name = names.of(head.key());
    String temporary = names.temporary(name);
    byte[] sealed = seal.seal(name, head.generation(), Seal.HEAD, false, headBytes);
    connection.call(
        Commands.hset(temporary, GENERATION, head.generation(), HEAD, sealed),
        Commands.pexpire(temporary, UNFINISHED_MILLIS));
    CRC32C sum = new CRC32C();
    Body bytes = new Body(body);
    int chunks = head.chunks();
    for (int i = 0; i < chunks; i++) {
      byte[] plain = bytes.next(head.chunkSize(i));
      sum.update(plain);
      byte[] chunk = seal.seal(name, head.generation(), i, i == chunks - 1, plain);
      connection.send(Commands.hset(temporary, Integer.toString(i), chunk));
      if (i % AT_ONCE == AT_ONCE - 1 || i == chunks - 1) {
        connection.receive(i % AT_ONCE + 1);
      }
    }
    if ((int) sum.getValue() != head.sum()) {
      connection.call(Commands.unlink(temporary));
      return List.of();
    }
    List<Commands.Command> batch = new ArrayList<>();
    batch.add(Commands.pexpire(temporary, lifeMillis));
    batch.add(Commands.rename(temporary, names.entry(name)));
    batch.addAll(List.of(afterwards));
    List<@Nullable Object> replies = connection.call(batch.toArray(new Commands.Command[0]));
    return replies.subList(2, replies.size());
  }

  /**
   * Gives an entry another head, which lies beside the same body.
   *
   * @param head of the generation that is there
   */
  void renew(RedisConnection connection, EntryHead head, byte[] headBytes, long lifeMillis)
      throws IOException {
    String name = names.of(head.key());
    byte[] sealed = seal.seal(name, head.generation(), Seal.HEAD, false, headBytes);
    connection.call(
        Commands.hset(names.entry(name), HEAD, sealed),
        Commands.pexpire(names.entry(name), lifeMillis));
  }

  byte[] generation() {
    return seal.generation();
  }

  /** Cuts buffers into arrays. */
  private static final class Body {
    private final List<ByteBuffer> buffers;
    private int at;

    Body(List<ByteBuffer> buffers) {
      this.buffers = buffers;
    }

    byte[] next(int size) throws IOException {
      byte[] bytes = new byte[size];
      int done = 0;
      while (done < size) {
        if (at == buffers.size()) {
          throw new LocalException(new IOException("The body is shorter than it was"));
        }
        ByteBuffer buffer = buffers.get(at);
        int count = Math.min(size - done, buffer.remaining());
        buffer.get(bytes, done, count);
        done += count;
        at += buffer.hasRemaining() ? 0 : 1;
      }
      return bytes;
    }
  }
}
