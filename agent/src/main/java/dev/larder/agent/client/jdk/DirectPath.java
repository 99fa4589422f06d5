package dev.larder.agent.client.jdk;

import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.RequestDecision;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The short way of a plain hit: it is answered before the client lets its filters look at the
 * request, and, if the caller waits for it, before the client builds its chain of futures. The
 * caller sees what it would see otherwise.
 *
 * <p>A request is plain if no filter of the client has anything to add to it, so that it is already
 * as it would be sent. A hit is plain if no filter would do anything with the response. All else
 * goes the client's own way; what the cache has decided on the request by then is kept for {@link
 * HeadHooks}.
 */
final class DirectPath {

  private static final int NO_CONTENT = 204;

  private final ExchangeStates exchanges;
  private final ExchangeOpener opener;
  private final HeadHooks heads;
  private final BodyHooks bodies;

  DirectPath(ExchangeStates exchanges, ExchangeOpener opener, HeadHooks heads, BodyHooks bodies) {
    this.exchanges = exchanges;
    this.opener = opener;
    this.heads = heads;
    this.bodies = bodies;
  }

  /** Whether the client sends the request as it is now. */
  private static boolean isPlain(ExchangeAccess jdk, Object exchange) throws Throwable {
    HttpRequest request = jdk.request(exchange);
    HttpClient client = jdk.client(exchange);
    return (request.method().equals("GET") || request.method().equals("HEAD"))
        && client.cookieHandler().isEmpty()
        && client.authenticator().isEmpty();
  }

  /** Whether the client gives the response to its caller as it is. */
  private static boolean isPlain(ExchangeAccess jdk, Object exchange, RequestDecision.Serve serve)
      throws Throwable {
    int status = serve.served().head().status();
    boolean followed =
        status / 100 == 3 && jdk.client(exchange).followRedirects() != HttpClient.Redirect.NEVER;
    return serve.background() == null && status != NO_CONTENT && !followed;
  }

  /**
   * A plain hit.
   *
   * @param response the client's {@code Response}, the head
   */
  private record Hit(ExchangeState state, CachedResponse answer, Object response) {}

  /**
   * Looks a plain request up.
   *
   * @return null if the request goes the client's own way
   */
  private @Nullable Hit lookUp(ExchangeAccess jdk, Object exchange) throws Throwable {
    ExchangeState state = isPlain(jdk, exchange) ? opener.openOwn(jdk, exchange) : null;
    if (state == null) {
      return null;
    }
    try {
      RequestDecision decision = state.cache.begin();
      if (decision instanceof RequestDecision.Serve serve && isPlain(jdk, exchange, serve)) {
        CachedResponse answer = heads.answer(jdk, exchange, serve.served());
        Object response = HeadHooks.response(jdk, exchange, answer);
        state.answer = answer;
        ClientExchange.delivered(serve.served());
        return new Hit(state, answer, response);
      }
      state.decided = decision;
      heads.keep(exchange, state);
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a request", failure);
      heads.keep(exchange, state);
      heads.leave(exchange, state);
    }
    return null;
  }

  /** Answers a caller who waits for the response, body included. */
  @Nullable CompletableFuture<?> beforeCall(Object exchange, Object bodyHandler, Object executor) {
    try {
      ExchangeAccess jdk = exchanges.access(exchange);
      if (!jdk.runsInCaller(exchange, executor)) {
        return null;
      }
      Hit hit = lookUp(jdk, exchange);
      return hit == null ? null : deliver(jdk, exchange, hit, (BodyHandler<?>) bodyHandler);
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a request", failure);
      return null;
    }
  }

  /**
   * Lets the caller's handler read the body, once. A body that is not there at once, that fails, or
   * that can't be handed on here, is given to the client, which knows what becomes of it.
   */
  private @Nullable CompletableFuture<?> deliver(
      ExchangeAccess jdk, Object exchange, Hit hit, BodyHandler<?> handler) throws Throwable {
    if (hit.answer.sslSession() != null) {
      heads.keep(exchange, hit.state); // the response asks for the session
    }
    CompletableFuture<?> body = bodies.deliver(exchange, hit.state, hit.answer, handler);
    if (body.isDone() && !body.isCompletedExceptionally()) {
      try {
        return CompletableFuture.completedFuture(
            jdk.newHttpResponse(exchange, hit.response, body.join()));
      } catch (Throwable failure) {
        LarderRuntime.failed("answering a request", failure);
      }
    }
    hit.state.delivering = body;
    heads.keep(exchange, hit.state);
    return null;
  }

  /** Answers a call whose response another thread waits for. */
  @Nullable CompletableFuture<?> beforeFilters(Object exchange) {
    try {
      ExchangeState state = exchanges.get(exchange);
      ExchangeAccess jdk = exchanges.access(exchange);
      if (state == null) {
        Hit hit = lookUp(jdk, exchange);
        if (hit == null) {
          return null;
        }
        heads.keep(exchange, hit.state);
        return CompletableFuture.completedFuture(hit.response);
      }
      CachedResponse answer = state.answer;
      return state.delivering == null || answer == null
          ? null
          : CompletableFuture.completedFuture(HeadHooks.response(jdk, exchange, answer));
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a request", failure);
      return null;
    }
  }
}
