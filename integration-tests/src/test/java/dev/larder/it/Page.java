package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A well-formed answer, to be sent over any protocol.
 *
 * @param fields header fields as alternating names and values
 * @param chunked without a Content-Length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Page(int status, List<String> fields, byte[] body, boolean chunked) {

  /** RFC 9110 §5.6.7; the JDK's own format for it leaves the zero of the first days out. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

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

  /** As in fields. */
  static String date(Instant when) {
    return DATE.format(when);
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
