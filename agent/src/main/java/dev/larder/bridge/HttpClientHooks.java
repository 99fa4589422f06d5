package dev.larder.bridge;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the woven code of {@code jdk.internal.net.http} calls. The types of that package, and those
 * of {@code java.net.http}, are out of the bootstrap loader's sight, so they appear here as {@code
 * Object}.
 *
 * <p>Every call returns what "as if we were not there" means (null, false, the argument itself) as
 * long as nothing is installed, and an implementation does the same whenever anything goes wrong.
 */
public abstract class HttpClientHooks {

  private static volatile @Nullable HttpClientHooks installed;

  /** Makes these hooks the ones that woven code calls from now on. */
  public static void install(HttpClientHooks hooks) {
    installed = hooks;
  }

  /** The hooks that woven code calls, or null before the first of them were installed. */
  public static @Nullable HttpClientHooks installed() {
    return installed;
  }

  /**
   * Before {@code MultiExchange.responseAsync(Executor)}: the program has made a request, and
   * nothing has happened yet.
   *
   * @param exchange of the first hop
   * @param bodyHandler of the program
   * @param executor in which the client is about to work
   * @return the future of an {@code HttpResponse} that takes the network's place, or null to go on
   */
  public abstract @Nullable CompletableFuture<?> beforeCall(
      Object exchange, Object bodyHandler, Object executor);

  /**
   * Before {@code MultiExchange.responseAsyncImpl()}: the client is about to let its filters look
   * at a request.
   *
   * @return the future of a {@code Response} that takes the network's place, or null to go on
   */
  public abstract @Nullable CompletableFuture<?> beforeFilters(Object exchange);

  /**
   * Before {@code Exchange.responseAsync()}.
   *
   * @return the future of a {@code Response} that takes the network's place, or null to go on
   */
  public abstract @Nullable CompletableFuture<?> beforeResponse(Object exchange);

  /**
   * After {@code Exchange.responseAsync()} went to the network.
   *
   * @param response the future of the network's {@code Response}
   * @return the future that the client sees
   */
  public abstract CompletableFuture<?> afterResponse(
      Object exchange, CompletableFuture<?> response);

  /**
   * Before {@code Exchange.readBodyAsync(BodyHandler)}.
   *
   * @return the future of the body that takes the network's place, or null to go on
   */
  public abstract @Nullable CompletableFuture<?> beforeBody(Object exchange, Object bodyHandler);

  /** The body handler to read the network's body with: the caller's own, or one that wraps it. */
  public abstract Object bodyHandler(Object exchange, Object bodyHandler);

  /**
   * Before {@code TrustedSubscriber.needsExecutor(BodySubscriber)}, by which the client tells its
   * own subscribers, whose body it asks for at once, from those of programs, which it asks in
   * another thread.
   *
   * @return the caller's own subscriber where this is one that wraps it, or the argument itself
   */
  public abstract Object ownSubscriber(Object bodySubscriber);

  /**
   * Before {@code Exchange.ignoreBody()}, which stands for the body of a redirect that is followed.
   *
   * @return the future that takes the network's place, or null to go on
   */
  public abstract @Nullable CompletableFuture<?> beforeIgnoredBody(Object exchange);

  /**
   * Before {@code Exchange.nullBody(HttpResponse, Throwable)}, the end of a response without body.
   *
   * @param error why it failed, or null
   * @return whether the response came from the cache, so that there is no connection to release
   */
  public abstract boolean beforeNullBody(Object exchange, @Nullable Throwable error);

  /**
   * Before {@code Exchange.cancel()} and {@code Exchange.cancel(IOException)}.
   *
   * @return whether the connection that the exchange had is another one's by now, so that it must
   *     not be cancelled
   */
  public abstract boolean beforeCancel(Object exchange);

  /**
   * After {@code Exchange.cancel(IOException)}, or in place of {@code Exchange.cancel()}: time-out,
   * interruption or cancelled future.
   */
  public abstract void cancelled(Object exchange, Throwable cause);

  /**
   * After {@code response(Response)} of {@code CookieFilter} or {@code RedirectFilter} has thrown:
   * the program's own cookie handler, or a redirect to nowhere. Clients of later JDKs cancel the
   * connection then, which a response from the cache does not have.
   *
   * @return whether the failure is to be kept, and given to the caller in place of the body
   */
  public abstract boolean filterFailed(Object response, Throwable failure);

  /**
   * After {@code Response.getSSLSession()} of a response that has no connection.
   *
   * @return an {@code SSLSession}, or null
   */
  public abstract @Nullable Object sslSession(Object response);
}
