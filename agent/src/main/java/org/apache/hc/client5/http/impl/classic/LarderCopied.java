package org.apache.hc.client5.http.impl.classic;

import dev.larder.bridge.ReplyBody;
import dev.larder.bridge.ServedReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/** A body on its way from the network to the caller, of which the cache gets a copy. */
final class LarderCopied extends HttpEntityWrapper {

  private final ReplyBody body;
  private final @Nullable ServedReply head;
  private @Nullable InputStream content;

  /**
   * A body.
   *
   * @param head what the caller sees in place of the network's head, or null for that
   */
  LarderCopied(HttpEntity network, ReplyBody body, @Nullable ServedReply head) {
    super(network);
    this.body = body;
    this.head = head;
  }

  /** The same stream each time, as the network's. */
  @Override
  public synchronized InputStream getContent() throws IOException {
    InputStream known = content;
    if (known == null) {
      known = body.over(super.getContent());
      content = known;
    }
    return known;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    AbstractHttpEntity.writeTo(this, out);
  }

  @Override
  public long getContentLength() {
    if (head == null) {
      return super.getContentLength();
    }
    String length = head.field("Content-Length");
    return length == null ? -1 : Long.parseLong(length);
  }

  @Override
  public @Nullable String getContentType() {
    return head == null ? super.getContentType() : head.field("Content-Type");
  }

  @Override
  public @Nullable String getContentEncoding() {
    return head == null ? super.getContentEncoding() : head.field("Content-Encoding");
  }

  /** The client reads the rest of a body that is closed, whether it was opened or not. */
  @Override
  public void close() throws IOException {
    getContent().close();
    super.close();
  }
}
