package dev.larder.agent.client.jdk;

import dev.larder.agent.client.RecordedSslSession;
import dev.larder.http.FieldNames;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.store.TlsFacts;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse.ResponseInfo;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Between the types of {@code java.net.http} and those of the cache. */
public final class Translation {

  /** The pseudo-field of HTTP/2 that this client shows among the others (RFC 9113 §8.3.2). */
  private static final String STATUS = ":status";

  private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";

  /** What the client adds to its own fields as it sends a request; they tell nobody apart. */
  private static final FieldNames ADDED_LATER =
      FieldNames.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "transfer-encoding",
          "upgrade");

  private Translation() {}

  /**
   * A request as it goes to the server, put together as the client does it: of a field that the
   * program sets itself the client adds no value of its own, except for cookies.
   *
   * @param user the fields of the program that are sent
   * @param system what the client adds by itself; conditions and ranges among it are ours, from an
   *     attempt of the same request that the client repeats after a lost connection
   * @param toProxy whether it goes through a proxy; otherwise nobody gets Proxy-Authorization
   */
  static RequestHead request(
      HttpRequest request, HttpHeaders user, Map<String, List<String>> system, boolean toProxy) {
    Headers.Builder headers = new Headers.Builder();
    user.map()
        .forEach(
            (name, values) -> {
              if (toProxy || !name.equalsIgnoreCase(PROXY_AUTHORIZATION)) {
                add(headers, name, values);
              }
            });
    system.forEach(
        (name, values) -> {
          boolean replaced = !name.equalsIgnoreCase("Cookie") && user.map().containsKey(name);
          boolean hidden = !toProxy && name.equalsIgnoreCase(PROXY_AUTHORIZATION);
          if (!replaced && !hidden && !isConditionOrRange(name) && !ADDED_LATER.contains(name)) {
            add(headers, name, values);
          }
        });
    BodyPublisher publisher = request.bodyPublisher().orElse(null);
    boolean hasBody = (publisher != null && publisher.contentLength() != 0) || announcesBody(user);
    return new RequestHead(request.method(), request.uri(), headers.build(), hasBody);
  }

  /** Whether the program says itself that a body follows, as restricted fields let it. */
  private static boolean announcesBody(HttpHeaders headers) {
    if (headers.map().isEmpty()) {
      return false;
    }
    List<String> lengths = headers.allValues("Content-Length");
    return headers.firstValue("Transfer-Encoding").isPresent()
        || (!lengths.isEmpty() && !lengths.stream().allMatch("0"::equals));
  }

  /** Whether a field is one of those that the cache adds to a request. */
  static boolean isConditionOrRange(String name) {
    return name.equalsIgnoreCase("If-None-Match")
        || name.equalsIgnoreCase("If-Modified-Since")
        || name.equalsIgnoreCase("If-Range")
        || name.equalsIgnoreCase("Range");
  }

  private static void add(Headers.Builder headers, String name, List<String> values) {
    for (String value : values) {
      headers.add(name, value);
    }
  }

  /** The head of a response as the client shows it. */
  public static ResponseHead response(int status, HttpClient.Version version, HttpHeaders headers) {
    Headers fields = Headers.of(headers.map()).without(STATUS::equals);
    return new ResponseHead(status, name(version), fields);
  }

  private static HttpHeaders headers(ResponseHead head, HttpClient.Version version) {
    Map<String, List<String>> fields = head.headers().toMap();
    if (version == HttpClient.Version.HTTP_2) {
      fields.put(STATUS, List.of(Integer.toString(head.status())));
    }
    return HttpHeaders.of(fields, (name, value) -> true);
  }

  private static String name(HttpClient.Version version) {
    return version == HttpClient.Version.HTTP_1_1 ? "HTTP/1.1" : version.name().replace('_', '/');
  }

  private static HttpClient.Version version(ResponseHead head) {
    if (head.version().startsWith("HTTP/1.")) { // this client shows 1.0 as 1.1
      return HttpClient.Version.HTTP_1_1;
    }
    String name = head.version().toUpperCase(Locale.ROOT).replace('/', '_').replace('.', '_');
    try {
      return HttpClient.Version.valueOf(name);
    } catch (IllegalArgumentException unknownToThisJdk) {
      return HttpClient.Version.HTTP_2;
    }
  }

  /**
   * A stored head as it comes to a request.
   *
   * @param asked the newest version that the request allows: what came over a newer one for another
   *     request is shown as if it had come over this one
   */
  static ResponseInfo info(ResponseHead head, HttpClient.Version asked) {
    HttpClient.Version stored = version(head);
    HttpClient.Version shown = stored.compareTo(asked) > 0 ? asked : stored;
    return new StoredResponseInfo(head.status(), headers(head, shown), shown);
  }

  /** What body handlers see of a response before its body. */
  private record StoredResponseInfo(int statusCode, HttpHeaders headers, HttpClient.Version version)
      implements ResponseInfo {}

  /** The facts of a TLS session that are worth keeping, or null if there is none. */
  public static @Nullable TlsFacts tls(@Nullable SSLSession session)
      throws CertificateEncodingException {
    return RecordedSslSession.facts(session);
  }
}
