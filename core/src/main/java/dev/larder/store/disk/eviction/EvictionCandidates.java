package dev.larder.store.disk.eviction;

import dev.larder.store.EntryKey;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the entries to evict. It is offered all entries in any order and keeps those with the
 * lowest priority that together take the wanted bytes. It returns them in the order of priority,
 * the lowest first. Entries of which no use is known come first, the oldest file first. Not
 * thread-safe.
 */
final class EvictionCandidates {

  /**
   * An entry that may be evicted.
   *
   * @param bytes that it takes
   * @param modified when its file was made, in any unit
   * @param slot its slot in the table when it was offered
   */
  record Candidate(EntryKey key, long bytes, long modified, long slot, long priority)
      implements Comparable<Candidate> {

    /** The one to be evicted first is the least. */
    @Override
    public int compareTo(Candidate other) {
      int byPriority = Long.compare(priority, other.priority);
      return byPriority != 0 ? byPriority : Long.compare(modified, other.modified);
    }
  }

  private static final int MAX_VICTIMS = 1 << 16;

  private final AccessTable accesses;
  private final long wanted;
  private final PriorityQueue<Candidate> kept = new PriorityQueue<>(64, Comparator.reverseOrder());
  private @Nullable PriorityQueue<Candidate> ordered;
  private long bytes;

  /**
   * Holds no candidate yet.
   *
   * @param wanted bytes that eviction has to free
   */
  EvictionCandidates(AccessTable accesses, long wanted) {
    this.accesses = accesses;
    this.wanted = wanted;
  }

  /** Offers an entry. */
  void offer(EntryKey key, long size, long modified) {
    long slot = accesses.slot(key);
    Candidate candidate =
        new Candidate(key, size, modified, slot, AccessTable.priority(slot, size));
    Candidate highest = kept.peek();
    boolean enough = bytes >= wanted || kept.size() >= MAX_VICTIMS;
    if (highest != null && enough && candidate.compareTo(highest) >= 0) {
      return;
    }
    kept.add(candidate);
    bytes += size;
    while (kept.size() > 1
        && (bytes - kept.element().bytes >= wanted || kept.size() > MAX_VICTIMS)) {
      bytes -= kept.remove().bytes;
    }
  }

  /**
   * The next entry to evict, or null. Entries that were used since they were offered are skipped.
   */
  @Nullable Candidate next() {
    PriorityQueue<Candidate> order = ordered;
    if (order == null) {
      order = new PriorityQueue<>(List.copyOf(kept));
      ordered = order;
    }
    Candidate candidate = order.poll();
    while (candidate != null && accesses.slot(candidate.key) != candidate.slot) {
      candidate = order.poll();
    }
    return candidate;
  }

  /** Whether the candidates were chosen with this table. */
  boolean areOf(AccessTable table) {
    return accesses == table;
  }

  /** A candidate was evicted, which moves the clock on. */
  void gone(Candidate candidate) {
    accesses.evicted(candidate.priority);
  }
}
