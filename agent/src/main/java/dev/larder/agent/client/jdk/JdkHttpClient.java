package dev.larder.agent.client.jdk;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.HttpClientHooks;
import dev.larder.cache.CacheExchange;
import dev.larder.cache.Decision;
import dev.larder.cache.Reception;
import dev.larder.cache.Served;
import dev.larder.http.Headers;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Follows the cache's decision for each exchange of the JDK's HttpClient. One exchange is one hop:
 * the client itself follows redirects, answers challenges, keeps cookies, time-outs and
 * cancellation, and reads bodies with the caller's handler, whether a response comes from the
 * network or from here.
 *
 * <p>This class is the edge at which failures end: whatever is thrown in here is recorded, and the
 * client goes on as if it had not been asked.
 */
public final class JdkHttpClient extends HttpClientHooks {

  /** The longest body of a followed redirect that is read in order to be stored, in bytes. */
  private static final long LONGEST_IGNORED_BODY = 8 * 1024;

  /** Whether the client cancels the connection when one of its filters has thrown. */
  private static final boolean CANCELS_FAILED_FILTERS = Runtime.version().feature() >= 21;

  private final WovenExchanges states = new WovenExchanges();
  private volatile @Nullable ExchangeAccess access;

  private JdkHttpClient() {}

  /**
   * Lets woven code call this class. Static, so that the weaver, which opens the bridge, can be
   * verified before the bridge's types are there.
   */
  public static void install() {
    HttpClientHooks.install(new JdkHttpClient());
  }

  @Override
  public @Nullable CompletableFuture<?> beforeResponse(Object exchange) {
    WovenExchange state = states.get(exchange);
    if (state != null && state.forwarded) {
      return null;
    }
    state = null;
    try {
      ExchangeAccess jdk = access(exchange);
      HttpRequest request = jdk.request(exchange);
      if (!isOurs(jdk, exchange, request)) {
        return null;
      }
      CacheExchange cacheExchange =
          LarderRuntime.get()
              .cache()
              .exchange(
                  Translation.request(request, jdk.systemHeaders(request)),
                  Trust.partition(request.uri()),
                  patience(request));
      state = new WovenExchange(cacheExchange);
      state.forget = states.put(exchange, state);
      return follow(jdk, exchange, state, cacheExchange.begin());
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a request", failure);
      if (state != null) {
        leave(exchange, state);
      }
      return null;
    }
  }

  /** How long a request may wait for another one: a part of its time-out that it can spare. */
  private static @Nullable Duration patience(HttpRequest request) {
    return request.timeout().map(timeout -> timeout.dividedBy(10)).orElse(null);
  }

  /** Takes no part in an exchange any more, so that it goes on as the caller made it. */
  private void leave(Object exchange, WovenExchange state) {
    state.left = true;
    state.forwarded = true;
    abandon(state);
    try {
      ExchangeAccess jdk = access(exchange);
      withoutConditions(jdk, jdk.request(exchange));
    } catch (Throwable failure) {
      LarderRuntime.failed("leaving a request", failure);
    }
  }

  private static void abandon(WovenExchange state) {
    try {
      state.cacheExchange.abandoned();
    } catch (Throwable failure) {
      LarderRuntime.failed("giving up a request", failure);
    }
  }

  private static void withoutConditions(ExchangeAccess jdk, HttpRequest request) throws Throwable {
    jdk.systemHeaders(request).keySet().removeIf(Translation::isCondition);
  }

  /** What is known of an exchange that we take part in, or null. */
  private @Nullable WovenExchange state(Object exchange) {
    WovenExchange state = states.get(exchange);
    return state == null || state.left ? null : state;
  }

  /** Whether the cache has anything to do with this kind of exchange at all. */
  private static boolean isOurs(ExchangeAccess jdk, Object exchange, HttpRequest request)
      throws Throwable {
    URI uri = request.uri();
    return uri != null
        && !request.method().equals("CONNECT")
        && !jdk.isWebSocket(request)
        && !jdk.takesPushes(exchange)
        && !request.expectContinue()
        && Trust.isCommon(jdk.client(exchange), uri);
  }

  /**
   * Does as the cache decided.
   *
   * @return the future of the client's response, or null to send the request
   */
  private @Nullable CompletableFuture<Object> follow(
      ExchangeAccess jdk, Object exchange, WovenExchange state, Decision decision)
      throws Throwable {
    if (decision instanceof Decision.Serve serve) {
      return CompletableFuture.completedFuture(serve(jdk, exchange, state, serve.served()));
    }
    if (decision instanceof Decision.Wait wait) {
      CompletableFuture<Object> awaited = new CompletableFuture<>();
      state.awaited = awaited;
      wait.released().whenComplete((nothing, failure) -> goOn(jdk, exchange, state, awaited));
      return awaited;
    }
    Headers conditions = ((Decision.Forward) decision).conditions();
    HttpRequest request = jdk.request(exchange);
    for (Headers.Field condition : conditions) {
      state.conditional = true;
      jdk.setSystemHeader(request, condition.name(), condition.value());
    }
    state.forwarded = true;
    return null;
  }

