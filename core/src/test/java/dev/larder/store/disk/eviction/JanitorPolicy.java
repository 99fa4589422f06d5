package dev.larder.store.disk.eviction;

import dev.larder.store.EntryKey;
import dev.larder.store.disk.eviction.EvictionCandidates.Candidate;

/**
 * What the disk tier does, with its own classes: entries are taken in until there are too many
 * bytes, and then evicted by the batch, several of which one scan chooses.
 */
final class JanitorPolicy extends Simulated {
  final AccessTable accesses;
  private final EntryKey[] keys;
  private EvictionCandidates spare;

  JanitorPolicy(Trace trace, long capacity) {
    super(trace, capacity);
    accesses = AccessTable.inMemory(AccessTable.slots(capacity));
    spare = new EvictionCandidates(accesses, 0);
    keys = new EntryKey[trace.objects()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = EntryKey.of(Integer.toString(i));
    }
  }

  @Override
  void hit(int object, int time) {
    accesses.used(keys[object]);
  }

  @Override
  void miss(int object, int time) {
    take(object);
    accesses.used(keys[object]);
    while (used > capacity) {
      pass(capacity - Janitor.slack(capacity));
    }
  }

  private void pass(long goal) {
    evict(spare, goal);
    if (used > goal) {
      spare =
          new EvictionCandidates(
              accesses, used - goal + (Janitor.PASSES_PER_SCAN - 1) * Janitor.slack(capacity));
      for (int i = 0; i < keys.length; i++) {
        if (held[i]) {
          spare.offer(keys[i], trace.size(i), i);
        }
      }
      evict(spare, goal);
    }
  }

  private void evict(EvictionCandidates candidates, long goal) {
    for (Candidate candidate = candidates.next();
        candidate != null && used > goal;
        candidate = candidates.next()) {
      int object = Math.toIntExact(candidate.modified()); // its "time" is its number
      if (held[object]) {
        evict(object);
        candidates.gone(candidate);
      }
    }
  }
}
