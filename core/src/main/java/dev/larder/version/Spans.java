package dev.larder.version;

import java.util.ArrayList;
import java.util.List;

/** The parts of a text that are versions, in order and apart from each other. */
final class Spans {
  private static final int MAX = 8;

  private record Span(int start, int end) {}

  private final String text;
  private final List<Span> spans = new ArrayList<>(2);

  Spans(String text) {
    this.text = text;
  }

  /** Adds what lies behind all others; what overlaps or is too much is left out. */
  void add(int start, int end) {
    boolean behind = spans.isEmpty() || spans.get(spans.size() - 1).end <= start;
    if (behind && end > start && spans.size() < MAX) {
      spans.add(new Span(start, end));
    }
  }

  /** Behind the last part, or a start if there is none. */
  int end(int start) {
    return spans.isEmpty() ? start : Math.max(start, spans.get(spans.size() - 1).end);
  }

  boolean isEmpty() {
    return spans.isEmpty();
  }

  List<String> tokens() {
    List<String> tokens = new ArrayList<>(spans.size());
    for (Span span : spans) {
      tokens.add(text.substring(span.start, span.end));
    }
    return List.copyOf(tokens);
  }

  /** The text with a star for each part. */
  String masked() {
    StringBuilder masked = new StringBuilder(text.length());
    int at = 0;
    for (Span span : spans) {
      masked.append(text, at, span.start).append('*');
      at = span.end;
    }
    return masked.append(text, at, text.length()).toString();
  }
}
