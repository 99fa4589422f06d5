package org.apache.hc.client5.http.impl.async;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of the client's own runtime in the handlers after {@code AsyncConnectExec}. The
 * last of them asks it to send the request. All else is for the client's own runtime; it is passed
 * on by reflection, because its methods differ between versions.
 */
final class LarderRuntime implements InvocationHandler {

  private final LarderConnection connection;

  /** The thread in which the handlers run, until they have returned. */
  private @Nullable Thread running;

  private @Nullable LarderExchange asked;

  LarderRuntime(LarderConnection connection) {
    this.connection = connection;
  }

  AsyncExecRuntime proxy() {
    return (AsyncExecRuntime)
        Proxy.newProxyInstance(
            AsyncExecRuntime.class.getClassLoader(), new Class<?>[] {AsyncExecRuntime.class}, this);
  }

  static boolean isOne(AsyncExecRuntime runtime) {
    return Proxy.isProxyClass(runtime.getClass())
        && Proxy.getInvocationHandler(runtime) instanceof LarderRuntime;
  }

  /**
   * Runs the handlers. What they ask for begins when they have returned, because the last one keeps
   * what cancels it only then.
   */
  void run(LarderConnection.Next handlers) throws HttpException, IOException {
    synchronized (this) {
      running = Thread.currentThread();
    }
    LarderExchange begun;
    try {
      handlers.proceed();
    } finally {
      synchronized (this) {
        running = null;
        begun = asked;
        asked = null;
      }
    }
    if (begun != null) {
      begun.begin();
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("execute") && method.getParameterCount() == 3) {
      return execute(
          (String) arguments[0],
          (AsyncClientExchangeHandler) arguments[1],
          (HttpClientContext) arguments[2]);
    }
    try {
      return method.invoke(
          method.getDeclaringClass() == Object.class ? this : connection.runtime(), arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  private Cancellable execute(
      String id, AsyncClientExchangeHandler handler, HttpClientContext context) {
    if (connection.body != null) {
      LarderSending watched = new LarderSending(connection, handler, context);
      return connection.runtime().execute(id, watched, context);
    }
    LarderExchange exchange = new LarderExchange(connection, id, handler, context);
    synchronized (this) {
      if (running == Thread.currentThread()) {
        asked = exchange;
        return exchange;
      }
    }
    exchange.begin();
    return exchange;
  }
}
