package dev.larder.agent.client.urlconnection;

import dev.larder.bridge.UrlConnectionHooks;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.OnNonDefaultValue;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;
import org.jspecify.annotations.Nullable;

/**
 * The code that goes into {@code sun.net.www}: one request and its response, one hop of a chain of
 * redirects. Inlined into the JDK's own methods, so it may use the JDK and the bridge only.
 */
final class UrlConnectionAdvice {

  private UrlConnectionAdvice() {}

  /** {@code void HttpURLConnection.plainConnect0()}. */
  static final class Connect {
    private Connect() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object connection) {
      UrlConnectionHooks hooks = UrlConnectionHooks.installed();
      if (hooks != null) {
        hooks.beforeConnect(connection);
      }
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object connection,
        @Advice.Thrown(readOnly = false, typing = Typing.DYNAMIC) @Nullable Throwable failure) {
      UrlConnectionHooks hooks = UrlConnectionHooks.installed();
      if (failure != null && hooks != null) {
        failure = hooks.afterConnect(connection, failure);
      }
    }
  }

  /** {@code void AbstractDelegateHttpsURLConnection.connect()}, which also negotiates TLS. */
  static final class ConnectWithTls {
    private ConnectWithTls() {}

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object connection,
        @Advice.Thrown(readOnly = false, typing = Typing.DYNAMIC) @Nullable Throwable failure) {
      UrlConnectionHooks hooks = UrlConnectionHooks.installed();
      if (failure != null && hooks != null) {
        failure = hooks.afterConnect(connection, failure);
      }
    }
  }

  /** {@code HttpClient getNewHttpClient(URL, Proxy, int)}, and with a {@code boolean} more. */
  static final class NewHttpClient {
    private NewHttpClient() {}

    @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static @Nullable Object enter(
        @Advice.This Object connection, @Advice.Argument(1) @Nullable Object proxy) {
      UrlConnectionHooks hooks = UrlConnectionHooks.installed();
      return hooks == null ? null : hooks.beforeClient(connection, proxy);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object standIn,
        @Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object httpClient) {
      if (standIn != null) {
        httpClient = standIn;
      }
    }
  }

  /** {@code void HttpURLConnection.writeRequests()}. */
  static final class WriteRequests {
    private WriteRequests() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object connection) {
      UrlConnectionHooks hooks = UrlConnectionHooks.installed();
      if (hooks != null) {
        hooks.beforeWrite(connection);
      }
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.This Object connection, @Advice.Thrown @Nullable Throwable failure) {
      UrlConnectionHooks hooks = UrlConnectionHooks.installed();
      if (hooks != null) {
        hooks.afterWrite(connection, failure);
      }
    }
  }

  /** {@code boolean HttpClient.parseHTTP(MessageHeader, …, HttpURLConnection)}. */
  static final class ParseHttp {
    private ParseHttp() {}

    @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static @Nullable Object enter(
        @Advice.This Object httpClient, @Advice.AllArguments Object[] arguments) {
      UrlConnectionHooks hooks = UrlConnectionHooks.installed();
      return hooks == null
          ? null
          : hooks.beforeHead(httpClient, arguments[0], arguments[arguments.length - 1]);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object httpClient,
        @Advice.AllArguments Object[] arguments,
        @Advice.Enter @Nullable Object answer,
        @Advice.Return(readOnly = false) boolean isHttp,
        @Advice.Thrown(readOnly = false, typing = Typing.DYNAMIC) @Nullable Throwable failure) {
      UrlConnectionHooks hooks = UrlConnectionHooks.installed();
      if (answer instanceof Throwable thrown) {
        failure = thrown;
      } else if (answer != null) {
        isHttp = true;
      } else if (hooks != null) {
        Throwable before = failure;
        failure =
            hooks.afterHead(httpClient, arguments[0], arguments[arguments.length - 1], before);
        if (before != null && failure == null) {
          isHttp = true;
        }
      }
    }
  }
}
