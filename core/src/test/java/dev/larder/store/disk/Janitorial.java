package dev.larder.store.disk;

import dev.larder.store.EntryKey;
import dev.larder.store.disk.Victims.Victim;

/**
 * What the disk tier does, with its own classes: entries are taken in until there are too many
 * bytes, and then evicted by the batch, several of which one walk chooses.
 */
final class Janitorial extends Simulated {
  final UsageTable usage;
  private final EntryKey[] keys;
  private Victims spare;

  Janitorial(Trace trace, long capacity) {
    super(trace, capacity);
    usage = UsageTable.inMemory(UsageTable.slots(capacity));
    spare = new Victims(usage, 0);
    keys = new EntryKey[trace.objects()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = EntryKey.of(Integer.toString(i));
    }
  }

  @Override
  void hit(int object, int time) {
    usage.used(keys[object]);
  }

  @Override
  void miss(int object, int time) {
    take(object);
    usage.used(keys[object]);
    while (used > capacity) {
      pass(capacity - Janitor.slack(capacity));
    }
  }

  private void pass(long goal) {
    evict(spare, goal);
    if (used > goal) {
      spare =
          new Victims(usage, used - goal + (Janitor.PASSES_A_WALK - 1) * Janitor.slack(capacity));
      for (int i = 0; i < keys.length; i++) {
        if (held[i]) {
          spare.offer(keys[i], trace.size(i), i);
        }
      }
      evict(spare, goal);
    }
  }

  private void evict(Victims victims, long goal) {
    for (Victim victim = victims.next(); victim != null && used > goal; victim = victims.next()) {
      int object = Math.toIntExact(victim.modified()); // its "time" is its number
      if (held[object]) {
        evict(object);
        victims.gone(victim);
      }
    }
  }
}
