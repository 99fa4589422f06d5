package dev.larder.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** One table of all that was measured in one run, in Markdown. */
final class Table {

  /** Medians in nanoseconds, garbage in bytes for one hit. */
  private record Hit(String what, String store, int size, double median, double garbage) {
    boolean isPeer() {
      return !store.equals("memcpy") && !store.startsWith("larder");
    }
  }

  private final List<String> rows = new ArrayList<>();
  private final Map<String, Double> oneThread = new HashMap<>();

  Table() {
    rows.add("| hit | store | median | x memcpy | x fastest peer | garbage |");
    rows.add("| --- | --- | ---: | ---: | ---: | ---: |");
  }

  /** Hits that were sampled. */
  void hits(Collection<RunResult> results) {
    List<Hit> hits = new ArrayList<>();
    for (RunResult result : results) {
      hits.add(hit(result));
    }
    for (Hit hit : hits) {
      double copied = best(hits, hit.size, "memcpy");
      double peer = bestPeer(hits, hit);
      rows.add(
          row(
              name(hit.size) + " " + hit.what,
              hit.store,
              String.format(Locale.ROOT, "%.2f µs", hit.median / 1000),
              ratio(hit.median, copied),
              ratio(hit.median, peer),
              String.format(Locale.ROOT, "%.0f B", hit.garbage)));
    }
  }

  /** Requests that go to the server, with and without a cache. */
  void misses(Collection<RunResult> results) {
    Map<String, Double> without = new HashMap<>();
    for (RunResult result : results) {
      Hit miss = hit(result);
      String what = name(miss.size) + " " + miss.what;
      String client = what + miss.store.replaceFirst("^(no-cache|larder)", "");
      if (miss.store.startsWith("no-cache")) {
        without.put(client, miss.median);
      }
      double other = without.getOrDefault(client, 0.0);
      rows.add(
          row(
              what,
              miss.store,
              String.format(Locale.ROOT, "%.2f µs", miss.median / 1000),
              other == 0 ? "" : ratio(miss.median, other) + " x no cache",
              "",
              String.format(Locale.ROOT, "%.0f B", miss.garbage)));
    }
  }

  private static Hit hit(RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    String what = benchmark.substring(benchmark.lastIndexOf('.') + 1);
    boolean first = what.equals("open");
    int size = first ? 1024 : Integer.parseInt(result.getParams().getParam("size"));
    double garbage = garbage(result);
    return new Hit(
        name(what),
        first ? "larder-disk" : result.getParams().getParam("store"),
        size,
        result.getPrimaryResult().getStatistics().getPercentile(50),
        garbage >= size ? garbage - size : garbage);
  }

  @SuppressWarnings("rawtypes") // as the library has them
  private static double garbage(RunResult result) {
    for (Map.Entry<String, Result> other : result.getSecondaryResults().entrySet()) {
      if (other.getKey().endsWith("gc.alloc.rate.norm")) {
        return other.getValue().getScore();
      }
    }
    return 0;
  }

  private static String name(String method) {
    return switch (method) {
      case "open" -> "first touch";
      case "copy" -> "copied";
      case "take" -> "handed out";
      case "bytes" -> "as byte[]";
      case "stream" -> "as a stream";
      case "async" -> "as byte[], sendAsync";
      case "unkept" -> "miss, not stored";
      case "kept" -> "miss, stored";
      case "checked" -> "validated";
      default -> "as buffers";
    };
  }

  /** The least median of a store for this size; 0 if there is none. */
  private static double best(List<Hit> hits, int size, String store) {
    return hits.stream()
        .filter(hit -> hit.size == size && hit.store.equals(store))
        .mapToDouble(Hit::median)
        .min()
        .orElse(0);
  }

  /** The least median of all peers in the same thing; 0 if there is none. */
  private static double bestPeer(List<Hit> hits, Hit as) {
    return hits.stream()
        .filter(hit -> hit.isPeer() && hit.size == as.size && hit.what.equals(as.what))
        .mapToDouble(Hit::median)
        .min()
        .orElse(0);
  }

  /** Hits of so many threads at once, by throughput. */
  void threads(int threads, Collection<RunResult> results) {
    for (RunResult result : results) {
      String store = result.getParams().getParam("store");
      boolean client = result.getParams().getBenchmark().endsWith("bytes");
      String keys = client ? "" : ", keys: " + result.getParams().getParam("keys");
      double median = result.getPrimaryResult().getStatistics().getPercentile(50);
      if (threads == 1) {
        oneThread.put(store, median);
      }
      double one = oneThread.getOrDefault(store, 0.0);
      String factor = one == 0 ? "" : String.format(Locale.ROOT, "%.2f x one thread", median / one);
      rows.add(
          row(
              "1 KB, threads: " + threads + keys,
              store,
              String.format(Locale.ROOT, "%.0f /ms", median),
              factor,
              "",
              ""));
    }
  }

  /** Whether nothing was measured. */
  boolean isEmpty() {
    return rows.size() <= 2;
  }

  private static String name(int size) {
    return size < 1 << 20
        ? size / 1024 + " KB"
        : String.format(Locale.ROOT, "%.2f MiB", size / 1048576.0);
  }

  private static String ratio(double value, double other) {
    return other == 0 ? "" : String.format(Locale.ROOT, "%.2f", value / other);
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  @Override
  public String toString() {
    return String.join("\n", rows);
  }
}
