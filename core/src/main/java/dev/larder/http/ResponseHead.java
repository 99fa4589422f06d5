package dev.larder.http;

/**
 * A final response without its body.
 *
 * @param status three digits, 200 to 599 (RFC 9110 §15)
 * @param version as on the wire: {@code HTTP/1.1} or {@code HTTP/2}
 * @param headers in the order in which the client shows them
 */
public record ResponseHead(int status, String version, Headers headers) {

  public ResponseHead withHeaders(Headers replaced) {
    return new ResponseHead(status, version, replaced);
  }
}
