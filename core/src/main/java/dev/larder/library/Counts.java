package dev.larder.library;

import java.util.concurrent.atomic.LongAdder;

/** What one cache did; any thread may add. */
final class Counts {
  final LongAdder hits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder stored = new LongAdder();
  final LongAdder refused = new LongAdder();

  /** Body bytes that were loaded. */
  final LongAdder bytesLoaded = new LongAdder();

  /** Body bytes that were saved. */
  final LongAdder bytesStored = new LongAdder();

  /** The counts at one time. */
  record Taken(
      long hits, long misses, long stored, long refused, long bytesLoaded, long bytesStored) {}

  Taken take() {
    return new Taken(
        hits.sum(),
        misses.sum(),
        stored.sum(),
        refused.sum(),
        bytesLoaded.sum(),
        bytesStored.sum());
  }
}
