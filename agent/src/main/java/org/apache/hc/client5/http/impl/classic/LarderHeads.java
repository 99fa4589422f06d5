package org.apache.hc.client5.http.impl.classic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/** Fields of requests and responses. */
final class LarderHeads {

  static final String CONNECTION = "Connection";
  private static final String TRANSFER_ENCODING = "Transfer-Encoding";
  private static final String CONTENT_LENGTH = "Content-Length";

  private LarderHeads() {}

  /** Names and values by turns. */
  static List<String> fields(HttpMessage message) {
    Header[] headers = message.getHeaders();
    List<String> fields = new ArrayList<>(2 * headers.length);
    for (Header header : headers) {
      fields.add(header.getName());
      fields.add(header.getValue() == null ? "" : header.getValue());
    }
    return fields;
  }

  static void add(HttpMessage message, List<String> fields) {
    for (int i = 0; i < fields.size(); i += 2) {
      message.addHeader(fields.get(i), fields.get(i + 1));
    }
  }

  static void remove(HttpMessage message, List<String> fields) {
    for (int i = 0; i < fields.size(); i += 2) {
      message.removeHeaders(fields.get(i));
    }
  }

  static @Nullable String first(HttpMessage message, String name) {
    Header header = message.getFirstHeader(name);
    return header == null || header.getValue() == null ? null : header.getValue();
  }

  static String version(@Nullable ProtocolVersion version) {
    return version != null && version.lessEquals(HttpVersion.HTTP_1_0) ? "HTTP/1.0" : "HTTP/1.1";
  }

  /** Whether the length of a body is told without closing the connection. */
  static boolean isFramed(HttpMessage message) {
    return message.containsHeader(CONTENT_LENGTH) || message.containsHeader(TRANSFER_ENCODING);
  }

  /** Whether a response says that no other one follows on its connection. */
  static boolean isLast(HttpResponse response) {
    String connection = first(response, CONNECTION);
    return version(response.getVersion()).equals("HTTP/1.0")
        || (connection != null && connection.toLowerCase(Locale.ROOT).contains("close"));
  }

  /**
   * Lets a response that takes another one's place say of the connection what that one has said:
   * the client asks its strategies whether to keep the connection.
   *
   * @param framed whether the end of what came is told without closing the connection
   * @return what was added
   */
  static List<String> borrow(HttpResponse to, HttpMessage from, boolean framed) {
    List<String> added = new ArrayList<>();
    for (String name : List.of(CONNECTION, "Keep-Alive", "Proxy-Connection")) {
      String value = first(from, name);
      if (value != null && !to.containsHeader(name)) {
        added.add(name);
        added.add(value);
      }
    }
    if (framed && !to.containsHeader(CONTENT_LENGTH) && !to.containsHeader(TRANSFER_ENCODING)) {
      added.add(TRANSFER_ENCODING);
      added.add("chunked");
    }
    add(to, added);
    return added;
  }
}
