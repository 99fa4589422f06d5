package okhttp3.internal.http;

import dev.larder.bridge.ReplyBody;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;

/** A body of the network on its way to the caller, of which the cache gets a copy. */
final class LarderSource implements Source {

  /** So long does the client itself read on before it gives a connection up. */
  private static final long DISCARD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final BufferedSource network;
  private final Source copied;

  LarderSource(BufferedSource network, ReplyBody body) {
    this.network = network;
    this.copied = Okio.source(body.over(network.inputStream()));
  }

  @Override
  public long read(Buffer sink, long count) throws IOException {
    return copied.read(sink, count);
  }

  @Override
  public Timeout timeout() {
    return network.timeout();
  }

  /** What is read on here for the cache ends when the client would end it. */
  @Override
  public void close() throws IOException {
    Timeout timeout = network.timeout();
    boolean had = timeout.hasDeadline();
    long before = had ? timeout.deadlineNanoTime() : 0;
    long soon = System.nanoTime() + DISCARD_NANOS;
    timeout.deadlineNanoTime(had ? Math.min(before, soon) : soon);
    try {
      copied.close();
    } finally {
      if (had) {
        timeout.deadlineNanoTime(before);
      } else {
        timeout.clearDeadline();
      }
    }
  }
}
