package dev.larder.benchmark.loads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A table of one load, in Markdown: what was done, by which store, its figures, and the ratio of
 * the first figure to that of the best peer in the same thing.
 */
public final class Figures {

  private record Row(String what, String store, double[] figures) {
    boolean isPeer() {
      return !store.equals("no-cache") && !store.startsWith("larder");
    }
  }

  private final String[] columns;
  private final boolean moreIsBetter;
  private final List<Row> rows = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param moreIsBetter whether the best peer has the largest first figure, else the least
   * @param columns the load, and the figures with their units
   */
  Figures(boolean moreIsBetter, String... columns) {
    this.moreIsBetter = moreIsBetter;
    this.columns = columns.clone();
  }

  /** A row; NaN is a figure that there is not. */
  void add(String what, String store, double... figures) {
    rows.add(new Row(what, store, figures.clone()));
  }

  private double bestPeer(String what) {
    var figures =
        rows.stream()
            .filter(row -> row.isPeer() && row.what.equals(what))
            .mapToDouble(row -> row.figures[0]);
    return (moreIsBetter ? figures.max() : figures.min()).orElse(Double.NaN);
  }

  private static String format(double figure) {
    if (Double.isNaN(figure)) {
      return "";
    }
    boolean whole = figure == Math.rint(figure) || Math.abs(figure) >= 1000;
    return String.format(
        Locale.ROOT, whole ? "%.0f" : Math.abs(figure) < 10 ? "%.2f" : "%.1f", figure);
  }

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder("| ").append(columns[0]).append(" | store |");
    for (String column : Arrays.asList(columns).subList(1, columns.length)) {
      table.append(' ').append(column).append(" |");
    }
    table.append(" x best peer |\n| --- | --- |").append(" ---: |".repeat(columns.length));
    for (Row row : rows) {
      table.append("\n| ").append(row.what).append(" | ").append(row.store).append(" |");
      for (double figure : row.figures) {
        table.append(' ').append(format(figure)).append(" |");
      }
      double ratio = row.figures[0] / bestPeer(row.what);
      table
          .append(' ')
          .append(Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f", ratio) : "");
      table.append(" |");
    }
    return table.toString();
  }
}
