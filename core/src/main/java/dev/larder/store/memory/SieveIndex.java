package dev.larder.store.memory;

import dev.larder.store.EntryKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The index of the entries in memory, which chooses the entry to evict when there is no room.
 *
 * <p>Eviction is SIEVE. Entries are linked in the order in which they came. A hit only marks its
 * entry. A hand moves from the oldest entry to the newest, removes the mark of each marked entry,
 * and evicts the first one without a mark. So a hit takes no lock and writes at most once between
 * two visits of the hand, and entries that are read once are evicted early.
 *
 * <p>Blocks are reserved before they are written, and released after they are freed, so that
 * entries never need more blocks than there are. The only lock is held for a few steps at a time.
 */
final class SieveIndex {
  private static final int GENERATIONS = 1024;

  /** How many marked entries the hand skips before it evicts a marked one. */
  private static final int PATIENCE = 1000;

  private final Blocks blocks;
  private final int limit;
  private final ConcurrentHashMap<EntryKey, SieveNode> index = new ConcurrentHashMap<>();

  /** Counts the removals of entries whose keys fall into each stripe. */
  private final AtomicIntegerArray generations = new AtomicIntegerArray(GENERATIONS);

  private final Object lock = new Object();

  /** All guarded by the lock. */
  private int reserved;

  private @Nullable SieveNode newest;
  private @Nullable SieveNode oldest;
  private @Nullable SieveNode hand;

  /** Leaves some blocks free, because they lie in segments that fill unevenly. */
  SieveIndex(Blocks blocks) {
    this.blocks = blocks;
    this.limit = (int) (blocks.count() * 0.85);
  }

  @Nullable SieveNode get(EntryKey key) {
    return index.get(key);
  }

  int size() {
    return index.size();
  }

  /** Bytes of the blocks that are reserved. */
  long bytes() {
    synchronized (lock) {
      return (long) reserved * blocks.blockSize();
    }
  }

  /** Changes whenever an entry of this key is removed. */
  int generation(EntryKey key) {
    return generations.get(stripe(key));
  }

  private static int stripe(EntryKey key) {
    int hash = key.hashCode();
    return (hash ^ hash >>> 16) & GENERATIONS - 1;
  }

  int blocksOf(int size) {
    return (size + blocks.blockSize() - 1) / blocks.blockSize();
  }

  /**
   * Reserves the blocks for so many bytes, and evicts entries for that; false if there is no room.
   */
  boolean reserve(int size) {
    int needed = blocksOf(size);
    if (needed > limit) {
      return false;
    }
    while (true) {
      SieveNode victim;
      synchronized (lock) {
        if (reserved + needed <= limit) {
          reserved += needed;
          return true;
        }
        victim = victim();
      }
      if (victim == null) {
        return false; // all reserved blocks are still being written
      }
      remove(victim);
    }
  }

  /** Evicts entries of so many bytes, or all entries. */
  void evict(int size) {
    int evicted = 0;
    while (evicted < blocksOf(size)) {
      SieveNode victim;
      synchronized (lock) {
        victim = victim();
      }
      if (victim == null) {
        return;
      }
      evicted += blocksOf(victim.size());
      remove(victim);
    }
  }

  /** Releases reserved blocks that were not used. */
  void release(int size) {
    synchronized (lock) {
      reserved -= blocksOf(size);
    }
  }

  /** The next entry to evict; it stays linked until it is discarded. */
  private @Nullable SieveNode victim() {
    for (int passed = 0; ; passed++) {
      SieveNode candidate = hand == null ? oldest : hand;
      if (candidate == null) {
        return null;
      }
      hand = candidate.newer;
      if (!candidate.visited || passed == PATIENCE) {
        return candidate;
      }
      candidate.visited = false;
    }
  }

  /**
   * Makes a new entry findable in place of the one of its key, unless an entry of its key was
   * removed since the key was of this generation.
   */
  boolean publish(SieveNode node, int generation) {
    SieveNode[] replaced = new SieveNode[1];
    SieveNode now =
        index.compute(
            node.key,
            (key, present) -> {
              if (generation(key) != generation) {
                return present;
              }
              replaced[0] = present;
              return node;
            });
    if (now != node) {
      return false;
    }
    synchronized (lock) {
      if (node.state == SieveNode.State.NEW) {
        link(node);
      }
    }
    if (replaced[0] != null) {
      discard(replaced[0]);
    }
    return true;
  }

  /** Removes the entry of a key. A copy of an older entry that is being made is not published. */
  boolean remove(EntryKey key) {
    generations.incrementAndGet(stripe(key));
    SieveNode removed = index.remove(key);
    if (removed == null) {
      return false;
    }
    discard(removed);
    return true;
  }

  /** Removes this entry, unless another has taken its place. */
  void remove(SieveNode node) {
    if (index.remove(node.key, node)) {
      discard(node);
    }
  }

  /** Frees the blocks of an entry; called once, by the thread that took it out of the index. */
  private void discard(SieveNode node) {
    try {
      blocks.free(node.place, node.size());
    } finally {
      synchronized (lock) {
        if (node.state == SieveNode.State.LINKED) {
          unlink(node);
        }
        node.state = SieveNode.State.GONE;
        reserved -= blocksOf(node.size());
      }
    }
  }

  private void link(SieveNode node) {
    node.state = SieveNode.State.LINKED;
    node.older = newest;
    if (newest == null) {
      oldest = node;
    } else {
      newest.newer = node;
    }
    newest = node;
  }

  private void unlink(SieveNode node) {
    SieveNode newer = node.newer;
    SieveNode older = node.older;
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    if (older == null) {
      oldest = newer;
    } else {
      older.newer = newer;
    }
    if (hand == node) {
      hand = newer;
    }
    node.newer = null;
    node.older = null;
  }

  /** Drops all entries; the blocks are freed as a whole. */
  void clear() {
    synchronized (lock) {
      index.clear();
      newest = null;
      oldest = null;
      hand = null;
    }
  }
}
