package dev.larder.agent.cli.report;

import dev.larder.agent.cli.report.Outcomes.Part;
import dev.larder.stats.Counts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongFunction;

/**
 * A bar for each day, with a piece for each part of its sum. It is as wide as the page: widths are
 * percentages, so that texts keep their size.
 */
final class DayChart {
  private static final int TOP = 20;
  private static final int HEIGHT = 150;
  private static final int BOTTOM = TOP + HEIGHT;
  private static final double GAP = 0.18;
  private static final int LINES = 3;

  private final Html html;
  private final SortedMap<LocalDate, Counts> days;
  private final List<Part> parts;
  private final LongFunction<String> shown;
  private final long top;

  /**
   * A chart.
   *
   * @param shown a number as a text
   */
  DayChart(
      Html html, SortedMap<LocalDate, Counts> days, List<Part> parts, LongFunction<String> shown) {
    this.html = html;
    this.days = days;
    this.parts = parts;
    this.shown = shown;
    long highest = days.values().stream().mapToLong(this::sum).max().orElse(0);
    this.top = step(highest) * LINES;
  }

  private long sum(Counts counts) {
    return parts.stream().mapToLong(part -> part.of().applyAsLong(counts)).sum();
  }

  /** A round number, so that a few of them are at least as much as the highest bar. */
  static long step(long highest) {
    long least = Math.max(1, (highest + LINES - 1) / LINES);
    long power = 1;
    while (power <= least / 10) {
      power *= 10;
    }
    for (int factor : new int[] {1, 2, 3, 4, 5, 6, 8, 10}) {
      if (power * factor >= least) {
        return power * factor;
      }
    }
    return power * 20;
  }

  /** Writes the chart. */
  void write(String title) {
    html.open("figure", "class", "chart");
    html.open("figcaption");
    html.element("h3", title);
    Outcomes.legend(html, parts);
    html.close();
    html.open(
        "svg",
        "class",
        "days",
        "width",
        "100%",
        "height",
        String.valueOf(BOTTOM + 22),
        "role",
        "img",
        "aria-label",
        title + ": " + description());
    grid();
    int number = 0;
    for (Map.Entry<LocalDate, Counts> day : days.entrySet()) {
      bar(number++, day.getKey(), day.getValue());
    }
    labels();
    html.close().close();
  }

  private String description() {
    List<String> sums = new ArrayList<>();
    for (Part part : parts) {
      long sum = days.values().stream().mapToLong(part.of()).sum();
      sums.add(part.name() + " " + shown.apply(sum));
    }
    return String.join(", ", sums) + ". The table of days has the numbers.";
  }

  private void grid() {
    for (int line = 0; line <= LINES; line++) {
      String y = String.valueOf(BOTTOM - HEIGHT * line / LINES);
      html.empty("line", "class", "grid", "x1", "0", "x2", "100%", "y1", y, "y2", y);
    }
  }

  private void bar(int number, LocalDate day, Counts counts) {
    if (sum(counts) == 0) {
      return;
    }
    html.open("g");
    List<String> values = new ArrayList<>();
    for (Part part : parts) {
      long value = part.of().applyAsLong(counts);
      if (value > 0) {
        values.add(part.name() + " " + shown.apply(value));
      }
    }
    html.element("title", day + ": " + String.join(", ", values));
    double below = 0;
    for (Part part : parts) {
      double height = (double) part.of().applyAsLong(counts) * HEIGHT / top;
      if (height > 0) {
        double shownHeight = Math.max(1, height);
        html.empty(
            "rect",
            "class",
            part.style(),
            "x",
            Outcomes.percent(number + GAP / 2, days.size()),
            "width",
            Outcomes.percent(1 - GAP, days.size()),
            "y",
            Shown.decimal(BOTTOM - below - shownHeight),
            "height",
            Shown.decimal(shownHeight));
        below += shownHeight;
      }
    }
    html.close();
  }

  /** Above the bars, so that they can be read. */
  private void labels() {
    for (int line = 1; line <= LINES; line++) {
      int y = BOTTOM - HEIGHT * line / LINES;
      html.element(
          "text",
          shown.apply(top * line / LINES),
          "class",
          "label halo",
          "x",
          "0",
          "y",
          String.valueOf(y - 4));
    }
    String y = String.valueOf(BOTTOM + 16);
    List<LocalDate> all = new ArrayList<>(days.keySet());
    html.element("text", all.get(0).toString(), "class", "label", "x", "0", "y", y);
    html.element(
        "text", all.get(all.size() - 1).toString(), "class", "label end", "x", "100%", "y", y);
    if (all.size() > 14) {
      int middle = all.size() / 2;
      html.element(
          "text",
          all.get(middle).toString(),
          "class",
          "label middle",
          "x",
          Outcomes.percent(middle + 0.5, all.size()),
          "y",
          y);
    }
  }
}
