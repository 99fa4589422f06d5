package dev.larder.agent.client;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.write.EntryRecorder;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Takes a copy of a body on its way from the network to the caller. What fails here is recorded and
 * ends the storing, and nothing else: no method throws.
 */
public final class BodyTee {

  private final EntryRecorder recorder;
  private final Runnable ended;
  private volatile boolean broken;

  /**
   * A tee.
   *
   * @param ended what to run when no more bytes are to come
   */
  public BodyTee(EntryRecorder recorder, Runnable ended) {
    this.recorder = recorder;
    this.ended = ended;
  }

  /** A tee whose end starts nothing. */
  public BodyTee(EntryRecorder recorder) {
    this(recorder, () -> {});
  }

  /** Whether a body of known length, of so many bytes at most, is being stored. */
  public boolean isStoringAtMost(long bytes) {
    long length = expectedLength();
    return isStoring() && length >= 0 && length <= bytes;
  }

  /** Whether what comes is still being stored. */
  public boolean isStoring() {
    try {
      return !broken && recorder.isStoring();
    } catch (Throwable failure) {
      fail(failure);
      return false;
    }
  }

  /** The length of the body in bytes as it was announced, or -1. */
  public long expectedLength() {
    try {
      return recorder.expectedLength();
    } catch (Throwable failure) {
      fail(failure);
      return -1;
    }
  }

  /** The next bytes have come. */
  public void write(List<ByteBuffer> buffers) {
    if (broken) {
      return;
    }
    try {
      recorder.write(buffers);
    } catch (Throwable failure) {
      fail(failure);
    }
  }

  /** The body is complete, and the caller knows. */
  public void complete() {
    completeLater(List.of()).run();
  }

  /**
   * The body is complete.
   *
   * @param last the bytes that follow those written so far
   * @return what is to be run once the caller has been told
   */
  public Runnable completeLater(List<ByteBuffer> last) {
    ended.run();
    try {
      if (!broken) {
        return recorder.completeLater(last);
      }
    } catch (Throwable failure) {
      fail(failure);
    }
    return () -> {};
  }

  /** All of the body has come. */
  public void store(byte[] body) {
    write(List.of(ByteBuffer.wrap(body)));
    complete();
  }

  /** The rest of the body does not come, or is not wanted; nothing of it stays. */
  public void abort() {
    ended.run();
    if (broken) {
      return;
    }
    try {
      recorder.abort();
    } catch (Throwable failure) {
      broken = true;
      LarderRuntime.failed("giving up a response", failure);
    }
  }

  /** Some of the body may be missing now, so none of it is to be stored. */
  private void fail(Throwable failure) {
    LarderRuntime.failed("storing a response", failure);
    abort();
    broken = true;
  }
}
