package dev.larder.cache;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.store.TlsFacts;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response out of the cache.
 *
 * @param head what the caller sees; with Age where it was stored (RFC 9111 §5.1)
 * @param body read-only buffers over the whole body, positioned at its start; they belong to the
 *     receiver and stay valid as long as they can be reached
 * @param tls facts of the TLS session that the response came over, or null
 * @param receivedMillis when the network's response came, in milliseconds since the epoch
 */
public record Served(
    ResponseHead head, List<ByteBuffer> body, @Nullable TlsFacts tls, long receivedMillis) {

  /** The answer to {@code only-if-cached} where nothing is (RFC 9111 §5.2.1.7). */
  static Served gatewayTimeout() {
    Headers headers = Headers.of("Content-Length", "0");
    return new Served(new ResponseHead(504, "HTTP/1.1", headers), List.of(), null, 0);
  }
}
