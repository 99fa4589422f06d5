package dev.larder.store;

import dev.larder.config.MemoryStay;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps responses under keys. Any thread may call any method at any time; what one thread commits
 * or removes the others see at their next {@code open}, and entries already open do not change.
 *
 * <p>A store may lose any entry at any time, for want of space or because others share its place.
 * It never gives an entry that is not, byte for byte, one that was committed under this key.
 */
public interface Store extends AutoCloseable {

  /**
   * The entry of this key, or null if there is none. An entry that is damaged or cannot be read is
   * none; the store removes a damaged one, counts a failure and does not throw.
   */
  @Nullable Entry open(EntryKey key);

  /**
   * Opens the entry for a request that limits how long entries stay in memory.
   *
   * @param stay replaces the limit that the store was made with; without effect in a store without
   *     memory tier
   */
  default @Nullable Entry open(EntryKey key, MemoryStay stay) {
    return open(key);
  }

  /**
   * The present entry of a key, for a caller that is about to replace it. Never a copy that another
   * process may have outdated. Does not count as a use.
   */
  default @Nullable Entry current(EntryKey key) {
    return open(key);
  }

  /**
   * Starts an entry that replaces the key's present one when it is committed. Writers of one key do
   * not hinder each other: the last commit counts.
   *
   * @throws IOException if the store can take nothing now; it may later
   */
  EntryWriter writer(EntryKey key, EntryMetadata metadata) throws IOException;

  /**
   * Publishes the body of an entry once more, under renewed metadata, in one step. It does so even
   * if the key's entry was removed or replaced since {@code old} was opened.
   *
   * @throws IOException if that is impossible; what was stored stays
   */
  void refresh(EntryKey key, Entry old, EntryMetadata renewed) throws IOException;

  /** Removes the key's entry; whether there was one. Trouble is counted, not thrown. */
  boolean remove(EntryKey key);

  /** Bytes of the largest body that the store takes, so that callers need not begin larger ones. */
  default long maxEntrySize() {
    return Long.MAX_VALUE;
  }

  /**
   * Lets go of what the store holds. From then on {@code open} finds nothing and {@code writer}
   * throws; entries already open stay readable. Entries on disk remain. Never throws.
   */
  @Override
  void close();
}
