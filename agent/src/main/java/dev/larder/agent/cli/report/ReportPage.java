package dev.larder.agent.cli.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.stats.ByteCount;
import dev.larder.stats.Counter;
import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * A report as one HTML file. Everything is in the markup; the script only sorts tables. The content
 * security policy allows this style sheet and this script by their checksums and nothing else: no
 * other script, no network, no form.
 */
public final class ReportPage {
  private static final List<List<String>> SECTIONS =
      List.of(
          List.of("days", "Days"),
          List.of("hosts", "Hosts"),
          List.of("reasons", "Reasons"),
          List.of("times", "Times"),
          List.of("stored", "Stored"),
          List.of("versions", "Versions"),
          List.of("settings", "Settings"));

  private final ReportModel model;
  private final Html html = new Html();

  private ReportPage(ReportModel model) {
    this.model = model;
  }

  /**
   * Makes the page.
   *
   * @throws IOException if the jar of this program can't be read
   */
  public static String of(ReportModel model) throws IOException {
    return new ReportPage(model).page();
  }

  private String page() throws IOException {
    Statistics.Report sum = model.sum();
    Counts total = sum.total();
    html.open("html", "lang", "en");
    head();
    html.open("body");
    html.element("a", "Skip to the report", "class", "skip", "href", "#report");
    banner();
    html.open("main", "id", "report", "tabindex", "-1");
    tiles(total);
    ActivitySections activity = new ActivitySections(html, model, sum, total);
    activity.days();
    activity.hosts();
    activity.reasons();
    activity.times();
    StoredSections stored = new StoredSections(html, model);
    stored.entries();
    stored.versions();
    stored.settings();
    html.close();
    html.open("footer").element("p", "Made by Larder. This file loads nothing.").close();
    html.code("script", resource("page.js"));
    html.close().close();
    return html.toString();
  }

  private void head() throws IOException {
    String style = resource("page.css");
    html.open("head").empty("meta", "charset", "utf-8");
    html.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src '"
            + checksum(style)
            + "'; script-src '"
            + checksum(resource("page.js"))
            + "'; img-src data:; base-uri 'none'; form-action 'none'");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty("meta", "name", "referrer", "content", "no-referrer");
    html.empty("link", "rel", "icon", "href", "data:,");
    html.element("title", "Larder: " + model.first() + " to " + model.last());
    html.code("style", style);
    html.close();
  }

  private void banner() {
    html.open("header").element("h1", "What the cache did");
    html.open("p").element("code", model.directory()).close();
    html.element(
        "p",
        "From "
            + model.first()
            + " to "
            + model.last()
            + " (days in UTC). Made "
            + Shown.time(model.made())
            + " UTC. Mode: "
            + model.mode()
            + ".",
        "class",
        "muted");
    html.close();
    html.open("nav", "aria-label", "Sections").open("ul");
    for (List<String> section : SECTIONS) {
      html.open("li").element("a", section.get(1), "href", "#" + section.get(0)).close();
    }
    html.close().close();
  }

  private void tiles(Counts total) {
    html.open("dl", "class", "tiles");
    long requests = total.requests();
    tile(
        "Served from the cache",
        requests == 0 ? "–" : Shown.percent(total.hitRate()),
        "of " + Shown.count(requests, "request", "requests"));
    tile(
        "Bytes saved",
        ByteCount.shown(total.of(Counter.BYTES_SAVED)),
        Shown.percent(total.shareSaved()) + " of all body bytes");
    tile(
        "Waiting saved",
        Shown.micros(total.of(Counter.MICROS_SAVED)),
        "what the network took for the same responses");
    StoredSummary stored = model.stored();
    tile(
        "Responses stored",
        Shown.number(stored.responses()),
        ByteCount.shown(stored.total().bytes())
            + (stored.limit() == 0 ? "" : " of " + ByteCount.shown(stored.limit())));
    html.close();
    if (total.of(Counter.FAILURES) > 0) {
      html.element(
          "p",
          Shown.count(total.of(Counter.FAILURES), "error", "errors")
              + " inside the cache, which the programs did not see. The log tells more.",
          "class",
          "notice");
    }
    if (total.of(Counter.WOULD_HIT) + total.of(Counter.WOULD_VALIDATE) > 0) {
      html.element(
          "p",
          "Only observed: "
              + Shown.count(total.of(Counter.WOULD_HIT), "hit", "hits")
              + " and "
              + Shown.number(total.of(Counter.WOULD_VALIDATE))
              + " validated would have saved "
              + ByteCount.shown(total.of(Counter.BYTES_WOULD_SAVE))
              + ".",
          "class",
          "notice");
    }
  }

  private void tile(String name, String value, String more) {
    html.open("div").element("dt", name);
    html.element("dd", value, "class", "value").element("dd", more, "class", "muted").close();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("The jar lacks " + name);
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** As the content security policy names what stands in an element (CSP 3, §2.3.1). */
  private static String checksum(String content) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
