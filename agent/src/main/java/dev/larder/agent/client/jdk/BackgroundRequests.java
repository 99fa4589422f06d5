package dev.larder.agent.client.jdk;

import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.Exchange;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Requests that the cache makes through the program's own client, so that the next response is
 * fresh (RFC 5861 §3). The client sees a request like any other, with its own cookies, credentials,
 * proxy and executor. All hops of its redirects are known to be ours by the request that they began
 * with, which is this very object. It ends when the program closes the client.
 */
final class BackgroundRequests {

  /** How long the head of a response may take. */
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(10);

  /** How long the whole may take, in milliseconds. */
  private static final long TIMEOUT_MILLIS = 60_000;

  private final Map<HttpRequest, Sent> all = Collections.synchronizedMap(new IdentityHashMap<>());

  /** A request under way. */
  static final class Sent {
    private final AtomicReference<@Nullable Exchange> exchange;

    private Sent(Exchange exchange) {
      this.exchange = new AtomicReference<>(exchange);
    }

    /** The exchange of the cache that the request was made for, for the first hop; else null. */
    @Nullable Exchange take() {
      return exchange.getAndSet(null);
    }
  }

  /** The request that an exchange of the client belongs to, or null if it is the program's own. */
  @Nullable Sent of(ExchangeAccess jdk, Object exchange) throws Throwable {
    return all.isEmpty() ? null : all.get(jdk.userRequest(exchange));
  }

  /** Sends a copy of the program's request. Never throws. */
  void send(ExchangeAccess jdk, Object exchange, Exchange background) {
    try {
      HttpRequest request = copy(jdk.request(exchange));
      all.put(request, new Sent(background));
      CompletableFuture<?> response =
          jdk.client(exchange).sendAsync(request, BodyHandlers.discarding());
      response.whenComplete(
          (value, error) -> {
            all.remove(request);
            ClientExchange.abandon(background);
          });
      Expiry.after(TIMEOUT_MILLIS, jdk.closed(exchange), response, () -> response.cancel(true));
    } catch (Throwable failure) {
      LarderRuntime.failed("validating in the background", failure);
      ClientExchange.abandon(background);
    }
  }

  private static HttpRequest copy(HttpRequest original) {
    HttpRequest.Builder copy = HttpRequest.newBuilder(original.uri()).GET().timeout(HEAD_TIMEOUT);
    original.version().ifPresent(copy::version);
    for (Map.Entry<String, List<String>> field : original.headers().map().entrySet()) {
      if (!Translation.isConditionOrRange(field.getKey())) {
        for (String value : field.getValue()) {
          copy.header(field.getKey(), value);
        }
      }
    }
    return copy.build();
  }
}
