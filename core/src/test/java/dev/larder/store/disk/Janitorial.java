package dev.larder.store.disk;

import dev.larder.store.EntryKey;
import dev.larder.store.disk.Victims.Victim;

/**
 * What the disk tier does, with its own classes: entries are taken in until there are too many
 * bytes, and then evicted by the batch.
 */
final class Janitorial extends Simulated {
  final UsageTable usage;
  private final EntryKey[] keys;

  Janitorial(Trace trace, long capacity) {
    super(trace, capacity);
    usage = UsageTable.inMemory(UsageTable.slots(capacity));
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
    Victims victims = new Victims(usage, used - goal);
    for (int i = 0; i < keys.length; i++) {
      if (held[i]) {
        victims.offer(keys[i], trace.size(i), i);
      }
    }
    for (Victim victim = victims.next(); victim != null && used > goal; victim = victims.next()) {
      evict(Math.toIntExact(victim.modified())); // the "time" of an object is its number
      victims.gone(victim);
    }
  }
}
