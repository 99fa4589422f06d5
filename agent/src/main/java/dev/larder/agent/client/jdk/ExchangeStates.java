package dev.larder.agent.client.jdk;

import dev.larder.agent.client.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/** What is known of the JDK's exchanges that are under way. */
final class ExchangeStates {

  private final WeakIdentityMap<ExchangeState> states = new WeakIdentityMap<>();
  private volatile @Nullable ExchangeAccess access;

  /**
   * Keeps a state until it is removed or the exchange is garbage.
   *
   * @return what removes it, without reaching the exchange
   */
  Runnable put(Object exchange, ExchangeState state) {
    return states.put(exchange, state);
  }

  @Nullable ExchangeState get(Object exchange) {
    return states.get(exchange);
  }

  /** What is known of an exchange that we still take part in, or null. */
  @Nullable ExchangeState active(Object exchange) {
    ExchangeState state = get(exchange);
    return state == null || state.left ? null : state;
  }

  /** The way into the client's own classes, found with the first exchange. */
  ExchangeAccess access(Object exchange) throws ReflectiveOperationException {
    ExchangeAccess known = access;
    if (known == null) {
      known = new ExchangeAccess(exchange.getClass());
      access = known;
    }
    return known;
  }

  /** The way into the client's own classes, or null before the first exchange. */
  @Nullable ExchangeAccess knownAccess() {
    return access;
  }
}
