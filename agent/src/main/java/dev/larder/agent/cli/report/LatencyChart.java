package dev.larder.agent.cli.report;

import dev.larder.stats.Times;
import java.util.List;

/**
 * How long hits and the network took, one above the other over one axis. The axis is logarithmic: a
 * hit takes microseconds and a slow origin seconds. Each histogram is as high as its longest bar.
 */
final class LatencyChart {

  /** So many bars there are between a length and ten times that length. */
  private static final int BARS = 8;

  /** The shortest and longest length are 1 µs and 1,000 s. */
  private static final int MOST_DECADES = 9;

  private static final int HEIGHT = 70;
  private static final List<String> LABELS =
      List.of(
          "1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s", "1000 s");

  private final Html html;
  private final Times hits;
  private final Times network;
  private final int first;
  private final int decades;

  /** A chart of two histograms, one of which has times. */
  LatencyChart(Html html, Times hits, Times network) {
    this.html = html;
    this.hits = hits;
    this.network = network;
    int lowest = MOST_DECADES;
    int highest = 0;
    for (Times times : List.of(hits, network)) {
      for (Times.Bar bar : times.bars()) {
        int decade = number(bar.micros()) / BARS;
        lowest = Math.min(lowest, decade);
        highest = Math.max(highest, decade);
      }
    }
    first = lowest;
    decades = highest - lowest + 1;
  }

  /** The number of the bar that a length counts for. */
  private static int number(long micros) {
    double exact = Math.log10((double) Math.max(1, micros)) * BARS;
    return Math.min(MOST_DECADES * BARS - 1, (int) exact);
  }

  /** Writes the chart. */
  void write() {
    html.open("figure", "class", "chart");
    html.open("figcaption").element("h3", "How long answers took").close();
    histogram("Hits", "hit", hits);
    histogram("Network", "miss", network);
    html.open("svg", "class", "axis", "width", "100%", "height", "18", "aria-hidden", "true");
    for (int decade = 0; decade <= decades; decade++) {
      String anchor = decade == 0 ? "label" : decade == decades ? "label end" : "label middle";
      html.element(
          "text",
          LABELS.get(first + decade),
          "class",
          decade % 2 == 0 ? anchor : anchor + " odd",
          "x",
          Outcomes.percent(decade, decades),
          "y",
          "13");
    }
    html.close().close();
  }

  private void histogram(String name, String style, Times times) {
    long[] bars = new long[decades * BARS];
    for (Times.Bar bar : times.bars()) {
      bars[number(bar.micros()) - first * BARS] += bar.count();
    }
    long highest = 1;
    for (long bar : bars) {
      highest = Math.max(highest, bar);
    }
    String label = name + ": " + summary(times);
    html.open("svg", "class", "times", "width", "100%", "height", String.valueOf(HEIGHT + 22));
    html.element("text", label, "class", "label", "x", "0", "y", "13");
    for (int decade = 0; decade <= decades; decade++) {
      String x = Outcomes.percent(decade, decades);
      html.empty("line", "class", "grid", "x1", x, "x2", x, "y1", "22", "y2", "100%");
    }
    for (int i = 0; i < bars.length; i++) {
      if (bars[i] > 0) {
        bar(style, i, bars, highest);
      }
    }
    html.empty("line", "class", "grid", "x1", "0", "x2", "100%", "y1", "100%", "y2", "100%");
    if (times.count() > 0) {
      double median = Math.log10((double) Math.max(1, times.percentile(50))) - first;
      String x = Outcomes.percent(median, decades);
      html.empty("line", "class", "mark", "x1", x, "x2", x, "y1", "22", "y2", "100%");
    }
    html.close();
  }

  private void bar(String style, int i, long[] bars, long highest) {
    double height = Math.max(2, (double) bars[i] * HEIGHT / highest);
    html.open(
        "rect",
        "class",
        style,
        "x",
        Outcomes.percent(i + 0.06, bars.length),
        "width",
        Outcomes.percent(0.88, bars.length),
        "y",
        Shown.decimal(HEIGHT + 22 - height),
        "height",
        Shown.decimal(height));
    int from = first * BARS + i;
    html.element(
        "title",
        Shown.micros(Math.round(Math.pow(10, (double) from / BARS)))
            + " to "
            + Shown.micros(Math.round(Math.pow(10, (from + 1.0) / BARS)))
            + ": "
            + Shown.number(bars[i]));
    html.close();
  }

  private static String summary(Times times) {
    return times.count() == 0
        ? "none was timed"
        : "half of them within " + Shown.micros(times.percentile(50));
  }
}
