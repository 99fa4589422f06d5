package dev.larder.agent.client.jdk;

import dev.larder.agent.client.BodyTee;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.write.PartialMerge;
import java.lang.ref.WeakReference;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The second half of an exchange: the body of a response on its way to the caller, and its end. */
final class BodyHooks {

  /** The longest body of a followed redirect that is read in order to be stored, in bytes. */
  private static final long LONGEST_IGNORED_BODY = 8 * 1024;

  private final ExchangeStates exchanges;

  BodyHooks(ExchangeStates exchanges) {
    this.exchanges = exchanges;
  }

  @Nullable CompletableFuture<?> beforeBody(Object exchange, Object bodyHandler) {
    ExchangeState state = exchanges.active(exchange);
    CachedResponse answer = state == null ? null : state.answer;
    if (state == null || answer == null) {
      return null;
    }
    Throwable filterFailure = state.filterFailure;
    if (filterFailure != null) {
      return CompletableFuture.failedFuture(filterFailure);
    }
    CompletableFuture<?> body = state.delivering;
    if (body == null) {
      body = deliver(exchange, state, answer, (BodyHandler<?>) bodyHandler);
    }
    state.delivering = null;
    Runnable forget = state.forget;
    return answer.sslSession() == null ? body.whenComplete((value, error) -> forget.run()) : body;
  }

  /**
   * Gives the body of a stored response to the caller's handler. From here on there is no network
   * to fall back to: what is thrown is the caller's own.
   */
  CompletableFuture<?> deliver(
      Object exchange, ExchangeState state, CachedResponse answer, BodyHandler<?> handler) {
    try {
      ExchangeAccess jdk = exchanges.access(exchange);
      CachedBodyPublisher<?> publisher =
          CachedBodyPublisher.to(
              handler, answer.info(), answer.body(), answer.mapped(), jdk.asyncExecutor(exchange));
      state.publisher = new WeakReference<>(publisher);
      state.answer = answer.withoutBody();
      return publisher.start(jdk.executor(exchange));
    } catch (Throwable thrownByHandler) {
      return CompletableFuture.failedFuture(thrownByHandler);
    }
  }

  Object bodyHandler(Object exchange, Object bodyHandler) {
    ExchangeState state = exchanges.active(exchange);
    BodyTee tee = state == null ? null : state.tee;
    if (state == null || tee == null) {
      return bodyHandler;
    }
    try {
      ExchangeAccess jdk = exchanges.access(exchange);
      Executor later = jdk.asyncExecutor(exchange);
      BooleanSupplier closed = jdk.closed(exchange);
      return collecting((BodyHandler<?>) bodyHandler, state, tee, later, closed);
    } catch (Throwable failure) {
      LarderRuntime.failed("reading a body", failure);
      tee.abort();
      return bodyHandler;
    }
  }

  private static <T> BodyHandler<T> collecting(
      BodyHandler<T> handler,
      ExchangeState state,
      BodyTee tee,
      Executor later,
      BooleanSupplier closed) {
    ResponseInfo shown = state.shown;
    PartialMerge merge = state.merge;
    return info -> {
      try {
        BodySubscriber<T> own = handler.apply(shown == null ? info : shown);
        return new CollectingSubscriber<>(
            merge == null ? own : new SplicingSubscriber<>(own, merge), tee, later, closed);
      } catch (RuntimeException | Error thrownByHandler) {
        tee.abort();
        throw thrownByHandler;
      }
    };
  }

  /** The caller's own subscriber behind what {@link #collecting} put before it. */
  static Object own(Object subscriber) {
    Object own =
        subscriber instanceof CollectingSubscriber<?> collecting
            ? collecting.subscriber()
            : subscriber;
    return own instanceof SplicingSubscriber<?> splicing ? splicing.subscriber() : own;
  }

  @Nullable CompletableFuture<?> beforeIgnoredBody(Object exchange) {
    ExchangeState state = exchanges.active(exchange);
    if (state == null) {
      return null;
    }
    if (state.answer != null) {
      return CompletableFuture.completedFuture(null);
    }
    BodyTee tee = state.tee;
    if (tee == null) {
      return null;
    }
    if (!tee.isStoringAtMost(LONGEST_IGNORED_BODY)) {
      tee.abort();
      return null;
    }
    try {
      return exchanges.access(exchange).readBodyAsync(exchange, BodyHandlers.discarding());
    } catch (Throwable failure) {
      LarderRuntime.failed("reading the body of a redirect", failure);
      return null;
    }
  }

  boolean beforeNullBody(Object exchange, @Nullable Throwable error) {
    ExchangeState state = exchanges.active(exchange);
    if (state == null) {
      return false;
    }
    BodyTee tee = state.tee;
    if (tee != null) {
      if (error == null) {
        tee.complete();
      } else {
        tee.abort();
      }
    }
    return state.answer != null;
  }

  boolean beforeCancel(Object exchange) {
    ExchangeState state = exchanges.active(exchange);
    return state != null && state.dismissed;
  }

  void cancelled(Object exchange, Throwable cause) {
    ExchangeState state = exchanges.get(exchange);
    if (state == null) {
      return;
    }
    CompletableFuture<Object> awaited = state.awaited;
    if (awaited != null) {
      // Without a connection of its own the client takes any time-out for one of connecting.
      awaited.completeExceptionally(
          cause instanceof HttpConnectTimeoutException
              ? new HttpTimeoutException("request timed out")
              : cause);
    }
    WeakReference<CachedBodyPublisher<?>> delivering = state.publisher;
    CachedBodyPublisher<?> publisher = delivering == null ? null : delivering.get();
    if (publisher != null) {
      publisher.fail(cause);
    }
    BodyTee tee = state.tee;
    if (tee != null) {
      tee.abort();
    } else {
      state.cache.abandon();
    }
  }

  @Nullable Object sslSession(Object response) {
    ExchangeAccess jdk = exchanges.knownAccess();
    if (jdk == null) {
      return null;
    }
    try {
      ExchangeState state = exchanges.active(jdk.exchange(response));
      CachedResponse answer = state == null ? null : state.answer;
      if (state == null || answer == null) {
        return null;
      }
      if (state.publisher != null) {
        // Asked for once the body is there, when the client makes the response that callers see.
        state.forget.run();
      }
      return answer.sslSession();
    } catch (Throwable failure) {
      LarderRuntime.failed("recalling a TLS session", failure);
      return null;
    }
  }
}
