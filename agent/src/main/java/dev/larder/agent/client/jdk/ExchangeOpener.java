package dev.larder.agent.client.jdk;

import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.client.TlsTrust;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Exchange;
import dev.larder.engine.HttpCache;
import dev.larder.engine.rules.RequestBody;
import dev.larder.http.RequestHead;
import dev.larder.policy.Reason;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the cache takes part in a request of the client, and describes it to the cache.
 */
final class ExchangeOpener {

  /** The JDK's own switch that turns off the check of host names, for all clients. */
  private static final boolean HOST_NAMES_UNCHECKED =
      !"false"
          .equals(
              System.getProperty("jdk.internal.httpclient.disableHostnameVerification", "false"));

  private final BackgroundRequests backgrounds;
  private final TlsTrust trust = new TlsTrust();

  ExchangeOpener(BackgroundRequests backgrounds) {
    this.backgrounds = backgrounds;
  }

  /**
   * Opens an exchange of the cache for a request as it is now.
   *
   * @return null if the request is left alone
   */
  @Nullable ExchangeState open(ExchangeAccess jdk, Object exchange) throws Throwable {
    HttpRequest request = jdk.request(exchange);
    if (!isHttp(request)) {
      return null;
    }
    RequestHead head = head(jdk, request, jdk.userHeaders(exchange));
    TlsTrust.Verdict trusts = trust(jdk, exchange, request);
    Reason obstacle = obstacle(jdk, exchange, request, trusts);
    if (obstacle != null) {
      LarderRuntime.get().cache().passed(HttpClientIntegration.NAME, head, obstacle);
      return null;
    }
    BackgroundRequests.Sent background = backgrounds.of(jdk, exchange);
    Exchange known = background == null ? null : background.take();
    if (known != null && !known.isOf(head)) {
      // The client has sent it with other credentials than those of whom it was made for.
      known.abandoned();
      return null;
    }
    Exchange.Options options =
        background == null ? Exchange.Options.NONE : Exchange.Options.IN_BACKGROUND;
    ClientExchange.Request looked = request(jdk, exchange, head, trusts, options);
    return new ExchangeState(
        known == null ? new ClientExchange(looked) : new ClientExchange(looked, known));
  }

  /**
   * Opens one for a request of the program's own that may be answered in a shorter way.
   *
   * @return null if the cache takes no part in it, which {@link #open} will report
   */
  @Nullable ExchangeState openOwn(ExchangeAccess jdk, Object exchange) throws Throwable {
    HttpRequest request = jdk.request(exchange);
    if (backgrounds.of(jdk, exchange) != null) {
      return null;
    }
    TlsTrust.Verdict trusts = trust(jdk, exchange, request);
    if (obstacle(jdk, exchange, request, trusts) != null) {
      return null;
    }
    RequestHead head = head(jdk, request, jdk.userHeaders(exchange));
    return new ExchangeState(
        new ClientExchange(request(jdk, exchange, head, trusts, Exchange.Options.NONE)));
  }

  /** Describes a request whose response invalidates what is stored; null for any other request. */
  @Nullable ClientRequest unsafe(ExchangeAccess jdk, Object exchange) throws Throwable {
    HttpRequest request = jdk.request(exchange);
    if (!isHttp(request)) {
      return null;
    }
    RequestHead head = head(jdk, request, jdk.userHeaders(exchange));
    if (!LarderRuntime.get().cache().isUnsafe(head)) {
      return null;
    }
    String partition = partition(jdk, exchange, request, trust(jdk, exchange, request));
    return ClientRequest.in(partition, HttpClientIntegration.NAME, head);
  }

  /** A request in the cache's terms, with these fields of the program's. */
  static RequestHead head(ExchangeAccess jdk, HttpRequest request, HttpHeaders user)
      throws Throwable {
    return Translation.request(
        request, user, jdk.systemHeaders(request), jdk.proxy(request) != null);
  }

  /** Whether it is not the client's own request for a tunnel. */
  private static boolean isHttp(HttpRequest request) {
    return request.uri() != null && !request.method().equals("CONNECT");
  }

  private static ClientExchange.Request request(
      ExchangeAccess jdk,
      Object exchange,
      RequestHead head,
      TlsTrust.Verdict trusts,
      Exchange.Options options)
      throws Throwable {
    HttpRequest request = jdk.request(exchange);
    HttpCache cache = LarderRuntime.get().cache();
    RequestBody body = cache.asksForBody(head) ? RequestBodies.of(request) : RequestBody.UNKNOWN;
    return new ClientExchange.Request(
        new ClientRequest(
            HttpClientIntegration.NAME,
            head,
            partition(jdk, exchange, request, trusts),
            patience(request),
            body),
        options,
        true);
  }

  private TlsTrust.Verdict trust(ExchangeAccess jdk, Object exchange, HttpRequest request)
      throws Throwable {
    if (!"https".equalsIgnoreCase(request.uri().getScheme())) {
      return TlsTrust.WITHOUT_TLS;
    }
    HttpClient client = jdk.client(exchange);
    return HOST_NAMES_UNCHECKED
        ? TlsTrust.Verdict.refused(Reason.HOST_NAMES_UNCHECKED)
        : trust.of(client, client.sslContext(), client::sslParameters);
  }

  private static String partition(
      ExchangeAccess jdk, Object exchange, HttpRequest request, TlsTrust.Verdict trusts)
      throws Throwable {
    return TlsTrust.partition(trusts, jdk.localAddress(exchange), jdk.proxy(request));
  }

  /** How long a request may wait for another one: a part of its time-out that it can spare. */
  private static @Nullable Duration patience(HttpRequest request) {
    Duration timeout = request.timeout().orElse(null);
    return timeout == null ? null : timeout.dividedBy(10);
  }

  /** Why the cache leaves this kind of exchange alone, or null. */
  private static @Nullable Reason obstacle(
      ExchangeAccess jdk, Object exchange, HttpRequest request, TlsTrust.Verdict trusts)
      throws Throwable {
    if (jdk.isWebSocket(request)) {
      return Reason.WEBSOCKET;
    }
    if (jdk.takesPushes(exchange)) {
      return Reason.PUSH_PROMISES;
    }
    if (request.expectContinue()) {
      return Reason.EXPECT_CONTINUE;
    }
    return trusts.obstacle();
  }
}
