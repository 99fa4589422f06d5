package dev.larder.store.memory;

import dev.larder.store.EntryKey;

/** Tells whether what an entry in memory was copied from is still what it was. */
public interface SourceValidator {

  /**
   * Asked at most a few times a second for each entry, by the thread that wants the entry.
   *
   * @param source as it was given with the entry
   */
  boolean isCurrent(EntryKey key, Object source);
}
