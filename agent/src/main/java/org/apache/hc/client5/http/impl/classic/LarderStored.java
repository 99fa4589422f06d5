package org.apache.hc.client5.http.impl.classic;

import dev.larder.bridge.ServedReply;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** The body of a response out of the cache. It looks like one of the network. */
final class LarderStored extends AbstractHttpEntity {

  private final ServedReply stored;
  private final boolean announced;

  LarderStored(ServedReply stored) {
    super(
        stored.field("Content-Type"),
        stored.field("Content-Encoding"),
        stored.field("Content-Length") == null);
    this.stored = stored;
    this.announced = stored.field("Content-Length") != null;
  }

  /** A body that came in chunks has no known length. */
  @Override
  public long getContentLength() {
    return announced ? stored.length : -1;
  }

  @Override
  public InputStream getContent() {
    return stored.body;
  }

  @Override
  public boolean isStreaming() {
    return getContentLength() != 0;
  }

  @Override
  public void close() throws IOException {
    stored.body.close();
  }
}
