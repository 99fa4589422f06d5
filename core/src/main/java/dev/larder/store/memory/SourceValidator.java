package dev.larder.store.memory;

import dev.larder.store.EntryKey;

/** Tells whether the source of a copy in memory, its file, is still the same. */
public interface SourceValidator {

  /**
   * Asked at most a few times a second for each entry, by the thread that wants the entry.
   *
   * @param source as it was given with the entry
   */
  boolean isCurrent(EntryKey key, Object source);
}
