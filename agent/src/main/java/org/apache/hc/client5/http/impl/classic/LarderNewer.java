package org.apache.hc.client5.http.impl.classic;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** The methods that versions after 5.0 have and that matter here. */
final class LarderNewer {

  private static final @Nullable MethodHandle EXECUTE =
      find(
          ExecRuntime.class,
          "execute",
          ClassicHttpResponse.class,
          String.class,
          ClassicHttpRequest.class,
          HttpResponseInformationCallback.class,
          HttpClientContext.class);

  private static final @Nullable MethodHandle SET_SESSION =
      find(HttpCoreContext.class, "setSSLSession", void.class, SSLSession.class);

  private static final @Nullable MethodHandle UNIX_SOCKET =
      find(RequestConfig.class, "getUnixDomainSocket", Path.class);

  private LarderNewer() {}

  private static @Nullable MethodHandle find(
      Class<?> owner, String name, Class<?> returned, Class<?>... parameters) {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(owner, name, MethodType.methodType(returned, parameters));
    } catch (ReflectiveOperationException older) {
      return null;
    }
  }

  /** Sends a request; before 5.4 nobody hears of interim responses. */
  static ClassicHttpResponse execute(
      ExecRuntime runtime,
      String id,
      ClassicHttpRequest request,
      @Nullable HttpResponseInformationCallback interim,
      HttpClientContext context)
      throws Throwable {
    return EXECUTE == null || interim == null
        ? runtime.execute(id, request, context)
        : (ClassicHttpResponse) EXECUTE.invokeExact(runtime, id, request, interim, context);
  }

  /** Shows a TLS session, or that there is none. */
  static void setSession(HttpCoreContext context, @Nullable SSLSession session) throws Exception {
    if (SET_SESSION == null) {
      context.setAttribute(HttpCoreContext.SSL_SESSION, session);
      return;
    }
    try {
      SET_SESSION.invokeExact(context, session);
    } catch (Exception | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether the handler that connects shows the TLS session to all that follow it. */
  static boolean showsSessionEarly() {
    return SET_SESSION != null;
  }

  /** Whether the request goes to a socket in the file system. */
  static boolean isToUnixSocket(RequestConfig config) throws Exception {
    if (UNIX_SOCKET == null) {
      return false;
    }
    try {
      return (Path) UNIX_SOCKET.invokeExact(config) != null;
    } catch (Exception | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
