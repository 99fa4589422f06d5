package dev.larder.agent.cli.report;

import dev.larder.stats.ByteCount;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A table. The first cell of each row is its heading. The script of the page makes columns sortable
 * by the values that cells carry. On a narrow screen the style sheet shows each row as a card, with
 * the headings of the columns in it; browsers then no longer take the elements for a table, so that
 * all have roles (ARIA 1.2, §5.3.3).
 */
final class DataTable {
  private static final String SORT = "data-sort";

  private final Html html;
  private final String[] headings;

  /**
   * A cell.
   *
   * @param sort what it is sorted by, or an empty text: then by its text
   * @param number whether it is to the right, and sorted as a number
   * @param content writes what it shows
   */
  record Cell(String sort, boolean number, Consumer<Html> content) {

    static Cell text(String text) {
      return new Cell("", false, html -> html.text(text));
    }

    /** A URL, a pattern or a word that is not prose. */
    static Cell code(String text) {
      return new Cell(text, false, html -> html.element("code", text));
    }

    static Cell number(long number) {
      return new Cell(Long.toString(number), true, html -> html.text(Shown.number(number)));
    }

    static Cell bytes(long number) {
      return new Cell(Long.toString(number), true, html -> html.text(ByteCount.shown(number)));
    }

    static Cell percent(double part) {
      return new Cell(
          String.format(Locale.ROOT, "%.6f", part), true, html -> html.text(Shown.percent(part)));
    }

    /** A number that is shown as something else, such as a time. */
    static Cell number(long number, String shown) {
      return new Cell(Long.toString(number), true, html -> html.text(shown));
    }
  }

  /**
   * Starts a table.
   *
   * @param caption what it shows; no two tables of the page have the same
   * @param columns their headings; those of numbers begin with a number sign
   */
  DataTable(Html html, String caption, String... columns) {
    this.html = html;
    html.element("p", caption, "class", "caption");
    html.open("div", "class", "scroll", "role", "group", "aria-label", caption, "tabindex", "0");
    html.open("table", "role", "table", "aria-label", caption);
    html.open("thead", "role", "rowgroup").open("tr", "role", "row");
    headings = columns.clone();
    for (int i = 0; i < columns.length; i++) {
      boolean number = columns[i].startsWith("#");
      headings[i] = number ? columns[i].substring(1) : columns[i];
      String type = number ? "number" : "text";
      html.element("th", headings[i], "role", "columnheader", "scope", "col", "class", type);
    }
    html.close().close().open("tbody", "role", "rowgroup");
  }

  /** Adds a row. */
  void row(Cell... cells) {
    row("", cells);
  }

  /** Adds a row that links can lead to. */
  void row(String id, Cell... cells) {
    if (id.isEmpty()) {
      html.open("tr", "role", "row");
    } else {
      html.open("tr", "role", "row", "id", id);
    }
    for (int i = 0; i < cells.length; i++) {
      Cell cell = cells[i];
      String type = cell.number ? "number" : "text";
      if (i == 0) {
        html.open("th", "role", "rowheader", "scope", "row", SORT, cell.sort);
      } else {
        html.open(
            "td", "role", "cell", "class", type, "data-heading", headings[i], SORT, cell.sort);
      }
      cell.content.accept(html);
      html.close();
    }
    html.close();
  }

  /** Ends the table. */
  void end() {
    html.close().close().close();
  }
}
