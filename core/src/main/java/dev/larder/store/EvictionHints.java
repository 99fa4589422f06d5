package dev.larder.store;

/**
 * What can be done with the entries of superseded versions. All of it is a hint: a use may get
 * lost, and then an entry is evicted that somebody would have asked for. No method throws.
 */
public interface EvictionHints {

  /** Lets the entry be evicted before others, until it is used again. */
  void demote(EntryKey key);

  /** Whether any process used the entry since it was demoted. */
  boolean isUsed(EntryKey key);

  /** Whether the uses of other processes are known too. */
  default boolean isShared() {
    return true;
  }

  /** Removes the entry; whether there was one. */
  boolean remove(EntryKey key);
}
