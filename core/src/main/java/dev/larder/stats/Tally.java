package dev.larder.stats;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what became of the requests of one client to one host, or under one rule. Any thread may
 * add.
 *
 * <p>Times are those until the head of a response is there. All times of the network are recorded,
 * and of the hits the first {@link #ALL_TIMES} and then one in {@link #ONE_TIME_IN}: to read a
 * clock twice costs as much as all the rest.
 */
@SuppressWarnings("EnumOrdinal") // the numbers are never kept by it, and an array is fast
public final class Tally {
  private static final int ALL_TIMES = 64;
  private static final int ONE_TIME_IN = 16;

  private final LongAdder[] counters = new LongAdder[Counter.values().length];
  private final Map<String, LongAdder> notServed = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> notStored = new ConcurrentHashMap<>();
  private volatile Times.@Nullable Recorder hitTimes;
  private volatile Times.@Nullable Recorder networkTimes;
  private volatile Times.@Nullable Recorder remoteTimes;

  /** Of the hits; threads may lose increments, which only changes which hits are timed. */
  private int hits;

  Tally() {
    for (int i = 0; i < counters.length; i++) {
      counters[i] = new LongAdder();
    }
  }

  /** Adds to a counter. */
  public void add(Counter counter, long number) {
    counters[counter.ordinal()].add(number);
  }

  /** Counts a request that was not served from the cache, by the word of the reason. */
  public void notServed(String reason) {
    increment(notServed, reason);
  }

  /** Counts a response that was not stored, by the word of the reason. */
  public void notStored(String reason) {
    add(Counter.NOT_STORED, 1);
    increment(notStored, reason);
  }

  private static void increment(Map<String, LongAdder> reasons, String reason) {
    LongAdder known = reasons.get(reason);
    if (known == null) {
      LongAdder absent = new LongAdder();
      LongAdder other = reasons.putIfAbsent(reason, absent);
      known = other == null ? absent : other;
    }
    known.increment();
  }

  /**
   * When a request begins that may be a hit: as {@link System#nanoTime}, or 0 if it is not one of
   * those that are timed.
   */
  public long start() {
    int number = hits++;
    return number < ALL_TIMES || number % ONE_TIME_IN == 0 ? System.nanoTime() | 1 : 0;
  }

  /** Records how long a hit took. */
  public void hitTook(long nanos) {
    Times.Recorder times = hitTimes;
    if (times == null) {
      synchronized (this) {
        times = hitTimes == null ? new Times.Recorder() : hitTimes;
        hitTimes = times;
      }
    }
    times.record(nanos);
  }

  /** Records how long the network took to answer. */
  public void networkTook(long nanos) {
    Times.Recorder times = networkTimes;
    if (times == null) {
      synchronized (this) {
        times = networkTimes == null ? new Times.Recorder() : networkTimes;
        networkTimes = times;
      }
    }
    times.record(nanos);
  }

  /** Records how long the remote tier took to tell whether it has a response. */
  public void remoteTook(long nanos) {
    Times.Recorder times = remoteTimes;
    if (times == null) {
      synchronized (this) {
        times = remoteTimes == null ? new Times.Recorder() : remoteTimes;
        remoteTimes = times;
      }
    }
    times.record(nanos);
  }

  /** Adds the counts of now; while threads are adding, they need not add up. */
  void addTo(Counts sum) {
    for (Counter counter : Counter.values()) {
      sum.add(counter, counters[counter.ordinal()].sum());
    }
    add(notServed, sum.notServed());
    add(notStored, sum.notStored());
    Times.Recorder times = hitTimes;
    if (times != null) {
      times.addTo(sum.hitTimes());
    }
    times = networkTimes;
    if (times != null) {
      times.addTo(sum.networkTimes());
    }
    times = remoteTimes;
    if (times != null) {
      times.addTo(sum.remoteTimes());
    }
  }

  private static void add(Map<String, LongAdder> reasons, Map<String, Long> sum) {
    for (Map.Entry<String, LongAdder> reason : reasons.entrySet()) {
      Counts.add(sum, reason.getKey(), reason.getValue().sum());
    }
  }
}
