package dev.larder.agent.cli.report;

import dev.larder.agent.cli.report.DataTable.Cell;
import dev.larder.agent.cli.report.ReportModel.Counted;
import dev.larder.agent.cli.report.ReportModel.Named;
import dev.larder.stats.ByteCount;
import dev.larder.stats.Counter;
import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import dev.larder.stats.Times;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What happened to requests: by day, host, client, rule and reason, and how long it took. */
final class ActivitySections {

  /** So many hosts, clients and rules are told apart. */
  static final int MOST_NAMES = 30;

  private static final String NOTHING = "No requests were counted in these days.";

  private final Html html;
  private final ReportModel model;
  private final Statistics.Report sum;
  private final Counts total;

  ActivitySections(Html html, ReportModel model, Statistics.Report sum, Counts total) {
    this.html = html;
    this.model = model;
    this.sum = sum;
    this.total = total;
  }

  private boolean begin(String id, String heading) {
    html.open("section", "id", id, "aria-labelledby", id + "-heading");
    html.element("h2", heading, "id", id + "-heading");
    if (total.requests() == 0) {
      html.element("p", NOTHING, "class", "muted").close();
    }
    return total.requests() > 0;
  }

  void days() {
    if (!begin("days", "Savings by day")) {
      return;
    }
    SortedMap<LocalDate, Counts> calendar = model.calendar();
    html.open("div", "class", "pair");
    new DayChart(html, calendar, Outcomes.BYTES, ByteCount::shown).write("Body bytes a day");
    new DayChart(html, calendar, Outcomes.REQUESTS, Shown::number).write("Requests a day");
    html.close();
    html.open("details").element("summary", "Table of days");
    DataTable table =
        new DataTable(
            html,
            "Requests and savings by day",
            "Day (UTC)",
            "#Requests",
            "#Served",
            "#Hits",
            "#Validated",
            "#Stale",
            "#Misses",
            "#Bypassed",
            "#Saved",
            "#From the network",
            "#Waiting saved",
            "#Stored",
            "#Evicted");
    for (Map.Entry<LocalDate, Statistics.Report> day : model.days().entrySet()) {
      Counts counts = day.getValue().total();
      table.row(
          Cell.code(day.getKey().toString()),
          Cell.number(counts.requests()),
          Cell.percent(counts.hitRate()),
          Cell.number(counts.hits()),
          Cell.number(counts.of(Counter.VALIDATED)),
          Cell.number(counts.of(Counter.STALE)),
          Cell.number(counts.of(Counter.MISSES)),
          Cell.number(counts.of(Counter.BYPASSED)),
          Cell.bytes(counts.of(Counter.BYTES_SAVED)),
          Cell.bytes(counts.of(Counter.BYTES_FROM_NETWORK)),
          waiting(counts),
          Cell.number(counts.of(Counter.STORED)),
          Cell.number(counts.of(Counter.EVICTIONS)));
    }
    table.end();
    html.close().close();
  }

  private static Cell waiting(Counts counts) {
    long micros = counts.of(Counter.MICROS_SAVED);
    return Cell.number(micros, Shown.micros(micros));
  }

  void hosts() {
    if (!begin("hosts", "Hits and misses by host")) {
      return;
    }
    Outcomes.legend(html, Outcomes.REQUESTS);
    names("Hosts", "Host", sum.hosts());
    names("Clients", "Client", sum.clients());
    names("Rules", "Rule", sum.rules());
    html.close();
  }

  private void names(String caption, String heading, Map<String, Counts> counts) {
    List<Named> ranked = ReportModel.ranked(counts);
    if (ranked.isEmpty()) {
      return;
    }
    DataTable table =
        new DataTable(
            html,
            caption,
            heading,
            "#Requests",
            "#Served",
            "Outcomes",
            "#Saved",
            "#From the network",
            "#Hit (median)",
            "#Network (median)",
            "Main obstacle");
    for (Named named : ranked.subList(0, Math.min(MOST_NAMES, ranked.size()))) {
      Counts of = named.counts();
      table.row(
          Cell.code(named.name()),
          Cell.number(of.requests()),
          Cell.percent(of.hitRate()),
          outcomes(of),
          Cell.bytes(of.of(Counter.BYTES_SAVED)),
          Cell.bytes(of.of(Counter.BYTES_FROM_NETWORK)),
          median(of.hitTimes().count(), of.hitTimes().percentile(50)),
          median(of.networkTimes().count(), of.networkTimes().percentile(50)),
          obstacle(of));
    }
    table.end();
    int more = ranked.size() - MOST_NAMES;
    if (more > 0) {
      html.element("p", Shown.number(more) + " more with fewer requests are not shown.");
    }
  }

