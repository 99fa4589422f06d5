package dev.larder.store.disk;

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
final class Victims {

  /**
   * An entry that may go.
   *
   * @param bytes that it takes
   * @param modified when its file was made, in any unit
   * @param slot what the table knew of it
   */
  record Victim(EntryKey key, long bytes, long modified, long slot, long worth) {}

  private static final int MAX_VICTIMS = 1 << 16;

  private static final Comparator<Victim> LEAST_WORTHY =
      new Comparator<>() {
        @Override
        public int compare(Victim a, Victim b) {
          int byWorth = Long.compare(a.worth, b.worth);
          return byWorth != 0 ? byWorth : Long.compare(a.modified, b.modified);
        }
      };

  private final UsageTable usage;
  private final long wanted;
  private final PriorityQueue<Victim> kept = new PriorityQueue<>(64, LEAST_WORTHY.reversed());
  private @Nullable PriorityQueue<Victim> ordered;
  private long bytes;

  /**
   * Nothing chosen yet.
   *
   * @param wanted bytes that are to become free
   */
  Victims(UsageTable usage, long wanted) {
    this.usage = usage;
    this.wanted = wanted;
  }

  /** Shows an entry. */
  void offer(EntryKey key, long size, long modified) {
    long slot = usage.slot(key);
    Victim victim = new Victim(key, size, modified, slot, UsageTable.worth(slot, size));
    Victim worthiest = kept.peek();
    boolean enough = bytes >= wanted || kept.size() >= MAX_VICTIMS;
    if (worthiest != null && enough && LEAST_WORTHY.compare(victim, worthiest) >= 0) {
      return;
    }
    kept.add(victim);
    bytes += size;
    while (kept.size() > 1 && (bytes - kept.element().bytes >= wanted || tooMany())) {
      bytes -= kept.remove().bytes;
    }
  }

  private boolean tooMany() {
    return kept.size() > MAX_VICTIMS;
  }

  /** The next to go, or null. Who was used since it was shown is passed over. */
  @Nullable Victim next() {
    PriorityQueue<Victim> order = ordered;
    if (order == null) {
      order = new PriorityQueue<>(Math.max(1, kept.size()), LEAST_WORTHY);
      order.addAll(kept);
      ordered = order;
    }
    Victim victim = order.poll();
    while (victim != null && usage.slot(victim.key) != victim.slot) {
      victim = order.poll();
    }
    return victim;
  }

  /** Whether they were chosen by this table. */
  boolean areOf(UsageTable table) {
    return usage == table;
  }

  /** A victim is gone: what is used from now on counts for more. */
  void gone(Victim victim) {
    usage.evicted(victim.worth);
  }
}
