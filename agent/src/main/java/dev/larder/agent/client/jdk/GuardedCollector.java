package dev.larder.agent.client.jdk;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.cache.BodyCollector;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A body collector between the network and the caller, whose failures are recorded and end the
 * storing, and nothing else. No method throws.
 */
final class GuardedCollector {

  private final BodyCollector collector;
  private final Runnable ended;
  private volatile boolean broken;

  /**
   * A guard.
   *
   * @param ended what to run when no more bytes are to come
   */
  GuardedCollector(BodyCollector collector, Runnable ended) {
    this.collector = collector;
    this.ended = ended;
  }

  /** Whether a body of known length, of so many bytes at most, is being stored. */
  boolean isStoringAtMost(long bytes) {
    long length = expectedLength();
    return isStoring() && length >= 0 && length <= bytes;
  }

  boolean isStoring() {
    try {
      return !broken && collector.isStoring();
    } catch (Throwable failure) {
      fail(failure);
      return false;
    }
  }

  /** The length of the body in bytes as it was announced, or -1. */
  long expectedLength() {
    try {
      return collector.expectedLength();
    } catch (Throwable failure) {
      fail(failure);
      return -1;
    }
  }

  void write(List<ByteBuffer> buffers) {
    if (broken) {
      return;
    }
    try {
      collector.write(buffers);
    } catch (Throwable failure) {
      fail(failure);
    }
  }

  void complete() {
    completeLater(List.of()).run();
  }

  /**
   * The body is complete.
   *
   * @param last the bytes that follow those written so far
   * @return what is to be run once the caller has been told
   */
  Runnable completeLater(List<ByteBuffer> last) {
    ended.run();
    try {
      if (!broken) {
        return collector.completeLater(last);
      }
    } catch (Throwable failure) {
      fail(failure);
    }
    return () -> {};
  }

  void abort() {
    ended.run();
    if (broken) {
      return;
    }
    try {
      collector.abort();
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
