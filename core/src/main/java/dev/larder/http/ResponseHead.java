package dev.larder.http;

import org.jspecify.annotations.Nullable;

/**
 * A final response without its body.
 *
 * @param status three digits, 200 to 599 (RFC 9110 §15)
 * @param version as on the wire: {@code HTTP/1.1} or {@code HTTP/2}
 * @param reason the reason phrase as it came, perhaps empty (RFC 9112 §4); null if the client does
 *     not tell it, or the protocol has none
 * @param headers in the order in which the client shows them
 */
public record ResponseHead(int status, String version, @Nullable String reason, Headers headers) {

  /** A head of which no reason phrase is known. */
  public ResponseHead(int status, String version, Headers headers) {
    this(status, version, null, headers);
  }

  public ResponseHead withHeaders(Headers replaced) {
    return new ResponseHead(status, version, reason, replaced);
  }
}
