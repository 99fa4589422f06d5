package org.apache.hc.client5.http.impl.classic;

import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** A request as it came to the handler that connects, to be made once more. */
final class LarderBackground {

  private final ConnectExec connect;
  private final ClassicHttpRequest request;
  private final ExecChain.Scope scope;
  private final ExecChain chain;

  /** The fields before the client's interceptors have added theirs, as they will do again. */
  private final Header[] fields;

  LarderBackground(
      ConnectExec connect, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) {
    this.connect = connect;
    this.request = request;
    this.scope = scope;
    this.chain = chain;
    this.fields = request.getHeaders();
  }

  /** Whether the program itself has given a field. */
  boolean hadField(String name) {
    for (Header field : fields) {
      if (field.getName().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a copy can be made: one for a proxy has another form, which 5.0 does not know. */
  boolean isPossible() {
    return scope.route.getProxyHost() == null || scope.route.isTunnelled();
  }

  /** Sends a copy over a connection of its own, in the calling thread, and reads the response. */
  void send() throws Exception {
    ClassicHttpRequest copy = copy();
    ExecChain.Scope own =
        new ExecChain.Scope(
            scope.exchangeId, scope.route, copy(), scope.execRuntime.fork(null), context());
    ClassicHttpResponse response = connect.execute(copy, own, chain);
    try {
      EntityUtils.consume(response.getEntity());
    } finally {
      response.close();
      own.execRuntime.discardEndpoint(); // without effect if it was released
    }
  }

  private ClassicHttpRequest copy() {
    BasicClassicHttpRequest copy =
        new BasicClassicHttpRequest(
            request.getMethod(), scope.route.getTargetHost(), request.getPath());
    copy.setScheme(request.getScheme());
    copy.setAuthority(request.getAuthority());
    copy.setVersion(request.getVersion());
    copy.setHeaders(fields);
    return copy;
  }

  private HttpClientContext context() {
    HttpClientContext from = scope.clientContext;
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(HttpClientContext.HTTP_ROUTE, scope.route);
    context.setRequestConfig(from.getRequestConfig());
    context.setCookieStore(from.getCookieStore());
    context.setCookieSpecRegistry(from.getCookieSpecRegistry());
    context.setAuthSchemeRegistry(from.getAuthSchemeRegistry());
    context.setCredentialsProvider(from.getCredentialsProvider());
    context.setAuthCache(from.getAuthCache());
    context.setUserToken(from.getUserToken());
    return context;
  }
}
