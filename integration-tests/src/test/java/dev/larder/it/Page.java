package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * A well-formed answer, to be sent over any protocol.
 *
 * @param fields header fields as alternating names and values
 * @param chunked without a Content-Length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Page(int status, List<String> fields, byte[] body, boolean chunked) {

  /** How a request is answered; the request knows how many came before it. */
  interface Answer {
    Page to(Received request) throws Exception;
  }

  static Page of(int status, String body, String... fields) {
    return of(status, body.getBytes(UTF_8), fields);
  }

  static Page of(int status, byte[] body, String... fields) {
    return new Page(status, List.of(fields), body, false);
  }

  Page inChunks() {
    return new Page(status, fields, body, true);
  }

  Page with(String name, String value) {
    List<String> more = new ArrayList<>(fields);
    more.add(name);
    more.add(value);
    return new Page(status, more, body, chunked);
  }
}
