package org.apache.http.impl.execchain;

import dev.larder.bridge.CallRequest;
import dev.larder.bridge.ClientCall;
import dev.larder.bridge.ClientHooks;
import dev.larder.bridge.NetworkReply;
import dev.larder.bridge.ServedReply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpResponse;
import org.apache.http.HttpStatus;
import org.apache.http.auth.AuthState;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.client.methods.HttpRequestWrapper;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.EofSensorInputStream;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.entity.BasicHttpEntity;
import org.apache.http.impl.DefaultHttpResponseFactory;
import org.apache.http.protocol.HttpCoreContext;
import org.apache.http.util.EntityUtils;
import org.jspecify.annotations.Nullable;

/** One request of the client, after all of its interceptors and before it asks for a connection. */
final class LarderCall extends ClientCall implements Callable<CloseableHttpResponse> {

  /** The rest of a body that nobody wants is read up to so many bytes, for its connection. */
  private static final int DRAINED = 64 << 10;

  /** A body of a request counts as one in memory up to so many bytes. */
  private static final int IN_MEMORY = 1 << 20;

  private final ClientHooks hooks;
  private final MainClientExec exec;
  private final LarderReach reach;
  private final HttpRoute route;
  private final HttpRequestWrapper request;
  private final HttpClientContext context;
  private final @Nullable HttpExecutionAware execAware;

  /** The request's own fields, before the client adds credentials. */
  private final Header[] own;

  private List<String> lookedUp = List.of();

  LarderCall(
      ClientHooks hooks,
      MainClientExec exec,
      LarderReach reach,
      HttpRoute route,
      HttpRequestWrapper request,
      HttpClientContext context,
      @Nullable HttpExecutionAware execAware) {
    this.hooks = hooks;
    this.exec = exec;
    this.reach = reach;
    this.route = route;
    this.request = request;
    this.context = context;
    this.execAware = execAware;
    this.own = request.getAllHeaders();
  }

  @Override
  public @Nullable CallRequest request() {
    HttpHost target = route.getTargetHost();
    URI uri =
        CallRequest.uri(
            target.getSchemeName(),
            target.getHostName(),
            target.getPort(),
            request.getRequestLine().getUri());
    if (uri == null) {
      return null;
    }
    lookedUp = LarderFields.list(own);
    LarderCredentials credentials = LarderCredentials.of(route, request, context);
    if (credentials.added != null) {
      for (Header header : credentials.added) {
        if (header != null) {
          LarderFields.add(lookedUp, header);
        }
      }
    }
    CallRequest call =
        new CallRequest(LarderExec.CLIENT, request.getMethod(), uri, List.copyOf(lookedUp));
    call.obstacle = reach.obstacle(route, context);
    if (credentials.added == null && call.obstacle == null) {
      call.obstacle = "changing-credentials";
    }
    body(call);
    call.tls = reach.tls;
    call.tlsChoices = uri.getScheme().equals("https") ? reach.tlsChoices : "";
    call.local = route.getLocalAddress();
    HttpHost proxy = route.getProxyHost();
    if (proxy != null) {
      call.proxy = InetSocketAddress.createUnresolved(proxy.getHostName(), proxy.getPort());
    }
    call.timeoutMillis = Math.max(0, context.getRequestConfig().getSocketTimeout());
    return call;
  }

  private void body(CallRequest call) {
    if (request instanceof HttpEntityEnclosingRequest enclosing) {
      HttpEntity entity = enclosing.getEntity();
      call.hasBody = entity != null;
      if (entity != null
          && entity.isRepeatable()
          && entity.getContentLength() >= 0
          && entity.getContentLength() <= IN_MEMORY) {
        call.body = () -> EntityUtils.toByteArray(entity);
      }
      if (enclosing.expectContinue() && call.obstacle == null) {
        call.obstacle = "expect-continue";
      }
    }
  }

  @Override
  public Object prepare(List<String> fields) {
    return LarderFields.headers(fields);
  }

  @Override
  public Object send(Object prepared) throws Throwable {
    request.setHeaders(own); // a repetition is without the credentials of the first time
    Header[] added = (Header[]) prepared;
    for (Header header : added) {
      request.addHeader(header);
    }
    try {
      return hooks.unwoven(exec, this);
    } finally {
      for (Header header : added) {
        request.removeHeader(header);
      }
    }
  }

  /** Sends the request as it is now. */
  @Override
  @SuppressWarnings("NullAway") // nobody has to be able to cancel it
  public CloseableHttpResponse call() throws IOException, HttpException {
    return exec.execute(route, request, context, execAware);
  }

  @Override
  public NetworkReply reply(Object response) {
    List<String> sent = LarderFields.list(request.getAllHeaders());
    return new LarderReply(
        (CloseableHttpResponse) response,
        context.getConnection(),
        sent.equals(lookedUp) ? null : sent);
  }

  @Override
  public void drop(Object response) throws IOException {
    try (CloseableHttpResponse unwanted = (CloseableHttpResponse) response) {
      HttpEntity entity = unwanted.getEntity();
      if (entity != null && entity.getContentLength() <= DRAINED) {
        EntityUtils.consumeQuietly(entity);
      }
    }
  }

  @Override
  public Object served(ServedReply stored) {
    HttpResponse response =
        DefaultHttpResponseFactory.INSTANCE.newHttpResponse(
            LarderFields.statusLine(stored.version, stored.status, stored.reason), context);
    response.setHeaders(LarderFields.headers(stored.fields));
    if (hasBody(stored.status)) {
      BasicHttpEntity entity = new BasicHttpEntity();
      boolean known = response.containsHeader("Content-Length");
      entity.setContentLength(known ? stored.length : -1);
      entity.setChunked(!known);
      entity.setContentType(response.getFirstHeader("Content-Type"));
      entity.setContentEncoding(response.getFirstHeader("Content-Encoding"));
      entity.setContent(new EofSensorInputStream(stored.body, null));
      response.setEntity(entity);
    }
    if (context.getTargetAuthState() == null) {
      context.setAttribute(HttpClientContext.TARGET_AUTH_STATE, new AuthState());
    }
    if (context.getProxyAuthState() == null) {
      context.setAttribute(HttpClientContext.PROXY_AUTH_STATE, new AuthState());
    }
    context.setAttribute(HttpCoreContext.HTTP_CONNECTION, LarderConnection.over(stored.tls));
    return LarderResponse.withoutConnection(response);
  }

  /** Whether the client expects a body, as its {@code HttpRequestExecutor} does. */
  private boolean hasBody(int status) {
    return !"HEAD".equalsIgnoreCase(request.getMethod())
        && status != HttpStatus.SC_NO_CONTENT
        && status != HttpStatus.SC_NOT_MODIFIED
        && status != HttpStatus.SC_RESET_CONTENT;
  }

  @Override
  public boolean isCancelled() {
    return execAware != null && execAware.isAborted();
  }
}
