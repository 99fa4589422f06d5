package dev.larder.engine;

import dev.larder.engine.lookup.ExchangeKeys;
import java.util.concurrent.CompletableFuture;

/** Another request for the same resource is under way. */
public final class Wait implements RequestDecision {

  private final CompletableFuture<Void> released;
  private final Exchange exchange;
  private final Exchange.Options options;
  private final ExchangeKeys keys;

  Wait(
      CompletableFuture<Void> released,
      Exchange exchange,
      Exchange.Options options,
      ExchangeKeys keys) {
    this.released = released;
    this.exchange = exchange;
    this.options = options;
    this.keys = keys;
  }

  /**
   * When this has completed, {@link #resume} says what to do. It completes within a bounded time,
   * on a thread that must not be held up, and never with an exception.
   */
  public CompletableFuture<Void> released() {
    return released;
  }

  /** What to do after having waited; never another {@code Wait}. */
  public RequestDecision resume() {
    return exchange.decide(options, keys, true);
  }
}
