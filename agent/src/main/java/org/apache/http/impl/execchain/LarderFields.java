package org.apache.http.impl.execchain;

import java.util.ArrayList;
import java.util.List;
import org.apache.http.Header;
import org.apache.http.HttpVersion;
import org.apache.http.ProtocolVersion;
import org.apache.http.StatusLine;
import org.apache.http.message.BasicHeader;
import org.apache.http.message.BasicStatusLine;

/** Between the heads of the client and those of the cache. */
final class LarderFields {

  private LarderFields() {}

  /** Names and values by turns. */
  static List<String> list(Header[] headers) {
    List<String> byTurns = new ArrayList<>(headers.length * 2);
    for (Header header : headers) {
      add(byTurns, header);
    }
    return byTurns;
  }

  static void add(List<String> byTurns, Header header) {
    byTurns.add(header.getName());
    String value = header.getValue();
    byTurns.add(value == null ? "" : value);
  }

  static Header[] headers(List<String> byTurns) {
    Header[] headers = new Header[byTurns.size() / 2];
    for (int i = 0; i < headers.length; i++) {
      headers[i] = new BasicHeader(byTurns.get(2 * i), byTurns.get(2 * i + 1));
    }
    return headers;
  }

  static StatusLine statusLine(String version, int status, String reason) {
    ProtocolVersion of = version.equals("HTTP/1.0") ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
    return new BasicStatusLine(of, status, reason);
  }
}
