package dev.larder.cache;

import dev.larder.http.Headers;
import java.util.concurrent.CompletableFuture;

/** What an integration does with a request before it goes to the network. */
public sealed interface Decision {

  /** Answer it from the cache; the network is not asked. */
  record Serve(Served served) implements Decision {}

  /**
   * Send it, and report what comes back with {@link CacheExchange#received}.
   *
   * @param conditions fields to add to what goes to the server, replacing those of the same name;
   *     empty unless a stored response is to be validated
   */
  record Forward(Headers conditions) implements Decision {}

  /**
   * Another request for the same resource is under way: when this future has completed, {@link
   * CacheExchange#resume} says what to do. It completes within a bounded time, on a thread that
   * must not be held up, and never with an exception.
   */
  record Wait(CompletableFuture<Void> released) implements Decision {}
}
