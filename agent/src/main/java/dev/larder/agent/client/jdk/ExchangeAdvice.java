package dev.larder.agent.client.jdk;

import dev.larder.bridge.HttpClientHooks;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.OnNonDefaultValue;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;
import org.jspecify.annotations.Nullable;

/**
 * The code that goes into {@code jdk.internal.net.http.Exchange}: one request and its response, one
 * hop of a redirect chain, after the client has added its cookies and credentials and before it
 * looks for a connection. Inlined into the JDK's own methods, so it may use the JDK and the bridge
 * only.
 */
final class ExchangeAdvice {

  private ExchangeAdvice() {}

  /** {@code CompletableFuture<Response> responseAsync()}. */
  static final class ResponseAsync {
    private ResponseAsync() {}

    @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.This Object exchange) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      return hooks == null ? null : hooks.beforeResponse(exchange);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object exchange,
        @Advice.Enter @Nullable Object answer,
        @Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object response) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      if (answer != null) {
        response = answer;
      } else if (hooks != null) {
        response = hooks.afterResponse(exchange, (CompletableFuture<?>) response);
      }
    }
  }

  /** {@code CompletableFuture<T> readBodyAsync(BodyHandler<T>)}. */
  static final class ReadBodyAsync {
    private ReadBodyAsync() {}

    @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static @Nullable Object enter(
        @Advice.This Object exchange,
        @Advice.Argument(value = 0, readOnly = false, typing = Typing.DYNAMIC) Object handler) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      Object body = hooks == null ? null : hooks.beforeBody(exchange, handler);
      if (body == null && hooks != null) {
        handler = hooks.bodyHandler(exchange, handler);
      }
      return body;
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object answer,
        @Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object body) {
      if (answer != null) {
        body = answer;
      }
    }
  }

  /** {@code CompletableFuture<Void> ignoreBody()}. */
  static final class IgnoreBody {
    private IgnoreBody() {}

    @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.This Object exchange) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      return hooks == null ? null : hooks.beforeIgnoredBody(exchange);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object answer,
        @Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object ignored) {
      if (answer != null) {
        ignored = answer;
      }
    }
  }

  /** {@code void nullBody(HttpResponse<T>, Throwable)}. */
  static final class NullBody {
    private NullBody() {}

    @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static boolean enter(
        @Advice.This Object exchange, @Advice.Argument(1) @Nullable Throwable error) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      return hooks != null && hooks.beforeNullBody(exchange, error);
    }
  }

  /** {@code void cancel()}. */
  static final class CancelWithoutCause {
    private CancelWithoutCause() {}

    @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static boolean enter(@Advice.This Object exchange) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      return hooks != null && hooks.beforeCancel(exchange);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.This Object exchange, @Advice.Enter boolean skipped) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      if (skipped && hooks != null) {
        hooks.cancelled(exchange, new IOException("Request cancelled"));
      }
    }
  }

  /** {@code void cancel(IOException)}. */
  static final class Cancel {
    private Cancel() {}

    @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static boolean enter(@Advice.This Object exchange) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      return hooks != null && hooks.beforeCancel(exchange);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.This Object exchange, @Advice.Argument(0) Throwable cause) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      if (hooks != null) {
        hooks.cancelled(exchange, cause);
      }
    }
  }

  /**
   * {@code HttpRequestImpl response(Response)} of {@code CookieFilter} and {@code RedirectFilter}.
   */
  static final class FilterResponse {
    private FilterResponse() {}

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Argument(0) Object response,
        @Advice.Thrown(readOnly = false, typing = Typing.DYNAMIC) @Nullable Throwable failure) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      if (failure != null && hooks != null && hooks.filterFailed(response, failure)) {
        failure = null;
      }
    }
  }

  /** {@code static boolean TrustedSubscriber.needsExecutor(BodySubscriber)}. */
  static final class NeedsExecutor {
    private NeedsExecutor() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Argument(value = 0, readOnly = false, typing = Typing.DYNAMIC) Object subscriber) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      if (hooks != null) {
        subscriber = hooks.ownSubscriber(subscriber);
      }
    }
  }

  /** {@code SSLSession Response.getSSLSession()}. */
  static final class GetSslSession {
    private GetSslSession() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object response,
        @Advice.Return(readOnly = false, typing = Typing.DYNAMIC) @Nullable Object session) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      if (session == null && hooks != null) {
        session = hooks.sslSession(response);
      }
    }
  }
}
