package dev.larder.agent.client.jdk;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the JDK's exchanges that are under way: a concurrent map with weak keys compared
 * by identity, since weaving adds no field. A value must not reach its key strongly.
 */
final class ExchangeStates {

  private final ConcurrentMap<Object, ExchangeState> states = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
  private volatile @Nullable ExchangeAccess access;

  /**
   * Keeps a state until it is removed or the exchange is garbage.
   *
   * @return what removes it, without reaching the exchange
   */
  Runnable put(Object exchange, ExchangeState state) {
    for (Reference<?> key = collected.poll(); key != null; key = collected.poll()) {
      states.remove(key);
    }
    Key own = new Key(exchange, collected);
    states.put(own, state);
    return () -> states.remove(own);
  }

  @Nullable ExchangeState get(Object exchange) {
    return states.get(new Probe(exchange));
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

  /** Finds the key of an exchange, which asks nothing of the collector. */
  private static final class Probe {
    private final Object exchange;

    Probe(Object exchange) {
      this.exchange = exchange;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(exchange);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && key.refersTo(exchange);
    }
  }

  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object exchange, ReferenceQueue<Object> queue) {
      super(exchange, queue);
      this.hash = System.identityHashCode(exchange);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Object exchange = get();
      return exchange != null && other instanceof Key key && key.refersTo(exchange);
    }
  }
}
