package org.apache.hc.client5.http.impl.classic;

import dev.larder.bridge.ClientHooks;
import java.io.IOException;
import java.util.List;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of the client's own runtime in the handlers after {@code ConnectExec}, which has
 * not connected yet. The last of them asks it to send the request, whose head is final by then. It
 * is connected now if the cache does not have the response.
 */
final class LarderRuntime implements ExecRuntime {

  private final ClientHooks hooks;
  private final ConnectExec connect;
  private final ClassicHttpRequest request;
  private final ExecChain.Scope scope;
  private final LarderBackground again;
  private final ExecRuntime own;

  /** Fields that a response out of the cache shows only while the client handles its connection. */
  private List<String> borrowed = List.of();

  /** Whether the outcome is that of {@code ConnectExec} alone, which has done with the endpoint. */
  private boolean over;

  LarderRuntime(
      ClientHooks hooks,
      ConnectExec connect,
      ClassicHttpRequest request,
      ExecChain.Scope scope,
      LarderBackground again) {
    this.hooks = hooks;
    this.connect = connect;
    this.request = request;
    this.scope = scope;
    this.again = again;
    this.own = scope.execRuntime;
  }

  /** The scope of the handlers that follow. */
  ExecChain.Scope scope() {
    return new ExecChain.Scope(
        scope.exchangeId, scope.route, scope.originalRequest, this, scope.clientContext);
  }

  /** Connects in the client's own way, unless it is connected. */
  void connect() throws Throwable {
    if (own.isEndpointAcquired() && own.isEndpointConnected()) {
      return;
    }
    Object outcome;
    try {
      outcome = hooks.unwoven(connect, () -> connect.execute(request, scope, (sent, same) -> null));
    } catch (IOException | HttpException failure) {
      throw failure;
    } catch (RuntimeException | Error failure) {
      outcome = failure;
    }
    if (outcome != null) {
      over = true;
      throw new LarderOutcome(outcome);
    }
  }

  /** What the caller gets in the end, after the client has dealt with the connection. */
  ClassicHttpResponse finished(ClassicHttpResponse response) {
    if (!borrowed.isEmpty()) {
      LarderHeads.remove(response, borrowed);
      borrowed = List.of();
      own.releaseEndpoint(); // nothing more comes over it
    }
    return response;
  }

  @Override
  public ClassicHttpResponse execute(String id, ClassicHttpRequest sent, HttpClientContext context)
      throws IOException, HttpException {
    return execute(id, sent, null, context);
  }

  /** Called from 5.4 on. */
  public ClassicHttpResponse execute(
      String id,
      ClassicHttpRequest sent,
      @Nullable HttpResponseInformationCallback interim,
      HttpClientContext context)
      throws IOException, HttpException {
    try {
      Object answer = answer(id, sent, interim, context);
      if (answer instanceof Throwable thrown) {
        throw thrown;
      }
      if (answer != null) {
        return (ClassicHttpResponse) answer;
      }
      connect();
      return LarderNewer.execute(own, id, sent, interim, context);
    } catch (IOException | HttpException | RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What the cache says, or null to send the request without it. */
  private @Nullable Object answer(
      String id,
      ClassicHttpRequest sent,
      @Nullable HttpResponseInformationCallback interim,
      HttpClientContext context) {
    LarderCall call;
    try {
      leaveOut(sent);
      call = new LarderCall(this, own, scope, again, id, sent, interim, context);
    } catch (Throwable failure) {
      hooks.failed("reading a request", failure);
      return null;
    }
    Object answer = hooks.follow(call);
    if (answer instanceof ClassicHttpResponse response) {
      try {
        borrowed = call.settle(response);
      } catch (Throwable failure) {
        hooks.failed("keeping a connection", failure);
      }
    }
    return answer;
  }

  /** From 5.4 on the client asks for TLS where it does not see a session, which comes later now. */
  private void leaveOut(ClassicHttpRequest sent) {
    if (scope.route.isSecure() && asksForTls(sent)) {
      sent.removeHeaders("Upgrade");
      if (!again.hadField(LarderHeads.CONNECTION)) {
        sent.removeHeaders(LarderHeads.CONNECTION);
      }
    }
  }

  /** Whether the client itself has added that it would go on with TLS. */
  boolean asksForTls(ClassicHttpRequest sent) {
    return "TLS/1.2".equals(LarderHeads.first(sent, "Upgrade")) && !again.hadField("Upgrade");
  }

  @Override
  public boolean isExecutionAborted() {
    return own.isExecutionAborted();
  }

  @Override
  public boolean isEndpointAcquired() {
    return own.isEndpointAcquired();
  }

  @Override
  public void acquireEndpoint(String id, HttpRoute route, Object state, HttpClientContext context)
      throws IOException {
    own.acquireEndpoint(id, route, state, context);
  }

  @Override
  public void releaseEndpoint() {
    own.releaseEndpoint();
  }

  @Override
  public void discardEndpoint() {
    if (!over) {
      own.discardEndpoint();
    }
  }

  @Override
  public boolean isEndpointConnected() {
    return own.isEndpointConnected();
  }

  @Override
  public void disconnectEndpoint() throws IOException {
    own.disconnectEndpoint();
  }

  @Override
  public void connectEndpoint(HttpClientContext context) throws IOException {
    own.connectEndpoint(context);
  }

  @Override
  public void upgradeTls(HttpClientContext context) throws IOException {
    own.upgradeTls(context);
  }

  @Override
  public boolean isConnectionReusable() {
    return own.isConnectionReusable();
  }

  @Override
  public void markConnectionReusable(Object state, TimeValue validityTime) {
    own.markConnectionReusable(state, validityTime);
  }

  @Override
  public void markConnectionNonReusable() {
    own.markConnectionNonReusable();
  }

  @Override
  public ExecRuntime fork(CancellableDependency cancellable) {
    return own.fork(cancellable);
  }
}
