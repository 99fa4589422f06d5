package dev.larder.agent.client.jdk;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.cache.CacheExchange;
import dev.larder.thread.Threads;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Requests that the cache makes through the program's own client, so that the next response is
 * fresh (RFC 5861 §3). The client sees a request like any other, with its own cookies, credentials,
 * proxy and executor; that it is ours shows in its URI alone, which is this very object.
 */
final class BackgroundRequests {

  /** How long the head of a response may take. */
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(10);

  /** How long the whole may take, in milliseconds. */
  private static final long TIMEOUT_MILLIS = 60_000;

  private final Map<URI, CacheExchange> sent = Collections.synchronizedMap(new IdentityHashMap<>());

  /** The exchange of the cache that a request was made for, or null if it is the program's own. */
  @Nullable CacheExchange take(URI uri) {
    return sent.isEmpty() ? null : sent.remove(uri);
  }

  /** Sends a copy of the program's request. Never throws. */
  void send(HttpClient client, HttpRequest original, CacheExchange background) {
    try {
      URI uri = new URI(original.uri().toString());
      HttpRequest request = copy(original, uri);
      sent.put(uri, background);
      CompletableFuture<?> response = client.sendAsync(request, BodyHandlers.discarding());
      Future<?> timeout = Threads.later(TIMEOUT_MILLIS, () -> response.cancel(true));
      response.whenComplete(
          (value, error) -> {
            timeout.cancel(false); // what it refers to can be collected
            sent.remove(uri);
            abandon(background);
          });
    } catch (Throwable failure) {
      LarderRuntime.failed("validating in the background", failure);
      abandon(background);
    }
  }

  /** Ends it, if it has not ended with a response. */
  private static void abandon(CacheExchange background) {
    try {
      background.abandoned();
    } catch (Throwable failure) {
      LarderRuntime.failed("giving up a request", failure);
    }
  }

  private static HttpRequest copy(HttpRequest original, URI uri) {
    HttpRequest.Builder copy = HttpRequest.newBuilder(uri).GET().timeout(HEAD_TIMEOUT);
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
