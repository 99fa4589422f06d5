package dev.larder.agent.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Text for a person's terminal. */
final class Text {

  private Text() {}

  /**
   * The text without characters that a terminal obeys. What servers sent is shown, so none of it
   * may move the cursor or change the terminal's title.
   */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c);
    }
    return plain.toString();
  }

  /** The origins of the rules that fit a request. */
  static String rules(List<String> origins) {
    return origins.isEmpty() ? "none fits" : plain(String.join(", then ", origins));
  }

  /** A number with its noun. */
  static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /** A time span in its largest whole unit: {@code 59s}, {@code 3m}, {@code 5h}, {@code 12d}. */
  static String span(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m";
    }
    return seconds < 86_400 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }

  /**
   * Rows in columns as wide as their widest cell. The last column is not padded.
   *
   * @param rows all with as many cells as the first
   */
  static List<String> table(List<List<String>> rows) {
    int columns = rows.isEmpty() ? 0 : rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        line.append(cell);
        if (i < columns - 1) {
          line.append(" ".repeat(widths[i] - cell.length() + 2));
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
