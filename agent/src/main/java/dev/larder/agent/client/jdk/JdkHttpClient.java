package dev.larder.agent.client.jdk;

import dev.larder.bridge.HttpClientHooks;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Follows the cache's decision for each exchange of the JDK's HttpClient. One exchange is one hop:
 * the client itself follows redirects, answers challenges, keeps cookies, time-outs and
 * cancellation, and reads bodies with the caller's handler, whether a response comes from the
 * network or from here.
 *
 * <p>Behind this class every failure of the cache ends: whatever is thrown there is recorded, and
 * the client goes on as if it had not been asked.
 */
final class JdkHttpClient extends HttpClientHooks {

  private final ExchangeStates exchanges = new ExchangeStates();
  private final BackgroundRequests backgrounds = new BackgroundRequests();
  private final ExchangeOpener opener = new ExchangeOpener(backgrounds);
  private final HeadHooks heads = new HeadHooks(exchanges, backgrounds, opener);
  private final BodyHooks bodies = new BodyHooks(exchanges);
  private final DirectPath direct = new DirectPath(exchanges, opener, heads, bodies);

  private JdkHttpClient() {}

  /**
   * Lets woven code call this class. Static, so that the integration can be verified before the
   * bridge's types are there.
   */
  static void install() {
    HttpClientHooks.install(new JdkHttpClient());
  }

  @Override
  public @Nullable CompletableFuture<?> beforeCall(
      Object exchange, Object bodyHandler, Object executor) {
    return direct.beforeCall(exchange, bodyHandler, executor);
  }

  @Override
  public @Nullable CompletableFuture<?> beforeFilters(Object exchange) {
    return direct.beforeFilters(exchange);
  }

  @Override
  public @Nullable CompletableFuture<?> beforeResponse(Object exchange) {
    return heads.beforeResponse(exchange);
  }

  @Override
  public CompletableFuture<?> afterResponse(Object exchange, CompletableFuture<?> response) {
    return heads.afterResponse(exchange, response);
  }

  @Override
  public boolean filterFailed(Object response, Throwable failure) {
    return heads.filterFailed(response, failure);
  }

  @Override
  public @Nullable CompletableFuture<?> beforeBody(Object exchange, Object bodyHandler) {
    return bodies.beforeBody(exchange, bodyHandler);
  }

  @Override
  public Object bodyHandler(Object exchange, Object bodyHandler) {
    return bodies.bodyHandler(exchange, bodyHandler);
  }

  @Override
  public Object ownSubscriber(Object bodySubscriber) {
    return BodyHooks.own(bodySubscriber);
  }

  @Override
  public @Nullable CompletableFuture<?> beforeIgnoredBody(Object exchange) {
    return bodies.beforeIgnoredBody(exchange);
  }

  @Override
  public boolean beforeNullBody(Object exchange, @Nullable Throwable error) {
    return bodies.beforeNullBody(exchange, error);
  }

  @Override
  public boolean beforeCancel(Object exchange) {
    return bodies.beforeCancel(exchange);
  }

  @Override
  public void cancelled(Object exchange, Throwable cause) {
    bodies.cancelled(exchange, cause);
  }

  @Override
  public @Nullable Object sslSession(Object response) {
    return bodies.sslSession(response);
  }
}
