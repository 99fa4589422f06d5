package org.apache.hc.client5.http.impl.async;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** What versions after 5.0 have and that matters here. */
final class LarderNewer {

  private static final @Nullable MethodHandle SET_SESSION =
      method(HttpCoreContext.class, "setSSLSession", void.class, SSLSession.class);

  private static final @Nullable MethodHandle UNIX_SOCKET =
      method(RequestConfig.class, "getUnixDomainSocket", Path.class);

  /** The constructor, and the two fields that it takes more, from 5.1 on; all of them or none. */
  private static final @Nullable MethodHandle SCOPE = scope();

  private static final @Nullable MethodHandle SCHEDULER = field("scheduler", schedulerType());
  private static final @Nullable MethodHandle COUNT = field("execCount", AtomicInteger.class);

  private LarderNewer() {}

  private static @Nullable MethodHandle method(
      Class<?> owner, String name, Class<?> returned, Class<?>... parameters) {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(owner, name, MethodType.methodType(returned, parameters));
    } catch (ReflectiveOperationException older) {
      return null;
    }
  }

  private static @Nullable Class<?> schedulerType() {
    for (Class<?> nested : AsyncExecChain.class.getClasses()) {
      if (nested.getSimpleName().equals("Scheduler")) {
        return nested;
      }
    }
    return null;
  }

  private static @Nullable MethodHandle scope() {
    Class<?> scheduler = schedulerType();
    if (scheduler == null) {
      return null;
    }
    try {
      return MethodHandles.publicLookup()
          .findConstructor(
              AsyncExecChain.Scope.class,
              MethodType.methodType(
                  void.class,
                  String.class,
                  HttpRoute.class,
                  HttpRequest.class,
                  CancellableDependency.class,
                  HttpClientContext.class,
                  AsyncExecRuntime.class,
                  scheduler,
                  AtomicInteger.class));
    } catch (ReflectiveOperationException older) {
      return null;
    }
  }

  private static @Nullable MethodHandle field(String name, @Nullable Class<?> type) {
    try {
      return type == null
          ? null
          : MethodHandles.publicLookup().findGetter(AsyncExecChain.Scope.class, name, type);
    } catch (ReflectiveOperationException older) {
      return null;
    }
  }

  /** The same scope with another runtime and another place for what cancels it. */
  static AsyncExecChain.Scope scope(
      AsyncExecChain.Scope of, CancellableDependency cancellable, AsyncExecRuntime runtime)
      throws Exception {
    if (SCOPE == null || SCHEDULER == null || COUNT == null) {
      return new AsyncExecChain.Scope(
          of.exchangeId, of.route, of.originalRequest, cancellable, of.clientContext, runtime);
    }
    try {
      return (AsyncExecChain.Scope)
          SCOPE.invoke(
              of.exchangeId,
              of.route,
              of.originalRequest,
              cancellable,
              of.clientContext,
              runtime,
              SCHEDULER.invoke(of),
              COUNT.invoke(of));
    } catch (Throwable failure) {
      throw thrown(failure);
    }
  }

  /** Shows a TLS session, or that there is none. */
  static void setSession(HttpCoreContext context, @Nullable SSLSession session) throws Exception {
    if (SET_SESSION == null) {
      context.setAttribute(HttpCoreContext.SSL_SESSION, session);
      return;
    }
    try {
      SET_SESSION.invokeExact(context, session);
    } catch (Throwable failure) {
      throw thrown(failure);
    }
  }

  /** Whether the request goes to a socket in the file system. */
  static boolean isToUnixSocket(RequestConfig config) throws Exception {
    if (UNIX_SOCKET == null) {
      return false;
    }
    try {
      return (Path) UNIX_SOCKET.invokeExact(config) != null;
    } catch (Throwable failure) {
      throw thrown(failure);
    }
  }

  private static Exception thrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof Exception known ? known : new IllegalStateException(failure);
  }
}
