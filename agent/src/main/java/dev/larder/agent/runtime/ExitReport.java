package dev.larder.agent.runtime;

import dev.larder.agent.cli.report.ReportModel;
import dev.larder.agent.cli.report.ReportModel.Counted;
import dev.larder.config.Setting;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.json.JsonWriter;
import dev.larder.stats.Counter;
import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import dev.larder.stats.StatisticsJson;
import dev.larder.stats.Times;
import dev.larder.store.disk.shared.RunningProcesses.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a process reports at its end. */
final class ExitReport {

  /** So many reasons are told, those with the most requests. */
  private static final int REASONS = 5;

  private final Settings settings;
  private final Statistics.Report counted;
  private final Counts total;
  private final List<String> unsupported;

  /**
   * @param unsupported clients that are in use, and whose requests pass untouched
   */
  ExitReport(Settings settings, Statistics.Report counted, List<String> unsupported) {
    this.settings = settings;
    this.counted = counted;
    this.total = counted.total();
    this.unsupported = unsupported;
  }

  /** Lines for people; what there is nothing to say about is left out. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(total.line());
    Running self = Running.current(total);
    StringBuilder process = new StringBuilder("larder: ");
    process.append(self.program().isEmpty() ? "the program" : self.program());
    process.append(" (process ").append(self.pid()).append(')');
    if (total.of(Counter.MICROS_SAVED) > 0) {
      process.append(" saved ").append(time(total.of(Counter.MICROS_SAVED))).append(" of waiting");
    }
    median(process, "a hit", total.hitTimes());
    median(process, "the network", total.networkTimes());
    median(process, "the remote tier", total.remoteTimes());
    lines.add(process.toString());
    reasons(lines, "not served", total.notServed());
    reasons(lines, "not stored", total.notStored());
    for (String note : notes()) {
      lines.add("larder: " + note);
    }
    return lines;
  }

  private static void median(StringBuilder line, String what, Times times) {
    if (times.count() > 0) {
      line.append("; ").append(what).append(" took ").append(time(times.percentile(50)));
      line.append(" (median)");
    }
  }

  private static String time(long micros) {
    if (micros < 1000) {
      return micros + " µs";
    }
    return micros < 1_000_000
        ? micros / 1000 + " ms"
        : String.format(Locale.ROOT, "%.1f s", micros / 1e6);
  }

  private static void reasons(List<String> lines, String what, Map<String, Long> reasons) {
    for (Counted reason : ReportModel.reasons(reasons).stream().limit(REASONS).toList()) {
      String sentence =
          reason.reason() == null ? "" : " " + reason.sentence() + ' ' + reason.remedy();
      lines.add(
          "larder: %s: %d %s:%s".formatted(what, reason.count(), reason.word(), sentence).strip());
    }
  }

  /** What a user may want to change, as sentences. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (total.requests() == 0) {
      notes.add("No request was seen: the program used no HTTP client that Larder supports.");
    }
    for (String client : unsupported) {
      notes.add(unsupported(client));
    }
    for (Map.Entry<String, Counts> rule : counted.rules().entrySet()) {
      long fitted = rule.getValue().requests();
      if (rule.getKey().equals(SettingTable.INCLUDE.property())) {
        if (total.requests() > 0 && fitted == total.requests()) {
          notes.add("No request fitted " + named(rule.getKey()) + ", so all went past the cache.");
        }
      } else if (fitted == 0 && total.requests() > 0) {
        notes.add("No request fitted " + named(rule.getKey()) + '.');
      }
    }
    withoutEffect(notes);
    return notes;
  }

  /** Where a rule comes from, and the value if that is a setting. */
  private String named(String origin) {
    for (Setting<?> setting : SettingTable.ALL) {
      if (setting.property().equals(origin)) {
        return origin + " (" + settings.shown(setting) + ")";
      }
    }
    return origin;
  }

  /** A sentence about a client. */
  static String unsupported(String client) {
    return client + " was used, which Larder does not support: its requests passed untouched.";
  }

  private void withoutEffect(List<String> notes) {
    boolean playwright =
        counted.clients().keySet().stream().anyMatch(name -> name.startsWith("Playwright"));
    if (!playwright && isSet("playwright.pages")) {
      notes.add("larder.playwright.pages had no effect: Playwright was not used.");
    }
    Map<String, String> parents =
        Map.of(
            "memory.store", "off",
            "versions.ledger", "false",
            "collapse", "false",
            "remote", "none",
            "heuristics", "false");
    for (Setting<?> setting : SettingTable.ALL) {
      parents.forEach(
          (parent, off) -> {
            String group = parent.replaceFirst("\\..*", ".");
            String prefix = group.endsWith(".") ? group : group + '.';
            boolean below = setting.name().startsWith(prefix) && !setting.name().equals(parent);
            if (below && isSet(setting.name()) && off.equals(shown(parent))) {
              notes.add(
                  setting.property() + " had no effect, as larder." + parent + " is " + off + '.');
            }
          });
    }
  }

  private boolean isSet(String name) {
    return SettingTable.ALL.stream()
        .anyMatch(
            setting -> setting.name().equals(name) && !settings.source(setting).equals("default"));
  }

  private String shown(String name) {
    return SettingTable.ALL.stream()
        .filter(setting -> setting.name().equals(name))
        .map(settings::shown)
        .findFirst()
        .orElse("");
  }

  /** One line of JSON. */
  String json() {
    Running self = Running.current(total);
    JsonWriter to = new JsonWriter().object();
    to.name("program").string(self.program());
    to.name("pid").number(self.pid());
    to.name("requests").number(total.requests());
    to.name("hit-rate").number(total.hitRate());
    StatisticsJson.writeMembers(to, total);
    StatisticsJson.writeMembers(to, counted);
    to.name("notes").array();
    for (String note : notes()) {
      to.string(note);
    }
    return to.endArray().endObject().toString();
  }
}
