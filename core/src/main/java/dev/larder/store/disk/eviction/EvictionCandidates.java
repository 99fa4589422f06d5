package dev.larder.store.disk.eviction;

import dev.larder.store.EntryKey;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what is evicted: shown all entries in any order, it keeps the least worthy ones that
 * together take the bytes wanted, and gives them out, the least worthy first. It holds no more than
 * those. Of entries of which nothing is known, which are the first, the oldest file comes first.
 * Not thread-safe.
 */
final class EvictionCandidates {

  /**
   * An entry that may go.
   *
   * @param bytes that it takes
   * @param modified when its file was made, in any unit
   * @param slot what the table knew of it
   */
  record Candidate(EntryKey key, long bytes, long modified, long slot, long priority) {}

  private static final int MAX_VICTIMS = 1 << 16;

  private static final Comparator<Candidate> LOWEST_FIRST =
      new Comparator<>() {
        @Override
        public int compare(Candidate a, Candidate b) {
          int byPriority = Long.compare(a.priority, b.priority);
          return byPriority != 0 ? byPriority : Long.compare(a.modified, b.modified);
        }
      };

  private final AccessTable accesses;
  private final long wanted;
  private final PriorityQueue<Candidate> kept = new PriorityQueue<>(64, LOWEST_FIRST.reversed());
  private @Nullable PriorityQueue<Candidate> ordered;
  private long bytes;

  /**
   * Nothing chosen yet.
   *
   * @param wanted bytes that are to become free
   */
  EvictionCandidates(AccessTable accesses, long wanted) {
    this.accesses = accesses;
    this.wanted = wanted;
  }

  /** Shows an entry. */
  void offer(EntryKey key, long size, long modified) {
    long slot = accesses.slot(key);
    Candidate candidate =
        new Candidate(key, size, modified, slot, AccessTable.priority(slot, size));
    Candidate highest = kept.peek();
    boolean enough = bytes >= wanted || kept.size() >= MAX_VICTIMS;
    if (highest != null && enough && LOWEST_FIRST.compare(candidate, highest) >= 0) {
      return;
    }
    kept.add(candidate);
    bytes += size;
    while (kept.size() > 1 && (bytes - kept.element().bytes >= wanted || tooMany())) {
      bytes -= kept.remove().bytes;
    }
  }

  private boolean tooMany() {
    return kept.size() > MAX_VICTIMS;
  }

  /** The next to go, or null. Who was used since it was shown is passed over. */
  @Nullable Candidate next() {
    PriorityQueue<Candidate> order = ordered;
    if (order == null) {
      order = new PriorityQueue<>(Math.max(1, kept.size()), LOWEST_FIRST);
      order.addAll(kept);
      ordered = order;
    }
    Candidate candidate = order.poll();
    while (candidate != null && accesses.slot(candidate.key) != candidate.slot) {
      candidate = order.poll();
    }
    return candidate;
  }

  /** Whether they were chosen by this table. */
  boolean areOf(AccessTable table) {
    return accesses == table;
  }

  /** A candidate is gone: what is used from now on counts for more. */
  void gone(Candidate candidate) {
    accesses.evicted(candidate.priority);
  }
}
