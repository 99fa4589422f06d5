package dev.larder.agent.cli.report;

import dev.larder.agent.cli.report.DataTable.Cell;
import dev.larder.agent.cli.report.ReportModel.SettingValue;
import dev.larder.version.VersionCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lies in the directory: entries and versions; and the settings that are in force. */
final class StoredSections {
  private final Html html;
  private final ReportModel model;

  StoredSections(Html html, ReportModel model) {
    this.html = html;
    this.model = model;
  }

  private void begin(String id, String heading) {
    html.open("section", "id", id, "aria-labelledby", id + "-heading");
    html.element("h2", heading, "id", id + "-heading");
  }

  void entries() {
    begin("stored", "Largest and hottest entries");
    StoredSummary stored = model.stored();
    if (stored.responses() == 0) {
      html.element("p", "Nothing is stored.", "class", "muted").close();
      return;
    }
    html.element(
        "p",
        Shown.count(stored.responses(), "response is stored", "responses are stored")
            + ", "
            + Shown.number(stored.fresh())
            + " of them fresh. All of them: java -jar larder.jar ls",
        "class",
        "muted");
    entries("Largest entries", stored.largest());
    if (!stored.hottest().isEmpty()) {
      entries("Entries that are used most", stored.hottest());
    }
    html.close();
  }

  private void entries(String caption, List<StoredSummary.Row> rows) {
    DataTable table =
        new DataTable(
            html, caption, "URL", "#Size", "#Uses", "#Age", "#Fresh for", "#Status", "Type");
    for (StoredSummary.Row row : rows) {
      table.row(
          Cell.code(row.url()),
          Cell.bytes(row.size()),
          Cell.number(
              row.uses(), row.uses() + (row.uses() >= StoredSummary.MOST_USES ? " or more" : "")),
          span(Duration.between(row.received(), model.made())),
          fresh(row.freshUntil()),
          Cell.number(row.status(), String.valueOf(row.status())),
          Cell.text(row.type()));
    }
    table.end();
  }

  private Cell fresh(@Nullable Instant until) {
    return until == null ? Cell.number(-1, "stale") : span(Duration.between(model.made(), until));
  }

  private static Cell span(Duration span) {
    return Cell.number(span.toSeconds(), Shown.span(span));
  }

  void versions() {
    begin("versions", "Versions of resources");
    List<VersionCatalog.Resource> all = model.versions();
    if (all.isEmpty()) {
      html.element("p", "No versions were seen.", "class", "muted").close();
      return;
    }
    List<VersionCatalog.Resource> shown = VersionTimeline.shown(all);
    html.element(
        "p",
        "Each line is a resource, from left to right; a mark is a version that appeared. A star in"
            + " a URL stands for the version.",
        "class",
        "muted");
    new VersionTimeline(html, shown, model.made()).write(shown);
    if (all.size() > shown.size()) {
      html.element("p", Shown.number(all.size() - shown.size()) + " more resources are not shown.");
    }
    html.close();
  }

  void settings() {
    begin("settings", "Settings in force");
    html.element(
        "p",
        "These are the settings with which this report was made. A program may have others.",
        "class",
        "muted");
    for (String problem : model.problems()) {
      html.element("p", problem, "class", "notice");
    }
    List<SettingValue> set = model.settings().stream().filter(SettingValue::isSet).toList();
    if (set.isEmpty()) {
      html.element("p", "All settings have their defaults.");
    } else {
      settings("Settings that are not defaults", set);
    }
    html.open("details").element("summary", "All settings");
    settings("All settings and their defaults", model.settings());
    html.close().close();
  }

  private void settings(String caption, List<SettingValue> settings) {
    DataTable table =
        new DataTable(html, caption, "Setting", "Value", "Comes from", "Default", "What it is");
    for (SettingValue setting : settings) {
      table.row(
          Cell.code(setting.name()),
          Cell.code(setting.value()),
          Cell.text(setting.source()),
          Cell.code(setting.defaultValue()),
          new Cell("", false, html -> documentation(html, setting.documentation())));
    }
    table.end();
  }

  /** What stands between backticks is code. */
  private static void documentation(Html html, String text) {
    html.open("span", "class", "prose");
    boolean code = false;
    for (String part : text.split("`", -1)) {
      if (code) {
        html.element("code", part);
      } else {
        html.text(part);
      }
      code = !code;
    }
    html.close();
  }
}
