package org.apache.http.impl.execchain;

import dev.larder.bridge.ReplyBody;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.http.HttpConnection;
import org.apache.http.HttpEntity;
import org.apache.http.entity.BasicHttpEntity;
import org.apache.http.impl.io.ChunkedInputStream;
import org.apache.http.impl.io.HttpTransportMetricsImpl;
import org.apache.http.impl.io.SessionInputBufferImpl;
import org.jspecify.annotations.Nullable;

/**
 * A body in chunks of a version that takes the end of the connection for the end of the body, as
 * those before HttpCore 4.4 do. The program gets what it gets, but the cache must not store what
 * was cut off, so it gives a body up whose connection is closed when it ends.
 */
final class LarderChunks extends FilterInputStream {

  private static final boolean TAKES_CUT_FOR_END = takesCutForEnd();

  private final HttpConnection connection;
  private final ReplyBody body;

  private LarderChunks(InputStream chunks, HttpConnection connection, ReplyBody body) {
    super(chunks);
    this.connection = connection;
    this.body = body;
  }

  /** Looks at what the client itself makes of a body without its last chunk. */
  private static boolean takesCutForEnd() {
    SessionInputBufferImpl buffer = new SessionInputBufferImpl(new HttpTransportMetricsImpl(), 64);
    buffer.bind(new ByteArrayInputStream("1\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)));
    try (InputStream chunks = new ChunkedInputStream(buffer)) {
      return chunks.read() == 'x' && chunks.read() < 0;
    } catch (IOException told) {
      return false;
    }
  }

  /** Looks at the end of a body of the network, where the client does not. */
  static void watch(HttpEntity network, @Nullable HttpConnection connection, ReplyBody body) {
    if (!TAKES_CUT_FOR_END || !network.isChunked()) {
      return;
    }
    try {
      BasicHttpEntity entity = (BasicHttpEntity) LarderReach.read(network, "wrappedEntity");
      if (entity != null && connection != null) {
        entity.setContent(new LarderChunks(entity.getContent(), connection, body));
        return;
      }
    } catch (ReflectiveOperationException | ClassCastException otherwise) {
      // Nobody can tell.
    }
    body.abandoned();
  }

  @Override
  public int read() throws IOException {
    return watched(in.read());
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return watched(in.read(bytes, offset, length));
  }

  private int watched(int read) {
    if (read < 0 && connection.isStale()) {
      body.abandoned();
    }
    return read;
  }
}
