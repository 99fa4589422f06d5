package dev.larder.agent.client;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of objects of a client, since weaving adds no field: a concurrent map with weak
 * keys compared by identity. A value must not reach its key strongly.
 *
 * @param <V> what is known of one of them
 */
public final class WeakIdentityMap<V> {

  private final ConcurrentMap<Object, V> values = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
  private final Consumer<V> forgotten;

  /** A map whose values need no goodbye. */
  public WeakIdentityMap() {
    this(value -> {});
  }

  /**
   * A map.
   *
   * @param forgotten hears of a value whose key is garbage, some time later and on any thread
   */
  public WeakIdentityMap(Consumer<V> forgotten) {
    this.forgotten = forgotten;
  }

  /**
   * Keeps a value until it is removed or its key is garbage.
   *
   * @return what removes it, without reaching the key
   */
  public Runnable put(Object key, V value) {
    for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
      V left = values.remove(gone);
      if (left != null) {
        forgotten.accept(left);
      }
    }
    Key own = new Key(key, collected);
    values.put(own, value);
    return () -> values.remove(own);
  }

  /** The value of a key, or null. */
  public @Nullable V get(Object key) {
    return values.get(new Probe(key));
  }

  /** Finds a key, which asks nothing of the collector. */
  private static final class Probe {
    private final Object key;

    Probe(Object key) {
      this.key = key;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(key);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key weak && weak.refersTo(key);
    }
  }

  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object key, ReferenceQueue<Object> queue) {
      super(key, queue);
      this.hash = System.identityHashCode(key);
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
      Object key = get();
      return key != null && other instanceof Key weak && weak.refersTo(key);
    }
  }
}
