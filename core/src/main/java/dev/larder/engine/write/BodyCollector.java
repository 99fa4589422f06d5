package dev.larder.engine.write;

import dev.larder.policy.Reason;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of a network response while the caller reads it, and makes an entry of it once it
 * is complete and as long as it was said to be. Fault-hiding: no method throws; whatever goes wrong
 * ends the storing and nothing else. Safe for use by several threads, as a cancellation may come
 * from any.
 */
public final class BodyCollector {

  /** What becomes of the body. Only opening the writer and publishing may throw. */
  interface Destination {
    /** The writer for the body; called once, before the first byte is stored. */
    EntryWriter open() throws IOException;

    /**
     * Writes what follows the body and publishes the entry.
     *
     * @return null if that was done, or why the entry is not to be published
     */
    @Nullable Reason publish(EntryWriter writer) throws IOException;

    /**
     * Asked before the response is stored.
     *
     * @return why it no longer says what its resource is, or null if it does
     */
    @Nullable Reason outdated();

    /**
     * The body is complete, and may be stored a little later.
     *
     * @param instead what to do if storing it fails with an exception
     * @return what is to be run then
     */
    Runnable defer(Runnable write, Runnable instead);

    /** Bytes that have come are being stored, or no longer are. */
    void busy(boolean now);

    /** So many bytes of the body have come so far. */
    void progressed(long bytes);

    /**
     * The body is not to be stored after all.
     *
     * @param cause null if nothing has failed
     */
    void notStored(Reason why, @Nullable Throwable cause);

    /** No more bytes come: the last call, made once. */
    void ended(long bytes, boolean stored);
  }

  private final Destination destination;
  private final long expected;
  private @Nullable EntryWriter writer;
  private boolean storing;
  private boolean complete;
  private boolean ended;
  private long received;
  private List<ByteBuffer> rest = List.of();
  private @Nullable Reason refusal;

  /**
   * @param storing whether the response is to be stored
   * @param expected the length of the body in bytes by its Content-Length, or -1
   */
  public BodyCollector(Destination destination, boolean storing, long expected) {
    this.destination = destination;
    this.storing = storing;
    this.expected = expected;
  }

  /** Whether the body is being stored. */
  public synchronized boolean isStoring() {
    return storing && !ended;
  }

  /** Why a body that was to be stored is not; null if it may still be, or is. */
  public synchronized @Nullable Reason refusal() {
    return refusal;
  }

  /** The length of the body in bytes by its Content-Length, or -1. */
  public long expectedLength() {
    return expected;
  }

  /** Takes the bytes between position and limit of each buffer; leaves the buffers as they are. */
  public synchronized void write(List<ByteBuffer> buffers) {
    if (ended || complete) {
      return;
    }
    count(buffers);
    if (storing) {
      store(buffers);
      destination.progressed(received);
    }
  }

  private void count(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      received += buffer.remaining();
    }
  }

  private void store(List<ByteBuffer> buffers) {
    destination.busy(true);
    try {
      EntryWriter out = writer();
      for (ByteBuffer buffer : buffers) {
        out.write(buffer);
      }
    } catch (IOException | RuntimeException | Error e) {
      giveUp(e, reason(e));
    } finally {
      destination.busy(false);
    }
  }

  private static Reason reason(Throwable cause) {
    return cause instanceof EntryTooLargeException refused ? refused.reason() : Reason.FAILURE;
  }

  /** The body has ended as the protocol says a body ends. */
  public void complete() {
    completeLater().run();
  }

  /**
   * The same for a reader who is not to wait until the entry is written.
   *
   * @return what is to be run as soon as the reader has been told; who looks for the resource
   *     before does not miss the entry
   */
  public Runnable completeLater() {
    return completeLater(List.of());
  }

  /**
   * Completes a body whose last bytes are written together with the entry.
   *
   * @param last the bytes that follow those written so far; not to be changed from now on
   */
  public Runnable completeLater(List<ByteBuffer> last) {
    synchronized (this) {
      if (ended || complete) {
        return () -> {};
      }
      count(last);
      rest = last;
      complete = true;
    }
    boolean done = false;
    try {
      Runnable later = () -> {};
      if (isStoring()) {
        later = destination.defer(this::end, this::quit);
      } else {
        end();
      }
      done = true;
      return later;
    } finally {
      if (!done) {
        quit();
      }
    }
  }

  /** The body will not be complete: an error, a cancellation, or a caller who does not want it. */
  public void abort() {
    synchronized (this) {
      if (complete) {
        return;
      }
    }
    end();
  }

  /** Ends without an entry what can't end with one. */
  private void quit() {
    synchronized (this) {
      complete = false;
    }
    end();
  }

  private void end() {
    boolean stored;
    synchronized (this) {
      if (ended) {
        return;
      }
      boolean whole = complete && (expected < 0 || received == expected);
      Reason why = !storing ? null : whole ? destination.outdated() : Reason.INCOMPLETE;
      if (why != null) {
        giveUp(null, why);
      }
      if (storing) {
        store(rest);
      }
      if (storing) {
        commit();
      }
      rest = List.of();
      ended = true;
      stored = storing;
    }
    // Outside of the lock, as those who wait for the entry may go on in this thread.
    destination.ended(received, stored);
  }

  private void commit() {
    destination.busy(true); // to its end
    try {
      EntryWriter out = writer();
      Reason refused = destination.publish(out);
      if (refused != null) {
        giveUp(null, refused);
      }
      writer = null;
    } catch (IOException | RuntimeException | Error e) {
      giveUp(e, reason(e));
    }
  }

  private EntryWriter writer() throws IOException {
    EntryWriter out = writer;
    if (out == null) {
      out = destination.open();
      writer = out;
    }
    return out;
  }

  private void giveUp(@Nullable Throwable cause, Reason why) {
    storing = false;
    refusal = why;
    EntryWriter out = writer;
    writer = null;
    Throwable failure = cause;
    try {
      if (out != null) {
        out.discard();
      }
    } catch (RuntimeException | Error e) {
      failure = failure == null ? e : failure;
    }
    destination.notStored(why, failure);
  }
}
