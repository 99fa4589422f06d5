package dev.larder.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long something took, as a histogram of microseconds. Each length is kept within 3 percent, as
 * the shortest of its bucket: there are 32 buckets for each power of two. Of one thread.
 */
public final class Times {

  /** The buckets of a power of two, as a power of two. */
  private static final int BITS = 5;

  /** An hour; what is longer counts as an hour. */
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private final NavigableMap<Long, Long> counts = new TreeMap<>();

  /** A number of times of about the same length. */
  public record Bar(long micros, long count) {}

  /** Takes times from any thread. */
  static final class Recorder {
    private final AtomicLongArray counts = new AtomicLongArray(bucket(LONGEST_MICROS) + 1);

    void record(long nanos) {
      counts.incrementAndGet(bucket(bounded(nanos / 1000)));
    }

    void addTo(Times sum) {
      for (int bucket = 0; bucket < counts.length(); bucket++) {
        long count = counts.get(bucket);
        if (count != 0) {
          sum.add(shortest(bucket), count);
        }
      }
    }
  }

  private static long bounded(long micros) {
    return Math.max(0, Math.min(micros, LONGEST_MICROS));
  }

  private static int bucket(long micros) {
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(micros) - BITS - 1);
    return (shift << BITS) + (int) (micros >> shift);
  }

  private static long shortest(int bucket) {
    int shift = Math.max(0, (bucket >> BITS) - 1);
    return (long) (bucket - (shift << BITS)) << shift;
  }

  /** Adds a number of times of the same length. */
  public void add(long micros, long count) {
    long length = shortest(bucket(bounded(micros)));
    Long before = counts.get(length);
    long sum = before == null ? count : before + count;
    if (sum == 0) {
      counts.remove(length);
    } else {
      counts.put(length, sum);
    }
  }

  /** Adds the times of another histogram. */
  public void add(Times other) {
    for (Map.Entry<Long, Long> bar : other.counts.entrySet()) {
      add(bar.getKey(), bar.getValue());
    }
  }

  /** Removes times that were added before. */
  public void subtract(Times other) {
    for (Map.Entry<Long, Long> bar : other.counts.entrySet()) {
      add(bar.getKey(), -bar.getValue());
    }
  }

  /** How many there are. */
  public long count() {
    long sum = 0;
    for (long count : counts.values()) {
      sum += count;
    }
    return sum;
  }

  /** The length, in microseconds, that a part of them, from 0 to 100, does not exceed. */
  public long percentile(double part) {
    long rest = (long) Math.ceil(count() * part / 100);
    for (Map.Entry<Long, Long> bar : counts.entrySet()) {
      rest -= bar.getValue();
      if (rest <= 0) {
        return bar.getKey();
      }
    }
    return 0;
  }

  /** The longest, in microseconds. */
  public long max() {
    return counts.isEmpty() ? 0 : counts.lastKey();
  }

  /** The mean, in microseconds. */
  public double mean() {
    double sum = 0;
    for (Map.Entry<Long, Long> bar : counts.entrySet()) {
      sum += (double) bar.getKey() * bar.getValue();
    }
    return counts.isEmpty() ? 0 : sum / count();
  }

  /** What was recorded, from the shortest to the longest. */
  public List<Bar> bars() {
    List<Bar> bars = new ArrayList<>();
    for (Map.Entry<Long, Long> bar : counts.entrySet()) {
      bars.add(new Bar(bar.getKey(), bar.getValue()));
    }
    return bars;
  }
}
