package dev.larder.cache;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.store.Entry;
import dev.larder.store.TlsFacts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response out of the cache.
 *
 * @param head what the caller sees; with Age where it was stored (RFC 9111 §5.1)
 * @param body read-only buffers over the whole body, positioned at its start; they belong to the
 *     receiver and stay valid as long as they can be reached
 * @param mapped the entry of whose mapping the buffers are, or null if nobody else can change them;
 *     code in Java may read such buffers, native code must not
 * @param tls facts of the TLS session that the response came over, or null
 * @param receivedMillis when the network's response came, in milliseconds since the epoch
 */
public record Served(
    ResponseHead head,
    List<ByteBuffer> body,
    @Nullable Entry mapped,
    @Nullable TlsFacts tls,
    long receivedMillis) {

  /**
   * The answer in place of the network where nothing stored will do (RFC 9111 §5.2.1.7).
   *
   * @param why a sentence for people who wonder where it comes from
   */
  static Served gatewayTimeout(RequestHead request, String why) {
    byte[] text = (why + "\n").getBytes(StandardCharsets.UTF_8);
    Headers.Builder headers = new Headers.Builder();
    headers.add("Content-Type", "text/plain; charset=utf-8");
    headers.add("Content-Length", String.valueOf(text.length));
    headers.add("Cache-Control", "no-store");
    List<ByteBuffer> body =
        request.method().equals("HEAD")
            ? List.of()
            : List.of(ByteBuffer.wrap(text).asReadOnlyBuffer());
    return new Served(new ResponseHead(504, "HTTP/1.1", headers.build()), body, null, null, 0);
  }
}
