package dev.larder.store;

/**
 * What can be done with entries that newer ones have taken the place of. Hints: a use may be
 * forgotten, and then an entry goes that somebody would have asked for. No method throws.
 */
public interface EvictionHints {

  /** From now on the entry goes before others when there is need of room, until it is used. */
  void demote(EntryKey key);

  /** Whether it was used since it was demoted, in whatever process. */
  boolean isUsed(EntryKey key);

  /** Whether the uses of other processes are known too. */
  default boolean isShared() {
    return true;
  }

  /** Removes it; whether there was one. */
  boolean remove(EntryKey key);
}
