package dev.larder.agent.cli.report;

import dev.larder.agent.cli.report.DataTable.Cell;
import dev.larder.version.VersionCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When the versions of each resource appeared: a strip and a table for each. */
final class VersionTimeline {

  /** So many resources are shown, those with the newest versions. */
  static final int MOST_RESOURCES = 30;

  /** So many versions of a resource are in its table, the latest. */
  private static final int MOST_VERSIONS = 12;

  private final Html html;
  private final Instant end;
  private final Instant start;

  /** A timeline that ends now. */
  VersionTimeline(Html html, List<VersionCatalog.Resource> resources, Instant now) {
    this.html = html;
    Instant earliest = now.minus(Duration.ofDays(1));
    Instant latest = now;
    for (VersionCatalog.Resource resource : resources) {
      Instant first = resource.versions().get(0).first();
      earliest = first.isBefore(earliest) ? first : earliest;
      latest = resource.latest().first().isAfter(latest) ? resource.latest().first() : latest;
    }
    start = earliest;
    end = latest;
  }

  /** Those resources that the timeline shows: first those with several versions. */
  static List<VersionCatalog.Resource> shown(List<VersionCatalog.Resource> all) {
    List<VersionCatalog.Resource> shown = new ArrayList<>(all);
    shown.sort((a, b) -> Boolean.compare(b.versions().size() > 1, a.versions().size() > 1));
    return shown.subList(0, Math.min(MOST_RESOURCES, shown.size()));
  }

  /** Writes the strips and tables. */
  void write(List<VersionCatalog.Resource> resources) {
    html.open("p", "class", "axis-dates");
    html.element("span", Shown.time(start)).element("span", Shown.time(end)).close();
    html.open("ul", "class", "resources");
    resources.forEach(this::write);
    html.close();
  }

  private void write(VersionCatalog.Resource resource) {
    List<VersionCatalog.Seen> versions = resource.versions();
    html.open("li");
    html.open("details").open("summary");
    html.element("code", resource.name());
    html.element(
        "span",
        " "
            + Shown.count(versions.size(), "version", "versions")
            + ", the latest"
            + (resource.latest().version().isEmpty() ? "" : " " + resource.latest().version())
            + " since "
            + Shown.time(resource.latest().first()),
        "class",
        "muted");
    html.close();
    table(resource);
    html.close();
    strip(versions);
    html.close();
  }

  private void strip(List<VersionCatalog.Seen> versions) {
    html.open("svg", "class", "strip", "width", "100%", "height", "16", "aria-hidden", "true");
    html.empty("line", "class", "grid", "x1", "0", "x2", "100%", "y1", "8", "y2", "8");
    for (int i = 0; i < versions.size(); i++) {
      VersionCatalog.Seen version = versions.get(i);
      boolean latest = i == versions.size() - 1;
      double from = part(version.first());
      double to = latest ? 1 : part(versions.get(i + 1).first());
      html.open(
          "rect",
          "class",
          latest ? "now" : "then",
          "x",
          Outcomes.percent(from, 1),
          "width",
          Outcomes.percent(Math.max(0, to - from), 1),
          "y",
          "3",
          "height",
          "10");
      html.element("title", name(version) + " from " + Shown.time(version.first()));
      html.close();
      String x = Outcomes.percent(from, 1);
      html.empty("line", "class", "mark", "x1", x, "x2", x, "y1", "0", "y2", "16");
    }
    html.close();
  }

  private double part(Instant time) {
    double all = Math.max(1, Duration.between(start, end).toMillis());
    return Math.max(0, Math.min(1, Duration.between(start, time).toMillis() / all));
  }

  private static String name(VersionCatalog.Seen version) {
    return version.version().isEmpty() ? version.validator() : version.version();
  }

  private static String state(VersionCatalog.Seen version, boolean latest) {
    if (version.superseded() == null) {
      return latest ? "current" : "in use";
    }
    return version.removed() == null ? "superseded" : "superseded, removed";
  }

  private void table(VersionCatalog.Resource resource) {
    List<VersionCatalog.Seen> versions = resource.versions();
    int from = Math.max(0, versions.size() - MOST_VERSIONS);
    DataTable table =
        new DataTable(
            html,
            "Versions of " + resource.name(),
            "Version",
            "First received (UTC)",
            "Last received or served",
            "#Body",
            "#Served",
            "State");
    for (int i = versions.size() - 1; i >= from; i--) {
      VersionCatalog.Seen version = versions.get(i);
      table.row(
          Cell.code(name(version)),
          Cell.text(Shown.time(version.first())),
          Cell.text(Shown.time(version.last())),
          Cell.bytes(version.size()),
          Cell.number(version.served()),
          Cell.text(state(version, i == versions.size() - 1)));
    }
    table.end();
    if (from > 0) {
      html.element("p", Shown.count(from, "earlier version", "earlier versions") + " not shown.");
    }
  }
}
