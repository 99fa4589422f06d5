package org.apache.hc.client5.http.impl.async;

import dev.larder.bridge.ClientHooks;
import java.io.IOException;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.core5.concurrent.ComplexCancellable;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/** What {@code AsyncConnectExec} was asked to connect, and how it is done when it is needed. */
final class LarderConnection {

  /** What follows once there is a connection. */
  interface Next {
    void proceed() throws HttpException, IOException;
  }

  final ClientHooks hooks;
  final HttpRequest request;
  final @Nullable AsyncEntityProducer body;

  /** With the client's own runtime. */
  final AsyncExecChain.Scope scope;

  /** The fields that the program has given. */
  final Header[] before;

  final AsyncExecCallback callback;
  private final AsyncConnectExec connect;
  private final AsyncExecChain chain;

  LarderConnection(
      ClientHooks hooks,
      AsyncConnectExec connect,
      HttpRequest request,
      @Nullable AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback) {
    this.hooks = hooks;
    this.connect = connect;
    this.request = request;
    this.body = body;
    this.scope = scope;
    this.chain = chain;
    this.callback = callback;
    this.before = request.getHeaders();
  }

  AsyncExecRuntime runtime() {
    return scope.execRuntime;
  }

  /** Connects in the client's own way, unless it is connected; cancelled as the client does. */
  void open(Next next, AsyncExecCallback told) throws Exception {
    open(scope, next, told);
  }

  /**
   * Connects in the client's own way, unless it is connected.
   *
   * @param cancellable gets what cancels it
   * @param told hears of a failure, and of a proxy that refuses a tunnel
   */
  void open(ComplexCancellable cancellable, Next next, AsyncExecCallback told) throws Exception {
    open(LarderNewer.scope(scope, cancellable, runtime()), next, told);
  }

  @SuppressWarnings("NullAway") // the client has null for a request without a body
  private void open(AsyncExecChain.Scope in, Next next, AsyncExecCallback told) throws Exception {
    AsyncExecChain followed =
        (sent, producer, within, heard) -> {
          if (sent == request) {
            next.proceed();
          } else {
            chain.proceed(sent, producer, within, heard); // to a proxy, up to 5.1
          }
        };
    hooks.unwoven(
        connect,
        () -> {
          connect.execute(request, body, in, followed, told);
          return null;
        });
  }
}
