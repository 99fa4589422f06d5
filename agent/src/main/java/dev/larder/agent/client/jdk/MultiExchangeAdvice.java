package dev.larder.agent.client.jdk;

import dev.larder.bridge.HttpClientHooks;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.OnNonDefaultValue;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;
import org.jspecify.annotations.Nullable;

/**
 * The code that goes into {@code jdk.internal.net.http.MultiExchange}: one call of the program,
 * with all its hops. Inlined into the JDK's own methods, so it may use the JDK and the bridge only.
 */
final class MultiExchangeAdvice {

  private MultiExchangeAdvice() {}

  /** {@code CompletableFuture<HttpResponse<T>> responseAsync(Executor)}. */
  static final class ResponseAsync {
    private ResponseAsync() {}

    @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static @Nullable Object enter(
        @Advice.FieldValue("exchange") Object exchange,
        @Advice.FieldValue("responseHandler") Object handler,
        @Advice.Argument(0) Object executor) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      return hooks == null ? null : hooks.beforeCall(exchange, handler, executor);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object answer,
        @Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object response) {
      if (answer != null) {
        response = answer;
      }
    }
  }

  /** {@code CompletableFuture<Response> responseAsyncImpl()}. */
  static final class ResponseAsyncImpl {
    private ResponseAsyncImpl() {}

    @Advice.OnMethodEnter(skipOn = OnNonDefaultValue.class, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.FieldValue("exchange") Object exchange) {
      HttpClientHooks hooks = HttpClientHooks.installed();
      return hooks == null ? null : hooks.beforeFilters(exchange);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object answer,
        @Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object response) {
      if (answer != null) {
        response = answer;
      }
    }
  }
}
