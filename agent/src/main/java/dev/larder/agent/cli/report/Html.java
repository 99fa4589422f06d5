package dev.larder.agent.cli.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML and SVG. Texts and the values of attributes may be anything that a server has sent:
 * what has a meaning in markup is escaped (HTML standard, §13.3), and characters that can't be seen
 * but change what others look like are shown as the replacement character. Names of elements and
 * attributes are constants of the program.
 */
final class Html {
  private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Starts an element.
   *
   * @param attributes names and values in turn; an attribute whose value is null has no value
   */
  Html open(String element, String... attributes) {
    start(element, attributes).append('>');
    open.push(element);
    return this;
  }

  /** Ends the element that was started last. */
  Html close() {
    String element = open.pop();
    out.append("</").append(element).append('>');
    if (!element.equals("span") && !element.equals("code")) {
      out.append('\n');
    }
    return this;
  }

  /** Adds an element that holds a text. */
  Html element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  /** Adds an element that can't hold anything, or a shape. */
  Html empty(String element, String... attributes) {
    start(element, attributes).append("/>");
    return this;
  }

  private StringBuilder start(String element, String... attributes) {
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      text(attributes[i + 1]);
      out.append('"');
    }
    return out;
  }

  /** Adds a text. */
  Html text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(isShown(c) ? c : '\ufffd');
      }
    }
    return this;
  }

  private static boolean isShown(char c) {
    return !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
  }

  /** Adds a style sheet or script of the program. */
  Html code(String element, String content) {
    out.append('<').append(element).append('>').append(content);
    out.append("</").append(element).append(">\n");
    return this;
  }

  /**
   * The document.
   *
   * @throws IllegalStateException if an element was not ended
   */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("Not ended: " + open);
    }
    return out.toString();
  }
}
