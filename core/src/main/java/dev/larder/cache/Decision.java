package dev.larder.cache;

import dev.larder.http.Headers;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What an integration does with a request before it goes to the network. */
public sealed interface Decision {

  /**
   * Answer it from the cache; the network is not asked, or not by the caller.
   *
   * @param background an exchange to be carried out through the same client without the caller, so
   *     that the next response is fresh (RFC 5861 §3), or null; {@link CacheExchange#abandoned} if
   *     it can't be
   */
  record Serve(Served served, @Nullable CacheExchange background) implements Decision {}

  /**
   * Send it, and report what comes back with {@link CacheExchange#received}.
   *
   * @param fields to add to what goes to the server, none of a name that the request has itself:
   *     conditions or a range of the cache's own; often empty
   */
  record Forward(Headers fields) implements Decision {}

  /**
   * Another request for the same resource is under way: when this future has completed, {@link
   * CacheExchange#resume} says what to do. It completes within a bounded time, on a thread that
   * must not be held up, and never with an exception.
   */
  record Wait(CompletableFuture<Void> released) implements Decision {}
}
