package org.apache.http.impl.execchain;

import dev.larder.bridge.ReplyBody;
import dev.larder.bridge.ServedReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;

/** The body of a response of the network, of which the cache gets a copy. */
final class LarderBody extends HttpEntityWrapper {

  private final ReplyBody body;

  /** What the caller sees in place of the network's head, or null for that. */
  private final @Nullable ServedReply head;

  private @Nullable InputStream content;

  LarderBody(HttpEntity network, ReplyBody body, @Nullable ServedReply head) {
    super(network);
    this.body = body;
    this.head = head;
  }

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
    try (InputStream in = getContent()) {
      in.transferTo(out);
    }
  }

  @Override
  @Deprecated
  public void consumeContent() throws IOException {
    body.abandoned();
    super.consumeContent();
  }

  @Override
  public long getContentLength() {
    if (head == null) {
      return super.getContentLength();
    }
    String length = head.field("Content-Length");
    return length == null ? -1 : Long.parseLong(length.trim());
  }

  @Override
  public @Nullable Header getContentType() {
    return head == null ? super.getContentType() : header(head, "Content-Type");
  }

  @Override
  public @Nullable Header getContentEncoding() {
    return head == null ? super.getContentEncoding() : header(head, "Content-Encoding");
  }

  private static @Nullable Header header(ServedReply of, String name) {
    String value = of.field(name);
    return value == null ? null : new BasicHeader(name, value);
  }
}
