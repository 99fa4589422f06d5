package dev.larder.agent.cli.report;

import dev.larder.stats.Counter;
import dev.larder.stats.Counts;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** How requests ended, each with a name and the colour that the style sheet gives to its class. */
final class Outcomes {

  /** A part of a sum. */
  record Part(String name, String style, ToLongFunction<Counts> of) {}

  static final List<Part> REQUESTS =
      List.of(
          new Part("Hits", "hit", Counts::hits),
          new Part(
              "Validated or stale",
              "validated",
              counts -> counts.of(Counter.VALIDATED) + counts.of(Counter.STALE)),
          new Part("Misses", "miss", counts -> counts.of(Counter.MISSES)),
          new Part(
              "Bypassed or refused",
              "bypassed",
              counts -> counts.of(Counter.BYPASSED) + counts.of(Counter.REFUSED)));

  static final List<Part> BYTES =
      List.of(
          new Part("From the cache", "hit", counts -> counts.of(Counter.BYTES_SAVED)),
          new Part("From the network", "miss", counts -> counts.of(Counter.BYTES_FROM_NETWORK)));

  private Outcomes() {}

  /** A bar as wide as its cell, with a piece for each outcome. The numbers stand beside it. */
  static void bar(Html html, Counts counts) {
    long all = Math.max(1, counts.requests());
    html.open("svg", "class", "bar", "width", "100%", "height", "10", "aria-hidden", "true");
    long before = 0;
    for (Part part : REQUESTS) {
      long number = part.of.applyAsLong(counts);
      if (number > 0) {
        html.empty(
            "rect",
            "class",
            part.style,
            "x",
            percent((double) before, (double) all),
            "y",
            "0",
            "width",
            percent((double) number, (double) all),
            "height",
            "10");
      }
      before += number;
    }
    html.close();
  }

  /** What the colours mean. */
  static void legend(Html html, List<Part> parts) {
    html.open("ul", "class", "legend");
    for (Part part : parts) {
      html.open("li");
      html.open("svg", "width", "12", "height", "12", "aria-hidden", "true");
      html.empty("rect", "class", part.style, "width", "12", "height", "12", "rx", "2");
      html.close().text(part.name).close();
    }
    html.close();
  }

  /** A part as a length in SVG. */
  static String percent(double part, double all) {
    return String.format(Locale.ROOT, "%.3f%%", 100 * part / all);
  }
}
