package dev.larder.agent.client.jdk;

import dev.larder.agent.client.BodyTee;
import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Exchange;
import dev.larder.engine.HttpCache;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.Served;
import dev.larder.engine.Wait;
import dev.larder.engine.rules.RequestBody;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The first half of an exchange: what happens to a request until the client has the head of a
 * response, from the network or from the cache.
 */
final class HeadHooks {

  /** Whether the client cancels the connection when one of its filters has thrown. */
  private static final boolean CANCELS_FAILED_FILTERS = Runtime.version().feature() >= 21;

  private final ExchangeStates exchanges;
  private final BackgroundRequests backgrounds;
  private final ExchangeOpener opener;
  private final ResponseHeadMemo shown = new ResponseHeadMemo();

  HeadHooks(ExchangeStates exchanges, BackgroundRequests backgrounds, ExchangeOpener opener) {
    this.exchanges = exchanges;
    this.backgrounds = backgrounds;
    this.opener = opener;
  }

  @Nullable CompletableFuture<?> beforeResponse(Object exchange) {
    ExchangeState state = exchanges.get(exchange);
    if (state != null && state.forwarded) {
      return null;
    }
    try {
      ExchangeAccess jdk = exchanges.access(exchange);
      RequestDecision decision = state == null ? null : state.decided;
      if (state == null || decision == null) {
        state = opener.open(jdk, exchange);
        if (state == null) {
          return null;
        }
        keep(exchange, state);
        decision = state.cache.begin();
      } else {
        state.decided = null;
      }
      return follow(jdk, exchange, state, decision);
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a request", failure);
      if (state != null) {
        leave(exchange, state);
      }
      return null;
    }
  }

  void keep(Object exchange, ExchangeState state) {
    state.forget = exchanges.put(exchange, state);
  }

  /** Gives up an exchange: it goes on as the caller made it, without the cache. */
  void leave(Object exchange, ExchangeState state) {
    state.left = true;
    state.forwarded = true;
    state.cache.bypass();
    try {
      ExchangeAccess jdk = exchanges.access(exchange);
      withoutFields(jdk, jdk.request(exchange));
    } catch (Throwable failure) {
      LarderRuntime.failed("leaving a request", failure);
    }
  }

  private static void withoutFields(ExchangeAccess jdk, HttpRequest request) throws Throwable {
    jdk.systemHeaders(request).keySet().removeIf(Translation::isConditionOrRange);
  }

  /**
   * Does as the cache decided.
   *
   * @return the future of the client's response, or null to send the request
   */
  private @Nullable CompletableFuture<Object> follow(
      ExchangeAccess jdk, Object exchange, ExchangeState state, RequestDecision decision)
      throws Throwable {
    if (decision instanceof RequestDecision.Serve serve) {
      Object response = serve(jdk, exchange, state, serve.served());
      Exchange background = serve.background();
      if (background != null) {
        backgrounds.send(jdk, exchange, background);
      }
      ClientExchange.delivered(serve.served());
      return CompletableFuture.completedFuture(response);
    }
    if (decision instanceof Wait wait) {
      CompletableFuture<Object> awaited = new CompletableFuture<>();
      state.awaited = awaited;
      wait.released().whenComplete((nothing, failure) -> goOn(jdk, exchange, state, wait, awaited));
      return awaited;
    }
    HttpRequest request = jdk.request(exchange);
    // A request that the client repeats still bears the fields of its first attempt.
    withoutFields(jdk, request);
    for (Headers.Field field : state.cache.addedFields()) {
      jdk.setSystemHeader(request, field.name(), field.value());
    }
    state.forwarded = true;
    return null;
  }

  /** A response without a connection, whose body will be asked for later. */
  private Object serve(ExchangeAccess jdk, Object exchange, ExchangeState state, Served served)
      throws Throwable {
    CachedResponse answer = answer(jdk, exchange, served);
    Object response = response(jdk, exchange, answer);
    state.answer = answer;
    return response;
  }