  /** A response without a connection, whose body will be asked for later. */
  private static Object serve(
      ExchangeAccess jdk, Object exchange, WovenExchange state, Served served) throws Throwable {
    CachedResponse answer = CachedResponse.of(served);
    Object response = response(jdk, exchange, answer);
    state.answer = answer;
    return response;
  }

  private static Object response(ExchangeAccess jdk, Object exchange, CachedResponse answer)
      throws Throwable {
    ResponseInfo info = answer.info();
    return jdk.newResponse(exchange, info.headers(), info.statusCode(), info.version());
  }

  /** Continues an exchange that has waited, in the client's executor. */
  private void goOn(
      ExchangeAccess jdk, Object exchange, WovenExchange state, CompletableFuture<Object> awaited) {
    Runnable task =
        () -> {
          CompletableFuture<Object> response = null;
          try {
            response = follow(jdk, exchange, state, state.cacheExchange.resume());
          } catch (Throwable failure) {
            LarderRuntime.failed("answering a request that has waited", failure);
            leave(exchange, state);
          }
          relay(response == null ? send(jdk, exchange, state) : response, awaited);
        };
    try {
      jdk.asyncExecutor(exchange).execute(task);
    } catch (Throwable failure) {
      LarderRuntime.failed("continuing a request", failure);
      task.run();
    }
  }

  /** Goes to the network after all. */
  private static CompletableFuture<Object> send(
      ExchangeAccess jdk, Object exchange, WovenExchange state) {
    state.forwarded = true;
    try {
      return jdk.responseAsync(exchange);
    } catch (Throwable thrownByClient) {
      return CompletableFuture.failedFuture(thrownByClient);
    }
  }

  private static void relay(CompletableFuture<Object> from, CompletableFuture<Object> to) {
    from.whenComplete(
        (value, error) -> {
          if (error != null) {
            to.completeExceptionally(cause(error));
          } else {
            to.complete(value);
          }
        });
  }

  private static Throwable cause(Throwable error) {
    Throwable cause = error.getCause();
    return error instanceof CompletionException && cause != null ? cause : error;
  }

