package dev.larder.store.disk.eviction;

import dev.larder.store.disk.eviction.Simulated.Ratio;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * Compares what is evicted with other policies, over the published traces in the folder that {@code
 * traces} names: prints one table for each trace, percent of requests and of bytes answered.
 */
final class Simulation {
  private static final double[] SIZES = {0.01, 0.03, 0.1, 0.2, 0.4};

  private record Policy(String name, BiFunction<Trace, Long, Simulated> made) {}

  private static final List<Policy> POLICIES =
      List.of(
          new Policy("FIFO", EvictionPolicies.Fifo::new),
          new Policy("LRU", EvictionPolicies.Lru::new),
          new Policy("LRU-2", EvictionPolicies.Lru2::new),
          new Policy("SIEVE", EvictionPolicies.Sieve::new),
          new Policy("S3-FIFO", EvictionPolicies.S3Fifo::new),
          new Policy("W-TinyLFU", EvictionPolicies.TinyLfu::new),
          new Policy("GDSF", EvictionPolicies.Gdsf::new),
          new Policy("**Larder**", JanitorPolicy::new),
          new Policy("Belady", EvictionPolicies.Belady::new));

  private Simulation() {}

  public static void main(String[] arguments) throws IOException {
    Path traces = Path.of(System.getProperty("traces", ""));
    Path web = traces.resolve("web07.int32be.gz");
    print("adaptsize", Trace.ofLines(traces.resolve("adaptsize-request.txt.gz")));
    print("web07, all objects alike", Trace.ofNumbers(web, false));
    print("web07, sizes drawn", Trace.ofNumbers(web, true));
  }

  private static void print(String name, Trace trace) {
    System.out.println("| " + name + " | 1 % | 3 % | 10 % | 20 % | 40 % |");
    System.out.println("| --- | --- | --- | --- | --- | --- |");
    for (Policy policy : POLICIES) {
      List<Ratio> ratios = new ArrayList<>();
      for (double size : SIZES) {
        long capacity = (long) (trace.footprint() * size);
        ratios.add(policy.made.apply(trace, capacity).run());
      }
      print(policy.name, ratios);
    }
    List<Ratio> bounds = new ArrayList<>();
    for (double size : SIZES) {
      bounds.add(bound(trace, (long) (trace.footprint() * size)));
    }
    print("upper bound", bounds);
    System.out.println();
  }

  private static void print(String name, List<Ratio> ratios) {
    StringBuilder line = new StringBuilder("| ").append(name).append(" |");
    for (Ratio ratio : ratios) {
      double requests = 100 * ratio.requests();
      double bytes = 100 * ratio.bytes();
      line.append(String.format(Locale.ROOT, " %.1f / %.1f |", requests, bytes));
    }
    System.out.println(line);
  }

  /**
   * What no policy can exceed: to answer a request, its object has to be held since its request
   * before, which takes size times time of the capacity times the length of the trace. The cheapest
   * of them that fit in, whether or not they would fit at each moment (PFOO-U).
   */
  static Ratio bound(Trace trace, long capacity) {
    int[] next = trace.next();
    List<long[]> intervals = new ArrayList<>();
    double bytes = 0;
    for (int i = 0; i < next.length; i++) {
      long size = trace.size(trace.object(i));
      bytes += size;
      if (next[i] < next.length && size <= capacity) {
        intervals.add(new long[] {next[i] - i, size});
      }
    }
    double room = (double) capacity * next.length;
    intervals.sort(Comparator.comparingLong(interval -> interval[0] * interval[1]));
    double requests = filled(intervals, room, false) / next.length;
    intervals.sort(Comparator.comparingLong(interval -> interval[0]));
    return new Ratio(requests, filled(intervals, room, true) / bytes);
  }

  private static double filled(List<long[]> intervals, double room, boolean bytes) {
    double left = room;
    double value = 0;
    for (long[] interval : intervals) {
      double cost = (double) interval[0] * interval[1];
      double part = cost <= left ? 1 : left / cost;
      value += part * (bytes ? interval[1] : 1);
      left -= part * cost;
      if (part < 1) {
        break;
      }
    }
    return value;
  }
}
