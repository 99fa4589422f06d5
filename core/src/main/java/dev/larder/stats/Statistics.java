package dev.larder.stats;

import java.util.concurrent.atomic.LongAdder;

/** Counters of one cache since the start of the process; any thread may add. */
public final class Statistics {
  public final LongAdder requests = new LongAdder();

  /** Served from the cache and fresh, collapsed ones included. */
  public final LongAdder hits = new LongAdder();

  public final LongAdder validated = new LongAdder();
  public final LongAdder stale = new LongAdder();
  public final LongAdder misses = new LongAdder();
  public final LongAdder bypassed = new LongAdder();
  public final LongAdder refused = new LongAdder();

  /** Entries written for responses of the network. */
  public final LongAdder stored = new LongAdder();

  /** Those hits that waited for another request's download. */
  public final LongAdder collapsed = new LongAdder();

  /** Errors inside the cache that the application did not see. */
  public final LongAdder failures = new LongAdder();

  /** Body bytes that came from the network. */
  public final LongAdder bytesFromNetwork = new LongAdder();

  /** Body bytes that were served from the cache instead. */
  public final LongAdder bytesSaved = new LongAdder();

  /** While observing: requests that would have been hits. */
  public final LongAdder wouldHit = new LongAdder();

  /** While observing: requests whose stored response would have been confirmed. */
  public final LongAdder wouldValidate = new LongAdder();

  /** While observing: body bytes that the network would not have sent. */
  public final LongAdder bytesWouldSave = new LongAdder();

  /** Counts one request and how it ended. */
  public void count(Outcome outcome) {
    requests.increment();
    switch (outcome) {
      case HIT -> hits.increment();
      case STALE -> stale.increment();
      case COLLAPSED -> {
        hits.increment();
        collapsed.increment();
      }
      case VALIDATED -> validated.increment();
      case MISS -> misses.increment();
      case BYPASS -> bypassed.increment();
      case REFUSED -> refused.increment();
    }
  }

  /** The counts of now; while threads are adding, they need not add up. */
  public Snapshot snapshot() {
    return new Snapshot(
        requests.sum(),
        hits.sum(),
        validated.sum(),
        stale.sum(),
        misses.sum(),
        bypassed.sum(),
        refused.sum(),
        stored.sum(),
        collapsed.sum(),
        failures.sum(),
        bytesFromNetwork.sum(),
        bytesSaved.sum(),
        wouldHit.sum(),
        wouldValidate.sum(),
        bytesWouldSave.sum());
  }
}
