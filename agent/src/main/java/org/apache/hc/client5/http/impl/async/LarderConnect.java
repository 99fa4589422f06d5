package org.apache.hc.client5.http.impl.async;

import dev.larder.bridge.ClientCompanion;
import dev.larder.bridge.ClientHooks;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/**
 * In place of {@code AsyncConnectExec.execute}: the handlers that follow run without a connection.
 * They make the head of the request final, from 5.2 on, and get their connection when it is sent. A
 * request with a body is only watched: it is connected first, as without the cache.
 */
final class LarderConnect implements ClientCompanion {

  /** Called by the agent. */
  LarderConnect() {}

  @Override
  public @Nullable Object instead(ClientHooks hooks, Object target, Object[] arguments)
      throws Exception {
    AsyncConnectExec connect = (AsyncConnectExec) target;
    HttpRequest request = (HttpRequest) arguments[0];
    AsyncEntityProducer body = (AsyncEntityProducer) arguments[1];
    AsyncExecChain.Scope scope = (AsyncExecChain.Scope) arguments[2];
    AsyncExecChain chain = (AsyncExecChain) arguments[3];
    AsyncExecCallback callback = (AsyncExecCallback) arguments[4];
    if (request == null
        || scope == null
        || chain == null
        || callback == null
        || LarderRuntime.isOne(scope.execRuntime)) {
      return null;
    }
    LarderConnection connection =
        new LarderConnection(hooks, connect, request, body, scope, chain, callback);
    LarderRuntime runtime = new LarderRuntime(connection);
    AsyncExecChain.Scope own =
        LarderNewer.scope(scope, scope.cancellableDependency, runtime.proxy());
    try {
      if (body == null) {
        runtime.run(() -> chain.proceed(request, null, own, callback));
      } else {
        connection.open(() -> chain.proceed(request, body, own, callback), callback);
      }
      return this;
    } catch (Throwable failure) {
      return failure; // the client's own
    }
  }
}
