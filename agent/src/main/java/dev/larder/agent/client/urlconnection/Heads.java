package dev.larder.agent.client.urlconnection;

import dev.larder.agent.client.ReasonPhrases;
import dev.larder.agent.client.RequestFields;
import dev.larder.http.FieldNames;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.net.CookieHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between the heads of the client and those of the cache. */
final class Heads {

  private static final FieldNames OF_USER = FieldNames.of("authorization", "cookie", "cookie2");

  /** As the client writes If-Modified-Since. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final ConnectionAccess jdk;

  Heads(ConnectionAccess jdk) {
    this.jdk = jdk;
  }

  /** The URI that is asked for, or null if it is none of HTTP, or not well-formed. */
  static @Nullable URI uri(URL url) {
    String scheme = url.getProtocol();
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return null;
    }
    try {
      URI uri = new URI(url.toExternalForm());
      return uri.getHost() == null ? null : uri;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /**
   * A request as it will go to the server, put together as the client does it when it has a
   * connection.
   *
   * @param before the last request of the same connection, or null
   * @param proxy the HTTP proxy that it is sent to as it is, or null
   */
  RequestHead toBeSent(
      Object connection, URI uri, @Nullable URI before, @Nullable InetSocketAddress proxy)
      throws Throwable {
    Object requests = jdk.requests(connection);
    boolean elsewhere = before != null && !isSameDestination(before, uri);
    CookieHandler handler = jdk.cookieHandler(connection);
    Headers.Builder fields = new Headers.Builder();
    // A redirect sets Host anew.
    boolean hostIsOld = before != null && !before.equals(uri);
    Headers own = fields(requests, uri);
    for (Headers.Field field : own) {
      boolean dropped =
          (elsewhere && OF_USER.contains(field.name()))
              || (handler != null && isCookie(field.name()))
              || (hostIsOld && field.name().equalsIgnoreCase("Host"))
              || (proxy != null && field.name().equalsIgnoreCase("Proxy-Authorization"));
      if (!dropped) {
        fields.add(field.name(), field.value());
      }
    }
    if (!((URLConnection) connection).getUseCaches()) {
      addUnlessThere(fields, own, "Cache-Control", "no-cache");
      addUnlessThere(fields, own, "Pragma", "no-cache");
    }
    addUnlessThere(fields, own, "User-Agent", jdk.userAgent());
    addUnlessThere(fields, own, "Accept", jdk.accept());
    long modified = ((URLConnection) connection).getIfModifiedSince();
    if (modified != 0) {
      addUnlessThere(fields, own, "If-Modified-Since", DATE.format(Instant.ofEpochMilli(modified)));
    }
    if (elsewhere || !own.contains("Authorization")) {
      addIfAny(fields, "Authorization", jdk.serverCredentials(connection));
    }
    if (proxy != null) {
      String known = jdk.proxyCredentials(connection, proxy);
      addIfAny(
          fields, "Proxy-Authorization", known == null ? own.first("Proxy-Authorization") : known);
    }
    if (handler != null) {
      addCookies(fields, connection, uri, handler, own, elsewhere);
    }
    String method = jdk.method(connection);
    boolean hasBody =
        ((URLConnection) connection).getDoOutput()
            && !method.equals("GET")
            && !method.equals("HEAD");
    return new RequestHead(method, uri, fields.build(), hasBody);
  }

  /** The cookies of the handler, and behind them those that the program has set itself. */
  private void addCookies(
      Headers.Builder fields,
      Object connection,
      URI uri,
      CookieHandler handler,
      Headers own,
      boolean elsewhere)
      throws Throwable {
    Map<String, List<String>> kept =
        handler.get(
            uri,
            jdk.fieldsWithout(jdk.requests(connection), "Proxy-Authorization", "Authorization"));
    for (String name : List.of("Cookie", "Cookie2")) {
      String of = null;
      for (Map.Entry<String, List<String>> cookies : kept.entrySet()) {
        List<String> values = cookies.getValue();
        if (name.equalsIgnoreCase(cookies.getKey()) && values != null && !values.isEmpty()) {
          of = String.join("; ", values);
        }
      }
      String user = null;
      if (!elsewhere) {
        user =
            jdk.hasSetCookiesApart(connection)
                ? jdk.cookiesApart(connection, name)
                : own.first(name);
      }
      addIfAny(fields, name, of == null ? user : user == null ? of : of + ";" + user);
    }
  }

  private static boolean isCookie(String name) {
    return name.equalsIgnoreCase("Cookie") || name.equalsIgnoreCase("Cookie2");
  }

  private static void addIfAny(Headers.Builder fields, String name, @Nullable String value) {
    if (value != null) {
      fields.add(name, value);
    }
  }

  private static void addUnlessThere(
      Headers.Builder fields, Headers own, String name, String value) {
    if (!own.contains(name)) {
      fields.add(name, value);
    }
  }

  /** A request as it was sent. */
  RequestHead sent(Object connection, RequestHead lookedUp) throws Throwable {
    return new RequestHead(
        jdk.method(connection),
        lookedUp.uri(),
        fields(jdk.requests(connection), lookedUp.uri()),
        lookedUp.hasBody());
  }

  /** The fields of a request without those that are of the connection or say what the URI says. */
  private Headers fields(Object requests, URI uri) throws Throwable {
    Headers.Builder fields = new Headers.Builder();
    for (int i = 0; ; i++) {
      String name = jdk.name(requests, i);
      String value = jdk.value(requests, i);
      if (name == null && value == null) {
        return fields.build();
      }
      if (name != null && value != null && !RequestFields.isLeftOut(name, value, uri)) {
        fields.add(name, value);
      }
    }
  }

  private static boolean isSameDestination(URI one, URI other) {
    return one.getHost().equalsIgnoreCase(other.getHost())
        && RequestFields.port(one) == RequestFields.port(other);
  }

  /** The head of a response, or null if what has come is none. */
  @Nullable ResponseHead response(Object responses) throws Throwable {
    String line = jdk.name(responses, 0) == null ? jdk.value(responses, 0) : null;
    if (line == null || !line.startsWith("HTTP/1.")) {
      return null;
    }
    String[] words = line.split(" +", 3);
    if (words.length < 2 || !words[1].matches("[2-5]\\d\\d")) {
      return null;
    }
    Headers.Builder fields = new Headers.Builder();
    for (int i = 1; ; i++) {
      String name = jdk.name(responses, i);
      String value = jdk.value(responses, i);
      if (name == null && value == null) {
        String reason = words.length < 3 ? "" : words[2];
        return new ResponseHead(Integer.parseInt(words[1]), words[0], reason, fields.build());
      }
      if (name != null && value != null) {
        fields.add(name, value);
      }
    }
  }

  /** Puts a head in the place of another one. */
  void fill(Object responses, ResponseHead head) throws Throwable {
    jdk.clear(responses);
    jdk.add(responses, null, statusLine(head));
    for (Headers.Field field : head.headers()) {
      jdk.add(responses, field.name(), field.value());
    }
  }

  /** This client speaks no other version than 1.0 and 1.1. */
  static String statusLine(ResponseHead head) {
    String version = head.version().equals("HTTP/1.0") ? "HTTP/1.0" : "HTTP/1.1";
    String known = head.reason();
    String reason = known == null ? ReasonPhrases.of(head.status()) : known;
    return version + ' ' + head.status() + (reason.isEmpty() ? "" : ' ' + reason);
  }
}
