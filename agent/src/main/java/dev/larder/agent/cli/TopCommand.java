package dev.larder.agent.cli;

import dev.larder.agent.cli.report.ReportModel;
import dev.larder.agent.cli.report.ReportModel.Counted;
import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import dev.larder.stats.Times;
import dev.larder.store.disk.shared.RunningProcesses;
import dev.larder.store.disk.shared.RunningProcesses.Running;
import dev.larder.store.disk.shared.StatisticsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What the processes that use the directory do now, again and again. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description = {
      "Shows again and again what all programs did today, and those that run now.",
      "A program tells what it has counted some seconds after a request. Ends when interrupted."
    })
final class TopCommand implements Callable<Integer> {
  private static final int REASONS = 5;

  /** Moves the cursor home and clears the screen (ECMA-48 CUP, ED). */
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Mixin CacheOptions options = new CacheOptions();

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "How long it waits between two looks; 2 unless it is given.")
  int interval = 2;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many looks it takes; without limit unless it is given.")
  int count = Integer.MAX_VALUE;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (interval < 1 || count < 1) {
      throw new ParameterException(options.line(), "--interval and --count take 1 or more.");
    }
    Path directory = options.usable(options.configuration());
    StatisticsFiles files = new StatisticsFiles(directory);
    RunningProcesses processes = new RunningProcesses(directory);
    for (int look = 0; look < count; look++) {
      if (look > 0) {
        Thread.sleep(interval * 1000L);
      }
      LocalDate day = LocalDate.now(ZoneOffset.UTC);
      Statistics.Report today = files.days().get(day);
      Counts counts = today == null ? new Counts() : today.total();
      if (options.json) {
        print(counts, processes.list());
      } else {
        show(directory, counts, processes.list());
      }
    }
    return 0;
  }

  private void print(Counts today, List<Running> processes) throws IOException {
    options.print(
        to -> {
          to.writeStartObject();
          to.writeObjectFieldStart("today");
          CountsText.write(to, today);
          to.writeEndObject();
          CountsText.write(to, "processes", processes);
          to.writeEndObject();
        });
  }

  private void show(Path directory, Counts today, List<Running> processes) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Text.plain(directory.toString())
            + "  "
            + LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS)
            + " UTC, "
            + Text.count(processes.size(), "process", "processes"));
    lines.add("");
    lines.addAll(
        Text.table(List.of(CountsText.columns("TODAY (UTC)"), CountsText.row("all", today))));
    lines.add(
        "Hits took " + shown(today.hitTimes()) + "; the network " + shown(today.networkTimes()));
    lines.add("");
    lines.addAll(
        processes.isEmpty()
            ? List.of("No process uses the directory now.")
            : Text.table(CountsText.processes(processes)));
    reasons(lines, "NOT SERVED BECAUSE", today.notServed());
    reasons(lines, "NOT STORED BECAUSE", today.notStored());
    options.out().print(LarderCommand.onTerminal() ? CLEAR : "");
    lines.forEach(options.out()::println);
    options.out().flush();
  }

  private static String shown(Times times) {
    return times.count() == 0
        ? "no time"
        : CountsText.time(times.percentile(50))
            + " (median), "
            + CountsText.time(times.percentile(99))
            + " (99 %), "
            + CountsText.time(times.max())
            + " (max)";
  }

  private static void reasons(List<String> lines, String title, Map<String, Long> reasons) {
    if (reasons.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(title, "COUNT", ""));
    for (Counted reason : ReportModel.reasons(reasons).stream().limit(REASONS).toList()) {
      rows.add(
          List.of(Text.plain(reason.word()), String.valueOf(reason.count()), reason.sentence()));
    }
    lines.add("");
    lines.addAll(Text.table(rows));
  }
}
