package dev.larder.thread;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers a bounded number of values that can be worked out again. A value has one place, which
 * its hash selects; a later value takes the place of an earlier one. The caller compares what it
 * finds with what it looks for. Any thread may call.
 *
 * @param <V> immutable
 */
public final class MemoTable<V> {
  private final AtomicReferenceArray<@Nullable V> places;

  /**
   * An empty table.
   *
   * @param places how many values it holds at most, a power of two
   */
  public MemoTable(int places) {
    this.places = new AtomicReferenceArray<>(places);
  }

  /** The value at the place of a hash, which may be that of another hash; null if there is none. */
  public @Nullable V get(int hash) {
    return places.get(place(hash));
  }

  public void put(int hash, V value) {
    places.set(place(hash), value);
  }

  /** Spreads the upper bits: hashes of texts and of objects differ in them, too. */
  private int place(int hash) {
    return (hash ^ hash >>> 10 ^ hash >>> 20) & places.length() - 1;
  }
}
