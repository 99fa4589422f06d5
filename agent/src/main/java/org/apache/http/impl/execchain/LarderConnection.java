package org.apache.http.impl.execchain;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import javax.net.ssl.SSLSession;
import org.apache.http.conn.ManagedHttpClientConnection;
import org.apache.http.impl.conn.ConnectionShutdownException;
import org.jspecify.annotations.Nullable;

/**
 * What a response out of the cache shows in place of a connection: one that is closed, and tells
 * which TLS session the response came over.
 */
final class LarderConnection implements InvocationHandler {

  private final @Nullable SSLSession session;

  private LarderConnection(@Nullable SSLSession session) {
    this.session = session;
  }

  static Object over(@Nullable SSLSession session) {
    return Proxy.newProxyInstance(
        ManagedHttpClientConnection.class.getClassLoader(),
        new Class<?>[] {ManagedHttpClientConnection.class},
        new LarderConnection(session));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "getSSLSession" -> session;
      case "isOpen" -> false;
      case "isStale" -> true;
      case "close", "shutdown", "getSocket", "getLocalAddress", "getRemoteAddress" -> null;
      case "getLocalPort", "getRemotePort" -> -1;
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> arguments != null && proxy == arguments[0];
      case "toString" -> "[closed]";
      default -> throw new ConnectionShutdownException();
    };
  }
}
