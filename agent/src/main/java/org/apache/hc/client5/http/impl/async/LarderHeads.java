package org.apache.hc.client5.http.impl.async;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/** Fields and versions of requests and responses. */
final class LarderHeads {

  static final String CONNECTION = "Connection";
  static final String UPGRADE = "Upgrade";

  /** Fields of an HTTP/1.1 connection: a response that takes another one's place has them, too. */
  private static final List<String> OF_CONNECTION =
      List.of(CONNECTION, "Keep-Alive", "Proxy-Connection");

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
    return header == null ? null : header.getValue();
  }

  static boolean has(Header[] fields, String name) {
    for (Header field : fields) {
      if (field.getName().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** Lets a response say of its connection what the one says whose place it takes. */
  static void borrow(HttpMessage to, HttpMessage from) {
    for (String name : OF_CONNECTION) {
      String value = first(from, name);
      if (value != null && !to.containsHeader(name)) {
        to.addHeader(name, value);
      }
    }
  }

  static String version(@Nullable ProtocolVersion version) {
    if (version == null) {
      return "HTTP/1.1";
    }
    if (version.greaterEquals(HttpVersion.HTTP_2)) {
      return "HTTP/2";
    }
    return version.lessEquals(HttpVersion.HTTP_1_0) ? "HTTP/1.0" : "HTTP/1.1";
  }

  static ProtocolVersion version(String version) {
    if (version.equals("HTTP/2")) {
      return HttpVersion.HTTP_2;
    }
    return version.equals("HTTP/1.0") ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
  }

  /** What the fields of a response say of its body. */
  record Body(HttpMessage response) implements EntityDetails {

    /** A body that came in chunks has no known length. */
    @Override
    public long getContentLength() {
      String length = first(response, "Content-Length");
      try {
        return length == null ? -1 : Long.parseLong(length.strip());
      } catch (NumberFormatException malformed) {
        return -1;
      }
    }

    @Override
    public @Nullable String getContentType() {
      return first(response, "Content-Type");
    }

    @Override
    public @Nullable String getContentEncoding() {
      return first(response, "Content-Encoding");
    }

    @Override
    public boolean isChunked() {
      return getContentLength() < 0;
    }

    @Override
    public Set<String> getTrailerNames() {
      return Set.of();
    }
  }
}
