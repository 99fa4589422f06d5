package dev.larder.bridge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What a companion tells of a request. Its fields are set once, by the companion. */
public final class CallRequest {

  /** The name of the client, for people. */
  public final String client;

  public final String method;
  public final URI uri;

  /** Names and values by turns, as they will go to the server; those of the cache are not there. */
  public final List<String> fields;

  public boolean hasBody;

  /**
   * Gives the bytes of the body, each time the same; null if they are not in memory. Called only if
   * a rule stores responses by it.
   */
  public @Nullable Callable<byte[]> body;

  /**
   * The {@code SSLSocketFactory}, {@code SSLContext} or {@code SSLEngine} of a request over TLS;
   * any other object or null is one of which nothing is known.
   */
  public @Nullable Object tls;

  /** What the client takes for TLS in place of its own defaults; the same for the same choices. */
  public String tlsChoices = "";

  /** The word of the {@code Reason} for which the request is left alone, or null. */
  public @Nullable String obstacle;

  /** The address that the client sends from, if it was told to. */
  public @Nullable InetAddress local;

  /** The proxy that the request goes through, or null. */
  public @Nullable InetSocketAddress proxy;

  /**
   * The shortest of the time-outs that end a wait for the response, in milliseconds; 0 for none.
   */
  public long timeoutMillis;

  /** Whether {@link ClientCall#sendInBackground} is there. */
  public boolean background;

  /** A request without a body. */
  public CallRequest(String client, String method, URI uri, List<String> fields) {
    this.client = client;
    this.method = method;
    this.uri = uri;
    this.fields = fields;
  }

  /**
   * The URI of a request that is sent to a host, or null if there is none (RFC 9112 §3.3).
   *
   * @param port negative for that of the scheme
   * @param target of the request line: a path, null or empty for the root, or a whole URI for a
   *     proxy
   */
  public static @Nullable URI uri(String scheme, String host, int port, @Nullable String target) {
    boolean overTls = scheme.equals("https");
    if (!overTls && !scheme.equals("http")) {
      return null;
    }
    try {
      String path = target == null || target.isEmpty() ? "/" : target;
      if (!path.startsWith("/")) {
        URI whole = new URI(path);
        if (whole.getRawPath() == null || whole.getHost() == null) {
          return null;
        }
        path = whole.getRawPath() + (whole.getRawQuery() == null ? "" : '?' + whole.getRawQuery());
      }
      StringBuilder text = new StringBuilder(scheme).append("://");
      boolean bare = host.indexOf(':') >= 0 && !host.startsWith("["); // an address of IPv6
      text.append(bare ? '[' + host + ']' : host);
      if (port > 0 && port != (overTls ? 443 : 80)) {
        text.append(':').append(port);
      }
      URI uri = new URI(text.append(path).toString());
      return uri.getHost() == null ? null : uri;
    } catch (URISyntaxException notOne) {
      return null;
    }
  }
}