  /** A stored response in the client's terms. */
  CachedResponse answer(ExchangeAccess jdk, Object exchange, Served served) throws Throwable {
    return CachedResponse.of(served, jdk.askedVersion(exchange), shown);
  }

  static Object response(ExchangeAccess jdk, Object exchange, CachedResponse answer)
      throws Throwable {
    ResponseInfo info = answer.info();
    return jdk.newResponse(exchange, info.headers(), null, info.statusCode(), info.version());
  }

  /** Continues an exchange that has waited, in the client's executor. */
  private void goOn(
      ExchangeAccess jdk,
      Object exchange,
      ExchangeState state,
      Wait wait,
      CompletableFuture<Object> awaited) {
    Runnable task =
        () -> {
          CompletableFuture<Object> response = null;
          try {
            response = follow(jdk, exchange, state, state.cache.resume(wait));
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
      ExchangeAccess jdk, Object exchange, ExchangeState state) {
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

  CompletableFuture<?> afterResponse(Object exchange, CompletableFuture<?> response) {
    ExchangeState state = exchanges.active(exchange);
    if (state == null) {
      return reportUnsafe(exchange, response);
    }
    CompletableFuture<Object> decided = new CompletableFuture<>();
    response.whenComplete(
        (head, error) -> {
          try {
            CompletableFuture<Object> next =
                error != null ? failed(exchange, state, error) : received(exchange, state, head);
            try {
              state.answering.execute(() -> relay(next, decided));
            } catch (Throwable thrownByExecutor) {
              relay(next, decided);
            }
          } catch (Throwable failure) {
            decided.completeExceptionally(failure);
          }
        });
    return decided;
  }

  /** Reports the response to an unsafe request, which invalidates what is stored. */
  private CompletableFuture<?> reportUnsafe(Object exchange, CompletableFuture<?> response) {
    try {
      ExchangeAccess jdk = exchanges.access(exchange);
      ClientRequest request = opener.unsafe(jdk, exchange);
      if (request == null) {
        return response;
      }
      HttpCache cache = LarderRuntime.get().cache();
      return response.thenApply(
          came -> {
            try {
              cache.passed(
                  request,
                  Translation.response(jdk.status(came), jdk.version(came), jdk.headers(came)));
            } catch (Throwable failure) {
              LarderRuntime.failed("reporting a response", failure);
            }
            return came;
          });
    } catch (Throwable failure) {
      LarderRuntime.failed("reporting a response", failure);
      return response;
    }
  }

  private CompletableFuture<Object> received(
      Object exchange, ExchangeState state, Object response) {
    try {
      ExchangeAccess jdk = exchanges.access(exchange);
      ResponseHead head =
          Translation.response(jdk.status(response), jdk.version(response), jdk.headers(response));
      RequestHead sent =
          ExchangeOpener.head(jdk, jdk.request(exchange), jdk.sentUserHeaders(exchange));
      SSLSession session = jdk.sslSession(response);
      ResponseDecision decision =
          state.cache.received(
              sent, head, Translation.tls(session), personal(jdk, exchange, state, session));
      if (decision instanceof ResponseDecision.Relay relay) {
        state.tee = new BodyTee(relay.recorder(), state.forget);
        Object shown =
            relay.head().equals(head) ? response : shown(jdk, exchange, state, relay.head());
        state.merge = relay.merge();
        ClientExchange.delivered(relay);
        return CompletableFuture.completedFuture(shown);
      }
      if (decision instanceof ResponseDecision.Serve serve) {
        CachedResponse answer = answer(jdk, exchange, serve.served());
        Object served = response(jdk, exchange, answer);
        dismiss(jdk, exchange, state, response);
        state.answer = answer;
        if (jdk.version(response) == HttpClient.Version.HTTP_1_1) {
          state.answering = jdk.asyncExecutor(exchange);
        }
        ClientExchange.delivered(serve.served());
        return CompletableFuture.completedFuture(served);
      }
      return repeat(jdk, exchange, state, response);
    } catch (Throwable failure) {
      LarderRuntime.failed("receiving a response", failure);
      leave(exchange, state);
      return withoutUs(exchange, state, response);
    }
  }

  /** Why a response is for its caller alone, where that does not show in the request, or null. */
  private static @Nullable Reason personal(
      ExchangeAccess jdk, Object exchange, ExchangeState state, @Nullable SSLSession session)
      throws Throwable {
    RequestBody body = state.cache.request().made().body();
    if (body.digest() != null && !body.equals(RequestBodies.of(jdk.request(exchange)))) {
      return Reason.REQUEST_BODY_CHANGED;
    }
    return session != null && session.getLocalCertificates() != null
        ? Reason.CLIENT_CERTIFICATE
        : null;
  }

  /** The network's response under another head, on the same connection. */
  private static Object shown(
      ExchangeAccess jdk, Object exchange, ExchangeState state, ResponseHead head)
      throws Throwable {
    ResponseInfo info = Translation.info(head, jdk.askedVersion(exchange));
    Object response =
        jdk.newResponse(
            exchange, info.headers(), jdk.connection(exchange), info.statusCode(), info.version());
    state.shown = info;
    return response;
  }

  /** What the caller gets of a response that the cache could not take. */
  private CompletableFuture<Object> withoutUs(
      Object exchange, ExchangeState state, Object response) {
    try {
      ExchangeAccess jdk = exchanges.access(exchange);
      if (state.cache.answersAddedFields(jdk.status(response))) {
        return repeat(jdk, exchange, state, response);
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("repeating a request", failure);
    }
    return CompletableFuture.completedFuture(response);
  }

  /** Drops a response that answers the fields we added, and asks again without them. */
  private static CompletableFuture<Object> repeat(
      ExchangeAccess jdk, Object exchange, ExchangeState state, Object response) throws Throwable {
    if (jdk.status(response) == 304) {
      jdk.nullBody(exchange);
    } else {
      jdk.ignoreBody(exchange);
    }
    withoutFields(jdk, jdk.request(exchange));
    return send(jdk, exchange, state);
  }

  /**
   * Frees the connection of a response that nobody will see, as the client does with one that was
   * read. From here on the connection may be another request's, so it is no longer cancelled with
   * this one.
   */
  private static void dismiss(
      ExchangeAccess jdk, Object exchange, ExchangeState state, Object response) {
    state.dismissed = true;
    try {
      if (jdk.status(response) == 304) {
        jdk.nullBody(exchange);
      } else {
        BooleanSupplier closed = jdk.closed(exchange);
        BodyHandler<Void> reader = info -> new Discarding(closed, () -> {});
        jdk.readBodyAsync(exchange, reader);
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("dismissing a response", failure);
    }
  }

  private CompletableFuture<Object> failed(Object exchange, ExchangeState state, Throwable error) {
    try {
      if (isRepeated(exchange, state, cause(error))) {
        state.cache.abandon();
        return CompletableFuture.failedFuture(error);
      }
      Served served = state.cache.failed(cause(error));
      if (served != null) {
        Object response = serve(exchanges.access(exchange), exchange, state, served);
        ClientExchange.delivered(served);
        return CompletableFuture.completedFuture(response);
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("receiving an error", failure);
      state.cache.bypass();
    }
    return CompletableFuture.failedFuture(error);
  }

  /**
   * Whether the client itself will try again, because a connection has gone that it may have kept
   * for too long. It does so once a request, with another exchange for the same request object.
   */
  private boolean isRepeated(Object exchange, ExchangeState state, Throwable error)
      throws Throwable {
    if (!error.getClass().getSimpleName().equals("ConnectionExpiredException")) {
      return false;
    }
    HttpRequest request = exchanges.access(exchange).request(exchange);
    if (exchanges.get(request) != null) {
      return false;
    }
    exchanges.put(request, state);
    return true;
  }

  boolean filterFailed(Object response, Throwable failure) {
    ExchangeAccess jdk = exchanges.knownAccess();
    try {
      ExchangeState state = jdk == null ? null : exchanges.active(jdk.exchange(response));
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
}
