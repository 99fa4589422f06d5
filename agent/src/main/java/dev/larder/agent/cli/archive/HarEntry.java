package dev.larder.agent.cli.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.http.EntityTag;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An exchange of an HTTP Archive as it can be stored. Its body is decoded, so the fields of the
 * coded one are left out.
 *
 * @param sent when the request was sent
 * @param received when the response had come
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HarEntry(
    RequestHead request, ResponseHead response, Instant sent, Instant received, byte[] body) {

  private static final Pattern CHARSET =
      Pattern.compile("(?i).*;\\s*charset\\s*=\\s*\"?([^\\s;\"]+)\"?.*");

  private static final Set<String> OF_CODED =
      Set.of("content-encoding", "content-md5", "content-digest", "repr-digest", "digest");

  /** Why an exchange can't be stored. */
  public static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableException(String why) {
      super(why);
    }
  }

  /** The URL of an exchange as the archive has it; empty if it has none. */
  public static String url(Map<?, ?> entry) {
    return text(map(entry, "request"), "url");
  }

  /**
   * Reads an exchange.
   *
   * @throws UnusableException if it can't be stored, whatever the rules are
   */
  public static HarEntry of(Map<?, ?> entry) throws UnusableException {
    try {
      Instant sent = OffsetDateTime.parse(text(entry, "startedDateTime")).toInstant();
      double millis = number(entry, "time");
      Instant received = sent.plus(Duration.ofMillis(Math.round(Math.max(0, millis))));
      RequestHead request = request(map(entry, "request"));
      Map<?, ?> response = map(entry, "response");
      int status = (int) number(response, "status");
      if (status < 200 || status > 599 || status == 304) {
        throw new UnusableException("it has no response of its own");
      }
      if (status == 206) {
        throw new UnusableException("its response is a part");
      }
      Headers headers = headers(response);
      byte[] body = body(map(response, "content"), headers.first("Content-Type"));
      String version = text(response, "httpVersion").toUpperCase(Locale.ROOT);
      boolean two = version.startsWith("HTTP/2") || version.equals("H2");
      ResponseHead head =
          new ResponseHead(status, two ? "HTTP/2" : "HTTP/1.1", decoded(headers, body.length));
      return new HarEntry(request, head, sent, received, body);
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw new UnusableException("it is malformed");
    }
  }

  private static RequestHead request(Map<?, ?> request) throws UnusableException {
    String method = text(request, "method");
    if (!method.equals("GET")) {
      throw new UnusableException("its method is not GET");
    }
    URI uri = URI.create(text(request, "url"));
    if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("(?i)https?")) {
      throw new UnusableException("its URL is not of HTTP");
    }
    Headers headers = headers(request);
    StringBuilder cookies = new StringBuilder();
    for (Object cookie : list(request, "cookies")) {
      if (cookie instanceof Map<?, ?> pair) {
        cookies.append(cookies.isEmpty() ? "" : "; ");
        cookies.append(text(pair, "name")).append('=').append(text(pair, "value"));
      }
    }
    // Some archives tell cookies only here: whose response it is must not be lost.
    boolean told = cookies.isEmpty() || headers.contains("Cookie");
    return RequestHead.get(uri, told ? headers : headers.with("Cookie", cookies.toString()));
  }

  private static Headers headers(Map<?, ?> message) throws UnusableException {
    Headers.Builder headers = new Headers.Builder();
    for (Object field : list(message, "headers")) {
      if (field instanceof Map<?, ?> pair) {
        String name = text(pair, "name");
        if (name.regionMatches(true, 0, "larder-", 0, 7)) {
          throw new UnusableException("it has fields that are Larder's own");
        }
        if (!name.startsWith(":")) { // the pseudo-fields of HTTP/2
          headers.add(name, text(pair, "value"));
        }
      }
    }
    return headers.build();
  }

  /** The fields of the decoded body, which is another representation (RFC 9110 §8.8.3.3). */
  private static Headers decoded(Headers given, int length) {
    String coding = given.combined("Content-Encoding");
    Headers headers = given.without(name -> name.equalsIgnoreCase("Transfer-Encoding"));
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      EntityTag tag = EntityTag.of(headers);
      String strong = headers.first("ETag");
      headers = headers.without(name -> OF_CODED.contains(name.toLowerCase(Locale.ROOT)));
      headers = tag == null || tag.weak() ? headers : headers.with("ETag", "W/" + strong);
    }
    return headers.with("Content-Length", String.valueOf(length));
  }

  /** The bytes of the body, as far as the archive has each of them. */
  private static byte[] body(Map<?, ?> content, @Nullable String type) throws UnusableException {
    long size = content.get("size") == null ? -1 : (long) number(content, "size");
    if (!(content.get("text") instanceof String text)) {
      if (size > 0) {
        throw new UnusableException("its body is not in the archive");
      }
      return new byte[0];
    }
    boolean coded = text(content, "encoding").equalsIgnoreCase("base64");
    byte[] body =
        coded ? Base64.getMimeDecoder().decode(text) : text.getBytes(charset(content, type));
    boolean exact = coded ? size < 0 || size == body.length : size == body.length;
    if (!exact || (!coded && text.indexOf('\ufffd') >= 0)) {
      throw new UnusableException("the archive does not have each byte of its body");
    }
    return body;
  }

  private static Charset charset(Map<?, ?> content, @Nullable String type) {
    Matcher named = CHARSET.matcher(type == null ? text(content, "mimeType") : type);
    return named.matches() ? Charset.forName(named.group(1)) : UTF_8;
  }

  private static Map<?, ?> map(Map<?, ?> of, String name) {
    return of.get(name) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Map<?, ?> of, String name) {
    return of.get(name) instanceof List<?> list ? list : List.of();
  }

  private static String text(Map<?, ?> of, String name) {
    return of.get(name) instanceof String text ? text : "";
  }

  private static double number(Map<?, ?> of, String name) {
    return Double.parseDouble(text(of, name));
  }
}
