package dev.larder.library;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Makes requests and responses from what a program passes. */
final class Messages {

  private Messages() {}

  /** The request that a response answers. */
  static RequestHead request(URI uri, Map<String, List<String>> headers) {
    String scheme = uri.getScheme();
    boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!http || uri.getRawAuthority() == null) {
      throw new IllegalArgumentException("Not an absolute http or https URI: ".concat(shown(uri)));
    }
    return RequestHead.get(uri, fields(headers).build());
  }

  /** A URI without the parts that may be secret. */
  private static String shown(URI uri) {
    return uri.getScheme() + ":... " + (uri.getRawPath() == null ? "" : uri.getRawPath());
  }

  /**
   * The head of a response whose body is complete. Without a field that says how the body ends, it
   * counts as chunked; that field is not stored.
   */
  static ResponseHead response(int status, Map<String, List<String>> headers) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("Not the status of a final response: " + status);
    }
    if (status == 304) {
      throw new IllegalArgumentException("A 304 has no body of its own: save what it confirms");
    }
    Headers.Builder fields = fields(headers);
    Headers given = fields.build();
    if (!given.contains("Content-Length") && !given.contains("Transfer-Encoding")) {
      fields.add("Transfer-Encoding", "chunked");
    }
    return new ResponseHead(status, "HTTP/1.1", fields.build());
  }

  /** Leaves out what clients add to the fields: the status line and pseudo-fields. */
  private static Headers.Builder fields(Map<String, List<String>> headers) {
    Headers.Builder fields = new Headers.Builder();
    headers.forEach(
        (name, values) -> {
          if (name != null && !name.startsWith(":")) {
            values.forEach(value -> fields.add(name, value));
          }
        });
    return fields;
  }
}
