package dev.larder.agent.client;

import dev.larder.http.FieldNames;
import java.net.URI;

/** The fields of requests that clients write by themselves as they send them. */
public final class RequestFields {

  private static final FieldNames OF_CONNECTION =
      FieldNames.of("connection", "content-length", "proxy-connection", "transfer-encoding");

  private RequestFields() {}

  /**
   * Whether a field tells nobody apart: it is about the connection, or says what the URI says.
   *
   * @param uri of the request
   */
  public static boolean isLeftOut(String name, String value, URI uri) {
    return OF_CONNECTION.contains(name) || (name.equalsIgnoreCase("Host") && isHost(value, uri));
  }

  private static boolean isHost(String value, URI uri) {
    String host = uri.getHost();
    String named = uri.getPort() < 0 ? host : host + ':' + uri.getPort();
    return value.equalsIgnoreCase(named)
        || (uri.getPort() == defaultPort(uri) && value.equalsIgnoreCase(host))
        || (uri.getPort() < 0 && value.equalsIgnoreCase(host + ':' + defaultPort(uri)));
  }

  /** The port of a URI of HTTP. */
  public static int port(URI uri) {
    return uri.getPort() < 0 ? defaultPort(uri) : uri.getPort();
  }

  private static int defaultPort(URI uri) {
    return uri.getScheme().equals("https") ? 443 : 80;
  }
}
