package dev.larder.config;

import org.jspecify.annotations.Nullable;

/**
 * Splits the text after {@code -javaagent:larder.jar=} into names and values.
 *
 * <pre>
 * arguments = [ argument *( "," argument ) ]
 * argument  = name [ "=" ( text / quoted ) ]      no "=": the value is empty
 * text      = any characters; a comma is written "\,"
 * quoted    = DQUOTE any characters, a quote is written \DQUOTE, DQUOTE
 * </pre>
 *
 * A backslash before any other character stands for itself, so that Windows paths need no escape.
 */
final class AgentArguments {

  /** Receives the arguments, and the mistakes among them. */
  interface Sink {
    void argument(String name, String value);

    void problem(String sentence);
  }

  private final String text;
  private int position;

  private AgentArguments(String text) {
    this.text = text;
  }

  static void read(@Nullable String arguments, Sink sink) {
    if (arguments != null && !arguments.isBlank()) {
      new AgentArguments(arguments).read(sink);
    }
  }

  private void read(Sink sink) {
    while (position < text.length()) {
      String name = name();
      String value = "";
      if (position < text.length() && text.charAt(position) == '=') {
        position++;
        String read = startsQuoted() ? quoted() : plain();
        if (read == null) {
          sink.problem(
              "The agent argument "
                  + name
                  + " has an opening quote that is not followed by a closing one and a comma or"
                  + " the end, so it and what follows it are ignored.");
          return;
        }
        value = read;
      }
      if (!name.isEmpty()) {
        sink.argument(name, value);
      } else if (!value.isEmpty()) {
        sink.problem("The agent argument =" + value + " has no name, so it is ignored.");
      }
      position++; // the comma
    }
  }

  private String name() {
    int start = position;
    while (position < text.length() && text.charAt(position) != '=' && !atComma()) {
      position++;
    }
    return text.substring(start, position).strip();
  }

  private boolean atComma() {
    return text.charAt(position) == ',';
  }

  private boolean startsQuoted() {
    return position < text.length() && text.charAt(position) == '"';
  }

  private String plain() {
    StringBuilder value = new StringBuilder();
    while (position < text.length() && !atComma()) {
      value.append(next(','));
    }
    return value.toString().strip();
  }

  private @Nullable String quoted() {
    StringBuilder value = new StringBuilder();
    position++;
    while (position < text.length() && text.charAt(position) != '"') {
      value.append(next('"'));
    }
    position++;
    return position == text.length() || (position < text.length() && atComma())
        ? value.toString()
        : null;
  }

  /** Reads the next character. A backslash before the special character is left out. */
  private char next(char special) {
    char c = text.charAt(position++);
    boolean escapes = c == '\\' && position < text.length() && text.charAt(position) == special;
    return escapes ? text.charAt(position++) : c;
  }
}
