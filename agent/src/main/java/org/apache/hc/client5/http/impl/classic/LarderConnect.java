package org.apache.hc.client5.http.impl.classic;

import dev.larder.bridge.ClientCompanion;
import dev.larder.bridge.ClientHooks;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * In place of {@code ConnectExec.execute}: the handlers that follow run without a connection. They
 * make the head of the request final, from 5.2 on, and get their connection when they send it.
 */
final class LarderConnect implements ClientCompanion {

  /** Called by the agent. */
  LarderConnect() {}

  @Override
  public @Nullable Object instead(ClientHooks hooks, Object target, Object[] arguments)
      throws Exception {
    ConnectExec connect = (ConnectExec) target;
    ClassicHttpRequest request = (ClassicHttpRequest) arguments[0];
    ExecChain.Scope scope = (ExecChain.Scope) arguments[1];
    ExecChain chain = (ExecChain) arguments[2];
    if (request == null
        || scope == null
        || chain == null
        || scope.execRuntime instanceof LarderRuntime) {
      return null;
    }
    LarderBackground again = new LarderBackground(connect, request, scope, chain);
    LarderRuntime runtime = new LarderRuntime(hooks, connect, request, scope, again);
    if (LarderNewer.showsSessionEarly() && !scope.route.isSecure()) {
      LarderNewer.setSession(scope.clientContext, null);
    }
    ExecChain.Scope own = runtime.scope();
    try {
      return runtime.finished(chain.proceed(request, own));
    } catch (LarderOutcome carried) {
      return carried.outcome();
    } catch (Error failure) {
      return failure;
    } catch (Exception failure) {
      scope.execRuntime.discardEndpoint();
      return failure;
    }
  }
}
