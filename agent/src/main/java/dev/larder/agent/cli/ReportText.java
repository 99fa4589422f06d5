package dev.larder.agent.cli;

import dev.larder.agent.cli.report.ReportModel;
import dev.larder.agent.cli.report.ReportModel.Counted;
import dev.larder.agent.cli.report.ReportModel.Named;
import dev.larder.agent.cli.report.Shown;
import dev.larder.stats.ByteCount;
import dev.larder.stats.Counter;
import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import dev.larder.stats.Times;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The report for a terminal. */
final class ReportText {
  private static final int MOST_NAMES = 10;

  private final ReportModel model;
  private final List<String> lines = new ArrayList<>();

  private ReportText(ReportModel model) {
    this.model = model;
  }

  static List<String> lines(ReportModel model) {
    return new ReportText(model).lines();
  }

  private List<String> lines() {
    Statistics.Report sum = model.sum();
    Counts total = sum.total();
    total(total);
    if (total.requests() > 0) {
      List<Named> days = new ArrayList<>();
      for (Map.Entry<LocalDate, Statistics.Report> day : model.days().entrySet()) {
        days.add(new Named(day.getKey().toString(), day.getValue().total()));
      }
      names("DAY (UTC)", days);
      List<Named> hosts = ReportModel.ranked(sum.hosts());
      names("HOST", hosts.subList(0, Math.min(MOST_NAMES, hosts.size())));
      if (hosts.size() > MOST_NAMES) {
        lines.add("and " + (hosts.size() - MOST_NAMES) + " more hosts");
      }
      reasons("NOT SERVED BECAUSE", total.notServed());
      reasons("NOT STORED BECAUSE", total.notStored());
      Counted useful = ReportModel.mostUseful(total);
      if (useful != null) {
        lines.add("");
        lines.add("What would help most (" + useful.word() + "): " + useful.remedy());
      }
    }
    return lines;
  }

  private void total(Counts total) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Directory", Text.plain(model.directory())));
    rows.add(List.of("Days", model.first() + " to " + model.last() + " (UTC)"));
    rows.add(
        List.of(
            "Requests",
            Shown.number(total.requests())
                + (total.requests() == 0
                    ? ""
                    : ", " + CountsText.percent(total.hitRate()) + " served from the cache")));
    rows.add(
        List.of(
            "Saved",
            ByteCount.shown(total.of(Counter.BYTES_SAVED))
                + " ("
                + CountsText.percent(total.shareSaved())
                + " of all body bytes), and "
                + CountsText.time(total.of(Counter.MICROS_SAVED))
                + " of waiting"));
    times(rows, "Hits", total.hitTimes());
    times(rows, "Network", total.networkTimes());
    times(rows, "Remote tier", total.remoteTimes());
    if (!total.remote().isEmpty()) {
      rows.add(List.of("", total.remote()));
    }
    rows.add(
        List.of(
            "Stored",
            Text.count(model.stored().responses(), "response", "responses")
                + ", "
                + ByteCount.shown(model.stored().total().bytes())
                + " on the disk"));
    Text.table(rows).forEach(this::add);
  }

  /** A terminal shows spaces that do not break as other spaces, but some fonts lack them. */
  private void add(String line) {
    lines.add(line.replace('\u00a0', ' '));
  }

  private static void times(List<List<String>> rows, String name, Times times) {
    if (times.count() > 0) {
      rows.add(
          List.of(
              name,
              "median "
                  + Shown.micros(times.percentile(50))
                  + ", 99 % within "
                  + Shown.micros(times.percentile(99))
                  + ", longest "
                  + Shown.micros(times.max())));
    }
  }

  private void names(String heading, List<Named> names) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(CountsText.columns(heading));
    for (Named named : names) {
      rows.add(CountsText.row(named.name(), named.counts()));
    }
    lines.add("");
    Text.table(rows).forEach(this::add);
  }

  private void reasons(String heading, Map<String, Long> reasons) {
    if (reasons.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(heading, "TIMES", "WHAT YOU CAN DO"));
    List<Counted> all = ReportModel.reasons(reasons);
    for (Counted counted : all.subList(0, Math.min(MOST_NAMES, all.size()))) {
      rows.add(
          List.of(
              Text.plain(counted.word()),
              Shown.number(counted.count()),
              counted.remedy().isEmpty() ? "-" : counted.remedy()));
    }
    lines.add("");
    Text.table(rows).forEach(this::add);
  }
}
