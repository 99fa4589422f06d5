package org.apache.hc.client5.http.impl.classic;

import dev.larder.bridge.CallRequest;
import dev.larder.bridge.ClientCall;
import dev.larder.bridge.NetworkReply;
import dev.larder.bridge.ServedReply;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** One request, with its final head. */
final class LarderCall extends ClientCall {

  private static final String CLIENT = "Apache HttpClient 5";

  /** Bodies that nobody wants and that are at most so long are read, longer ones are cut off. */
  private static final int DRAINED = 8 << 10;

  private static final Set<String> CHANGING = Set.of("digest", "ntlm", "negotiate", "kerberos");

  private final LarderRuntime runtime;
  private final ExecRuntime own;
  private final ExecChain.Scope scope;
  private final LarderBackground again;
  private final String id;
  private final ClassicHttpRequest request;
  private final @Nullable HttpResponseInformationCallback interim;
  private final HttpClientContext context;

  /** The last response of the network that was given up while its connection was kept. */
  private @Nullable ClassicHttpResponse dropped;

  private boolean served;

  LarderCall(
      LarderRuntime runtime,
      ExecRuntime own,
      ExecChain.Scope scope,
      LarderBackground again,
      String id,
      ClassicHttpRequest request,
      @Nullable HttpResponseInformationCallback interim,
      HttpClientContext context) {
    this.runtime = runtime;
    this.own = own;
    this.scope = scope;
    this.again = again;
    this.id = id;
    this.request = request;
    this.interim = interim;
    this.context = context;
  }

  @Override
  public @Nullable CallRequest request() throws Exception {
    Object manager = LarderManagers.of(own);
    LarderReach reach = LarderManagers.reach(manager);
    URI uri = uri();
    if (uri == null || reach.isClosed()) {
      return null;
    }
    HttpRoute route = scope.route;
    CallRequest call = new CallRequest(CLIENT, request.getMethod(), uri, fields());
    HttpEntity entity = request.getEntity();
    call.hasBody = entity != null;
    call.body = entity == null ? null : () -> bytes(entity);
    call.tls = reach.tls();
    call.tlsChoices = route.isSecure() ? reach.tlsChoices() : "";
    call.obstacle = obstacle(reach);
    call.local = route.getLocalAddress();
    HttpHost proxy = route.getProxyHost();
    call.proxy =
        proxy == null
            ? LarderManagers.socksProxy(manager, route)
            : InetSocketAddress.createUnresolved(proxy.getHostName(), proxy.getPort());
    RequestConfig config = context.getRequestConfig();
    Timeout timeout = config == null ? null : config.getResponseTimeout();
    call.timeoutMillis = timeout == null ? 0 : timeout.toMilliseconds();
    call.background = again.isPossible();
    return call;
  }

  private @Nullable URI uri() {
    HttpHost host = scope.route.getTargetHost();
    return CallRequest.uri(
        host.getSchemeName(), host.getHostName(), host.getPort(), request.getPath());
  }

  /** The client's offer to go on with TLS changes no response. */
  private List<String> fields() {
    List<String> all = LarderHeads.fields(request);
    if (!runtime.asksForTls(request)) {
      return all;
    }
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < all.size(); i += 2) {
      if (!all.get(i).equalsIgnoreCase("Upgrade")) {
        fields.addAll(all.subList(i, i + 2));
      }
    }
    return fields;
  }

  private @Nullable String obstacle(LarderReach reach) throws Exception {
    RequestConfig config = context.getRequestConfig();
    if (context.getAttribute("http.socket-factory-registry") != null
        || (config != null && LarderNewer.isToUnixSocket(config))) {
      return "own-sockets";
    }
    if (scope.route.getTargetHost().getAddress() != null) {
      return "own-resolver";
    }
    if (request.containsHeader("Expect")) {
      return "expect-continue";
    }
    if (isChanging("Authorization") || isChanging("Proxy-Authorization")) {
      return "changing-credentials";
    }
    return scope.route.isSecure() && reach.tlsObstacle() != null
        ? reach.tlsObstacle()
        : reach.obstacle();
  }

  private boolean isChanging(String name) {
    String credentials = LarderHeads.first(request, name);
    return credentials != null
        && CHANGING.contains(credentials.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT));
  }

  private static byte[] bytes(HttpEntity entity) throws Exception {
    HttpEntity given = entity instanceof RequestEntityProxy proxy ? proxy.getOriginal() : entity;
    if (!given.isRepeatable() || given.isStreaming()) {
      throw new IllegalStateException("The body can be read only once");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    given.writeTo(bytes);
    return bytes.toByteArray();
  }

  @Override
  public Object prepare(List<String> fields) {
    return fields;
  }

  @Override
  public Object send(Object prepared) throws Throwable {
    if (dropped != null && LarderHeads.isLast(dropped)) {
      own.discardEndpoint();
    }
    dropped = null;
    runtime.connect();
    @SuppressWarnings("unchecked")
    List<String> added = (List<String>) prepared;
    LarderHeads.add(request, added);
    try {
      return LarderNewer.execute(own, id, request, interim, context);
    } catch (Throwable thrown) {
      own.discardEndpoint(); // as its caller does
      throw thrown;
    } finally {
      LarderHeads.remove(request, added);
    }
  }

  @Override
  public NetworkReply reply(Object response) {
    return new LarderReply((ClassicHttpResponse) response, context);
  }

  @Override
  public void drop(Object response) throws Exception {
    ClassicHttpResponse given = (ClassicHttpResponse) response;
    HttpEntity entity = given.getEntity();
    dropped = given;
    if (entity == null) {
      return;
    }
    long length = entity.getContentLength();
    if (length >= 0 && length <= DRAINED && !LarderHeads.isLast(given)) {
      EntityUtils.consume(entity);
    } else {
      own.discardEndpoint();
    }
  }

  @Override
  public Object served(ServedReply stored) throws Exception {
    served = true;
    boolean old = stored.version.equals("HTTP/1.0");
    BasicClassicHttpResponse response =
        new BasicClassicHttpResponse(stored.status, stored.reason.isEmpty() ? null : stored.reason);
    response.setVersion(old ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1);
    LarderHeads.add(response, stored.fields);
    if (!request.getMethod().equals("HEAD") && stored.status != 204 && stored.status != 304) {
      response.setEntity(new LarderStored(stored));
    }
    LarderNewer.setSession(context, stored.tls);
    return response;
  }

  /**
   * Prepares for what the client does with a connection when it has a response.
   *
   * @return fields that a stored response shows until then
   */
  List<String> settle(ClassicHttpResponse answer) {
    ClassicHttpResponse last = dropped;
    if (!served || !own.isEndpointAcquired()) {
      return List.of();
    }
    if (last == null) {
      own.releaseEndpoint(); // it was kept for this request, which needed none
      return List.of();
    }
    return LarderHeads.borrow(answer, last, true);
  }

  @Override
  public boolean isCancelled() {
    return own.isExecutionAborted();
  }

  @Override
  public void sendInBackground() throws Exception {
    again.send();
  }
}
