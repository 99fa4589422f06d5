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
      double peer = best(hits, hit.size, "");
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

  private static Hit hit(RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    String what = benchmark.substring(benchmark.lastIndexOf('.') + 1);
    boolean first = what.equals("open");
    int size = first ? 1024 : Integer.parseInt(result.getParams().getParam("size"));
    double garbage = garbage(result);
    return new Hit(
        first ? "first touch" : what.equals("copy") ? "copied" : "handed out",
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

  /** The least median of a store, or of all peers, for a copy of this size; 0 if there is none. */
  private static double best(List<Hit> hits, int size, String store) {
    return hits.stream()
        .filter(hit -> hit.size == size && hit.what.equals("copied"))
        .filter(hit -> store.isEmpty() ? hit.isPeer() : hit.store.equals(store))
        .mapToDouble(Hit::median)
        .min()
        .orElse(0);
  }

  /** Hits of so many threads at once, by throughput. */
  void threads(int threads, Collection<RunResult> results) {
    for (RunResult result : results) {
      String store = result.getParams().getParam("store");
      String keys = result.getParams().getParam("keys");
      double median = result.getPrimaryResult().getStatistics().getPercentile(50);
      if (threads == 1) {
        oneThread.put(store, median);
      }
      double one = oneThread.getOrDefault(store, 0.0);
      String factor = one == 0 ? "" : String.format(Locale.ROOT, "%.2f x one thread", median / one);
      rows.add(
          row(
              "1 KB, threads: " + threads + ", keys: " + keys,
              store,
              String.format(Locale.ROOT, "%.0f /ms", median),
              factor,
              "",
              ""));
    }
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
