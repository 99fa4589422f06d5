package org.apache.hc.client5.http.impl.async;

import dev.larder.bridge.CallRequest;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Requests as they are told of, and as they are sent. */
final class LarderRequest {

  private static final String CLIENT = "Apache HttpClient 5 (async)";

  private static final Set<String> CHANGING = Set.of("digest", "ntlm", "negotiate", "kerberos");

  private LarderRequest() {}

  /**
   * What is told of a request with its final head.
   *
   * @param scope with the client's own runtime
   * @param before the fields that the program has given
   * @return null if it is none for a resource, or fails anyway
   */
  static @Nullable CallRequest told(
      HttpRequest request, boolean hasBody, AsyncExecChain.Scope scope, Header[] before)
      throws Exception {
    LarderReach reach = LarderManagers.reach(scope.execRuntime);
    URI uri = uri(request, scope.route);
    if (uri == null || reach.isClosed()) {
      return null;
    }
    HttpRoute route = scope.route;
    CallRequest call = new CallRequest(CLIENT, request.getMethod(), uri, fields(request, before));
    call.hasBody = hasBody;
    call.tls = reach.tls();
    call.tlsChoices = route.isSecure() ? reach.tlsChoices() : "";
    call.obstacle = obstacle(request, scope, reach);
    call.local = route.getLocalAddress();
    HttpHost proxy = route.getProxyHost();
    call.proxy =
        proxy == null
            ? reach.socks()
            : InetSocketAddress.createUnresolved(proxy.getHostName(), proxy.getPort());
    RequestConfig config = scope.clientContext.getRequestConfig();
    Timeout timeout = config == null ? null : config.getResponseTimeout();
    call.timeoutMillis = timeout == null ? 0 : timeout.toMilliseconds();
    return call;
  }

  private static @Nullable URI uri(HttpRequest request, HttpRoute route) {
    HttpHost host = route.getTargetHost();
    return CallRequest.uri(
        host.getSchemeName(), host.getHostName(), host.getPort(), request.getPath());
  }

  /** The client's offer to go on with TLS changes no response; the host may be added later. */
  private static List<String> fields(HttpRequest request, Header[] before) {
    List<String> all = LarderHeads.fields(request);
    boolean offers = asksForTls(request, before);
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < all.size(); i += 2) {
      if (!offers || !all.get(i).equalsIgnoreCase(LarderHeads.UPGRADE)) {
        fields.addAll(all.subList(i, i + 2));
      }
    }
    URIAuthority host = request.getAuthority();
    if (host != null && !request.containsHeader("Host")) {
      fields.add("Host");
      fields.add(
          host.getPort() < 0 ? host.getHostName() : host.getHostName() + ':' + host.getPort());
    }
    return fields;
  }

  private static @Nullable String obstacle(
      HttpRequest request, AsyncExecChain.Scope scope, LarderReach reach) throws Exception {
    RequestConfig config = scope.clientContext.getRequestConfig();
    if (config != null && LarderNewer.isToUnixSocket(config)) {
      return "own-sockets";
    }
    if (scope.route.getTargetHost().getAddress() != null) {
      return "own-resolver";
    }
    if (request.containsHeader("Expect")) {
      return "expect-continue";
    }
    if (isChanging(request, "Authorization") || isChanging(request, "Proxy-Authorization")) {
      return "changing-credentials";
    }
    return scope.route.isSecure() && reach.tlsObstacle() != null
        ? reach.tlsObstacle()
        : reach.obstacle();
  }

  private static boolean isChanging(HttpRequest request, String name) {
    String credentials = LarderHeads.first(request, name);
    return credentials != null
        && CHANGING.contains(credentials.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT));
  }

  /** Whether the client itself has added that it would go on with TLS. */
  private static boolean asksForTls(HttpRequest request, Header[] before) {
    return "TLS/1.2".equals(LarderHeads.first(request, LarderHeads.UPGRADE))
        && !LarderHeads.has(before, LarderHeads.UPGRADE);
  }

  /**
   * Takes back what the client has added because it saw no TLS session: from 5.4 on it asks for TLS
   * then, and the session comes only with the connection.
   */
  static void leaveOut(HttpRequest request, HttpRoute route, Header[] before) {
    if (route.isSecure() && asksForTls(request, before)) {
      request.removeHeaders(LarderHeads.UPGRADE);
      if (!LarderHeads.has(before, LarderHeads.CONNECTION)) {
        request.removeHeaders(LarderHeads.CONNECTION);
      }
    }
  }

  /**
   * Gives a request, made for HTTP/1.1 while there was no connection, the form of HTTP/2, which has
   * no fields of a connection, and the host elsewhere (RFC 9113 §8.2.2, §8.3.1).
   */
  static void toHttp2(HttpRequest request, Header[] before) {
    for (String name : List.of(LarderHeads.CONNECTION, "Keep-Alive", LarderHeads.UPGRADE, "Host")) {
      if (!LarderHeads.has(before, name)) {
        request.removeHeaders(name);
      }
    }
    if (HttpVersion.HTTP_1_1.equals(request.getVersion())) {
      request.setVersion(null);
    }
  }
}
