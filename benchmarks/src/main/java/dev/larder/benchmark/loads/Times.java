package dev.larder.benchmark.loads;

import java.util.Arrays;

/** Durations in nanoseconds, as many as there is room for. */
final class Times {
  private final long[] nanos;
  private int count;

  Times(int room) {
    this.nanos = new long[room];
  }

  synchronized void add(long time) {
    if (count < nanos.length) {
      nanos[count++] = time;
    }
  }

  synchronized int count() {
    return count;
  }

  /** Microseconds of the one that this share of them, 0 to 1, does not exceed; NaN if none is. */
  synchronized double micros(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    Arrays.sort(nanos, 0, count);
    return nanos[Math.min(count - 1, (int) (count * share))] / 1e3;
  }

  /** The middle one of several figures. */
  static double median(double... figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