  @Override
  public CompletableFuture<?> afterResponse(Object exchange, CompletableFuture<?> response) {
    WovenExchange state = state(exchange);
    if (state == null) {
      return response;
    }
    return response
        .<CompletableFuture<Object>>handle(
            (head, error) ->
                error != null ? failed(exchange, state, error) : received(exchange, state, head))
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Object> received(
      Object exchange, WovenExchange state, Object response) {
    try {
      ExchangeAccess jdk = access(exchange);
      SSLSession session = jdk.sslSession(response);
      if (session != null && session.getLocalCertificates() != null) {
        state.cacheExchange.personal();
      }
      Reception reception =
          state.cacheExchange.received(
              Translation.response(
                  jdk.status(response), jdk.version(response), jdk.headers(response)),
              Translation.tls(session));
      if (reception instanceof Reception.Relay relay) {
        state.collector = new GuardedCollector(relay.collector(), state.forget);
        return CompletableFuture.completedFuture(response);
      }
      if (reception instanceof Reception.Serve serve) {
        CachedResponse answer = CachedResponse.of(serve.served());
        Object served = response(jdk, exchange, answer);
        jdk.ignoreBody(exchange);
        state.answer = answer;
        return CompletableFuture.completedFuture(served);
      }
      return repeat(jdk, exchange, state);
    } catch (Throwable failure) {
      LarderRuntime.failed("receiving a response", failure);
      leave(exchange, state);
      return withoutUs(exchange, state, response);
    }
  }

  /** What the caller gets of a response that the cache could not take. */
  private CompletableFuture<Object> withoutUs(
      Object exchange, WovenExchange state, Object response) {
    try {
      ExchangeAccess jdk = access(exchange);
      if (state.conditional && jdk.status(response) == 304) {
        return repeat(jdk, exchange, state);
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("repeating a request", failure);
    }
    return CompletableFuture.completedFuture(response);
  }

  /** Drops a response that answers our conditions, and asks again without them. */
  private static CompletableFuture<Object> repeat(
      ExchangeAccess jdk, Object exchange, WovenExchange state) throws Throwable {
    jdk.ignoreBody(exchange);
    withoutConditions(jdk, jdk.request(exchange));
    state.conditional = false;
    return send(jdk, exchange, state);
  }

  private CompletableFuture<Object> failed(Object exchange, WovenExchange state, Throwable error) {
    if (isRepeated(cause(error))) {
      abandon(state);
      return CompletableFuture.failedFuture(error);
    }
    try {
      Served served = state.cacheExchange.failed(cause(error));
      if (served != null) {
        return CompletableFuture.completedFuture(serve(access(exchange), exchange, state, served));
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("receiving an error", failure);
    }
    return CompletableFuture.failedFuture(error);
  }

  /** Whether the client itself will try again, because a connection that it kept has gone. */
  private static boolean isRepeated(Throwable error) {
    return error.getClass().getSimpleName().equals("ConnectionExpiredException");
  }

  @Override
  public boolean filterFailed(Object response, Throwable failure) {
    ExchangeAccess jdk = access;
    try {
      WovenExchange state = jdk == null ? null : state(jdk.exchange(response));
      if (state == null || state.answer == null || !CANCELS_FAILED_FILTERS) {
        return false;
      }
      state.filterFailure = failure instanceof IOException ? failure : new IOException(failure);
      return true;
    } catch (Throwable ours) {
      LarderRuntime.failed("keeping a failure of the client", ours);
      return false;
    }
  }

  @Override
  public @Nullable CompletableFuture<?> beforeBody(Object exchange, Object bodyHandler) {
    WovenExchange state = state(exchange);
    CachedResponse answer = state == null ? null : state.answer;
    if (state == null || answer == null) {
      return null;
    }
    Throwable filterFailure = state.filterFailure;
    if (filterFailure != null) {
      return CompletableFuture.failedFuture(filterFailure);
    }
    // From here on there is no network to fall back to: what is thrown is the caller's own.
    try {
      ExchangeAccess jdk = access(exchange);
      Delivery<?> delivery =
          Delivery.to(
              (BodyHandler<?>) bodyHandler,
              answer.info(),
              answer.body(),
              jdk.asyncExecutor(exchange));
      state.delivery = new WeakReference<>(delivery);
      state.answer = answer.withoutBody();
      CompletableFuture<?> body = delivery.start(jdk.executor(exchange));
      Runnable forget = state.forget;
      if (answer.sslSession() == null) {
        return body.whenComplete((value, error) -> forget.run());
      }
      return body;
    } catch (Throwable thrownByHandler) {
      return CompletableFuture.failedFuture(thrownByHandler);
    }
  }

  @Override
  public Object bodyHandler(Object exchange, Object bodyHandler) {
    WovenExchange state = state(exchange);
    GuardedCollector collector = state == null ? null : state.collector;
    return collector == null ? bodyHandler : collecting((BodyHandler<?>) bodyHandler, collector);
  }

  private static <T> BodyHandler<T> collecting(BodyHandler<T> handler, GuardedCollector collector) {
    return info -> {
      try {
        return new CollectingSubscriber<>(handler.apply(info), collector);
      } catch (RuntimeException | Error thrownByHandler) {
        collector.abort();
        throw thrownByHandler;
      }
    };
  }

  @Override
  public @Nullable CompletableFuture<?> beforeIgnoredBody(Object exchange) {
    WovenExchange state = state(exchange);
    if (state == null) {
      return null;
    }
    if (state.answer != null) {
      return CompletableFuture.completedFuture(null);
    }
    GuardedCollector collector = state.collector;
    if (collector == null) {
      return null;
    }
    if (!collector.isStoringAtMost(LONGEST_IGNORED_BODY)) {
      collector.abort();
      return null;
    }
    try {
      return access(exchange).readBodyAsync(exchange, BodyHandlers.discarding());
    } catch (Throwable failure) {
      LarderRuntime.failed("reading the body of a redirect", failure);
      return null;
    }
  }

  @Override
  public boolean beforeNullBody(Object exchange, @Nullable Throwable error) {
    WovenExchange state = state(exchange);
    if (state == null) {
      return false;
    }
    GuardedCollector collector = state.collector;
    if (collector != null) {
      if (error == null) {
        collector.complete();
      } else {
        collector.abort();
      }
    }
    return state.answer != null;
  }

  @Override
  public void cancelled(Object exchange, Throwable cause) {
    WovenExchange state = states.get(exchange);
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
    WeakReference<Delivery<?>> delivering = state.delivery;
    Delivery<?> delivery = delivering == null ? null : delivering.get();
    if (delivery != null) {
      delivery.fail(cause);
    }
    GuardedCollector collector = state.collector;
    if (collector != null) {
      collector.abort();
    } else {
      abandon(state);
    }
  }

  @Override
  public @Nullable Object sslSession(Object response) {
    ExchangeAccess jdk = access;
    if (jdk == null) {
      return null;
    }
    try {
      WovenExchange state = state(jdk.exchange(response));
      CachedResponse answer = state == null ? null : state.answer;
      if (state == null || answer == null) {
        return null;
      }
      if (state.delivery != null) {
        // Asked for once the body is there, when the client makes the response that callers see.
        state.forget.run();
      }
      return answer.sslSession();
    } catch (Throwable failure) {
      LarderRuntime.failed("recalling a TLS session", failure);
      return null;
    }
  }

  private ExchangeAccess access(Object exchange) throws ReflectiveOperationException {
    ExchangeAccess known = access;
    if (known == null) {
      known = new ExchangeAccess(exchange.getClass());
      access = known;
    }
    return known;
  }
}
