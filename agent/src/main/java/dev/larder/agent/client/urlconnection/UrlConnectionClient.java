package dev.larder.agent.client.urlconnection;

import dev.larder.agent.client.WeakIdentityMap;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.UrlConnectionHooks;
import org.jspecify.annotations.Nullable;

/**
 * Follows the cache's decision for each request of the JDK's {@code HttpURLConnection}. One request
 * is one hop: the client itself follows redirects, answers challenges, keeps cookies and time-outs,
 * and throws what it throws for a status, whether a response comes from the network or from here.
 *
 * <p>Behind this class every failure of the cache ends: whatever is thrown there is recorded, and
 * the client goes on as if it had not been asked.
 */
final class UrlConnectionClient extends UrlConnectionHooks {

  /** Both halves of a request's way, over what they have in common. */
  private record Hooks(RequestHooks requests, ResponseHooks responses) {

    static Hooks create() throws ReflectiveOperationException {
      ConnectionAccess jdk = new ConnectionAccess();
      WeakIdentityMap<HopState> states = new WeakIdentityMap<>(HopState::leave);
      RequestHooks requests = new RequestHooks(jdk, states);
      return new Hooks(requests, new ResponseHooks(jdk, states, requests));
    }
  }

  private volatile @Nullable Hooks hooks;
  private boolean tried;

  private UrlConnectionClient() {}

  /**
   * Lets woven code call this class. Static, so that the integration can be verified before the
   * bridge's types are there.
   */
  static void install() {
    UrlConnectionHooks.install(new UrlConnectionClient());
  }

  /** Made with the first request: before that the client's classes are being loaded. */
  private @Nullable Hooks hooks() {
    Hooks known = hooks;
    return known == null ? create() : known;
  }

  private synchronized @Nullable Hooks create() {
    if (!tried) {
      tried = true;
      try {
        hooks = Hooks.create();
      } catch (Throwable failure) {
        LarderRuntime.failed(
            "looking into java.net.HttpURLConnection (which is not cached)", failure);
      }
    }
    return hooks;
  }

  @Override
  public void beforeConnect(Object connection) {
    Hooks to = hooks();
    if (to != null) {
      to.requests.beforeConnect(connection);
    }
  }

  @Override
  public @Nullable Object beforeClient(Object connection, @Nullable Object proxy) {
    Hooks to = hooks();
    return to == null ? null : to.requests.beforeClient(connection, proxy);
  }

  @Override
  public @Nullable Throwable afterConnect(Object connection, @Nullable Throwable failure) {
    Hooks to = hooks();
    return to == null ? failure : to.requests.afterConnect(connection, failure);
  }

  @Override
  public void beforeWrite(Object connection) {
    Hooks to = hooks();
    if (to != null) {
      to.requests.beforeWrite(connection);
    }
  }

  @Override
  public void afterWrite(Object connection, @Nullable Throwable failure) {
    Hooks to = hooks();
    if (to != null) {
      to.requests.afterWrite(connection, failure);
    }
  }

  @Override
  public @Nullable Object beforeHead(Object httpClient, Object responses, Object connection) {
    Hooks to = hooks();
    return to == null ? null : to.responses.beforeHead(httpClient, responses, connection);
  }

  @Override
  public @Nullable Throwable afterHead(
      Object httpClient, Object responses, Object connection, @Nullable Throwable failure) {
    Hooks to = hooks();
    return to == null
        ? failure
        : to.responses.afterHead(httpClient, responses, connection, failure);
  }
}