  private static Cell outcomes(Counts counts) {
    return new Cell(String.valueOf(counts.hitRate()), false, html -> Outcomes.bar(html, counts));
  }

  private static Cell median(long count, long micros) {
    return Cell.number(count == 0 ? -1 : micros, count == 0 ? "–" : Shown.micros(micros));
  }

  private static Cell obstacle(Counts counts) {
    Counted most = ReportModel.mainObstacle(counts);
    if (most == null) {
      return Cell.text("–");
    }
    return new Cell(
        most.word(),
        false,
        html -> {
          if (most.reason() == null) {
            html.element("code", most.word());
          } else {
            html.open("a", "href", "#not-served-" + most.word());
            html.element("code", most.word()).close();
          }
          html.text(" " + Shown.number(most.count()));
        });
  }

  void reasons() {
    if (!begin("reasons", "Why, and what you can do")) {
      return;
    }
    Counted useful = ReportModel.mostUseful(total);
    if (useful != null) {
      html.open("p", "class", "notice").element("strong", "What would help most: ");
      html.text(Shown.count(useful.count(), "time", "times") + " (");
      html.element("code", useful.word());
      html.text("): " + useful.sentence() + " " + useful.remedy()).close();
    }
    reasons("Requests not served from the cache", "not-served-", total.notServed());
    reasons("Responses not stored", "not-stored-", total.notStored());
    html.close();
  }

  private void reasons(String caption, String prefix, Map<String, Long> counts) {
    List<Counted> reasons = ReportModel.reasons(counts);
    if (reasons.isEmpty()) {
      return;
    }
    DataTable table =
        new DataTable(
            html, caption, "Reason", "#Times", "What it means", "What you can do", "RFC 9111");
    for (Counted counted : reasons) {
      table.row(
          counted.reason() == null ? "" : prefix + counted.word(),
          Cell.code(counted.word()),
          Cell.number(counted.count()),
          prose(counted.sentence()),
          prose(counted.remedy().isEmpty() ? "–" : counted.remedy()),
          Cell.text(counted.section()));
    }
    table.end();
  }

  private static Cell prose(String text) {
    return new Cell("", false, html -> html.element("span", text, "class", "prose"));
  }

  void times() {
    if (!begin("times", "Hits against the network")) {
      return;
    }
    if (total.hitTimes().count() + total.networkTimes().count() == 0) {
      html.element("p", "No times were recorded.", "class", "muted").close();
      return;
    }
    new LatencyChart(html, total.hitTimes(), total.networkTimes()).write();
    DataTable table =
        new DataTable(
            html,
            "Time until the head of a response",
            "Answered by",
            "#Timed",
            "#Median",
            "#90 %",
            "#99 %",
            "#Longest");
    times(table, "Cache (hits)", total.hitTimes());
    times(table, "Network", total.networkTimes());
    times(table, "Remote tier", total.remoteTimes());
    table.end();
    if (!total.remote().isEmpty()) {
      html.element("p", "Remote tier: " + total.remote() + '.');
    }
    html.element(
        "p",
        "Of many hits only a part is timed. The line in a histogram is the median.",
        "class",
        "muted");
    html.close();
  }

  private static void times(DataTable table, String name, Times times) {
    if (times.count() > 0) {
      table.row(
          Cell.text(name),
          Cell.number(times.count()),
          micros(times.percentile(50)),
          micros(times.percentile(90)),
          micros(times.percentile(99)),
          micros(times.max()));
    }
  }

  private static Cell micros(long micros) {
    return Cell.number(micros, Shown.micros(micros));
  }
}
