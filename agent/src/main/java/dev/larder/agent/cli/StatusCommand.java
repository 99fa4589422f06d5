package dev.larder.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.larder.config.Configuration;
import dev.larder.config.SettingTable;
import dev.larder.local.LocalCache;
import dev.larder.stats.ByteCount;
import dev.larder.stats.Statistics;
import dev.larder.store.disk.Inventory;
import dev.larder.store.disk.shared.RunningProcesses;
import dev.larder.store.disk.shared.RunningProcesses.Running;
import dev.larder.store.disk.shared.StatisticsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the directory holds, and what it has saved. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows what the cache directory holds, what it has saved, and who uses it now.")
final class StatusCommand implements Callable<Integer> {
  private static final int HOSTS = 10;
  private static final int DAYS = 7;

  @Mixin CacheOptions options = new CacheOptions();

  /** The entries of a host, or of all. */
  private static final class Sum {
    long responses;
    long fresh;
    long bytes;
    @Nullable Instant oldest;
    @Nullable Instant newest;

    void add(StoredItem item) {
      Instant received = item.metadata().responseTime();
      responses++;
      fresh += item.freshUntil() == null ? 0 : 1;
      bytes += item.item().length();
      oldest = oldest == null || received.isBefore(oldest) ? received : oldest;
      newest = newest == null || received.isAfter(newest) ? received : newest;
    }
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = options.configuration();
    Path directory = configuration.settings().get(SettingTable.DIR);
    try (LocalCache cache = options.open(configuration)) {
      Sum all = new Sum();
      Map<String, Sum> byHost = new HashMap<>();
      Inventory.Total total;
      try (Progress progress = Progress.of(options)) {
        total =
            cache
                .disk()
                .inventory()
                .list(
                    item -> {
                      StoredItem stored = StoredItem.of(cache, item);
                      all.add(stored);
                      byHost.computeIfAbsent(stored.host(), host -> new Sum()).add(stored);
                      progress.at(all.responses + " entries");
                      return true;
                    });
      }
      List<Map.Entry<String, Sum>> hosts = new ArrayList<>(byHost.entrySet());
      hosts.sort(
          Comparator.comparing((Map.Entry<String, Sum> host) -> -host.getValue().bytes)
              .thenComparing(Map.Entry::getKey));
      long limit = configuration.settings().get(SettingTable.DISK_MAX_SIZE);
      String mode = cache.modes().mode().word();
      NavigableMap<LocalDate, Statistics.Report> days = new StatisticsFiles(directory).days();
      List<Running> processes = new RunningProcesses(directory).list();
      if (options.json) {
        options.print(
            to -> {
              to.writeStartObject();
              to.writeStringField("directory", directory.toString());
              to.writeStringField("mode", mode);
              to.writeNumberField("responses", all.responses);
              to.writeNumberField("fresh", all.fresh);
              to.writeNumberField("body_bytes", all.bytes);
              to.writeNumberField("files", total.entries());
              to.writeNumberField("disk_bytes", total.bytes());
              to.writeNumberField("disk_limit", limit);
              to.writeStringField("oldest", all.oldest == null ? null : all.oldest.toString());
              to.writeStringField("newest", all.newest == null ? null : all.newest.toString());
              to.writeArrayFieldStart("hosts");
              for (Map.Entry<String, Sum> host : hosts) {
                to.writeStartObject();
                to.writeStringField("host", host.getKey());
                to.writeNumberField("responses", host.getValue().responses);
                to.writeNumberField("fresh", host.getValue().fresh);
                to.writeNumberField("body_bytes", host.getValue().bytes);
                to.writeEndObject();
              }
              to.writeEndArray();
              writeDays(to, days);
              CountsText.write(to, "processes", processes);
              to.writeEndObject();
            });
      } else {
        print(directory, mode, all, total, limit);
        print(hosts);
        printDays(days);
        if (!processes.isEmpty()) {
          options.out().println();
          Text.table(CountsText.processes(processes)).forEach(options.out()::println);
        }
        options.out().flush();
      }
      return 0;
    }
  }

  private void print(Path directory, String mode, Sum all, Inventory.Total total, long limit) {
    Instant now = Instant.now();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Directory", Text.plain(directory.toString())));
    rows.add(List.of("Mode", mode));
    rows.add(List.of("Responses", all.responses + ", " + all.fresh + " of them fresh"));
    rows.add(
        List.of(
            "On the disk",
            ByteCount.shown(total.bytes())
                + " in "
                + total.entries()
                + " files"
                + (limit == 0 ? "" : ", at most " + ByteCount.shown(limit))));
    if (all.oldest != null && all.newest != null) {
      rows.add(
          List.of(
              "Age",
              Text.span(Duration.between(all.newest, now))
                  + " to "
                  + Text.span(Duration.between(all.oldest, now))));
    }
    Text.table(rows).forEach(options.out()::println);
  }

  private void print(List<Map.Entry<String, Sum>> hosts) {
    if (!hosts.isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("HOST", "RESPONSES", "FRESH", "SIZE"));
      for (Map.Entry<String, Sum> host : hosts.subList(0, Math.min(HOSTS, hosts.size()))) {
        rows.add(
            List.of(
                Text.plain(host.getKey()),
                String.valueOf(host.getValue().responses),
                String.valueOf(host.getValue().fresh),
                ByteCount.shown(host.getValue().bytes)));
      }
      options.out().println();
      Text.table(rows).forEach(options.out()::println);
      if (hosts.size() > HOSTS) {
        options.out().println("and " + (hosts.size() - HOSTS) + " more hosts");
      }
    }
  }

  private static void writeDays(JsonGenerator to, NavigableMap<LocalDate, Statistics.Report> days)
      throws IOException {
    to.writeArrayFieldStart("days");
    for (Map.Entry<LocalDate, Statistics.Report> day : days.entrySet()) {
      to.writeStartObject();
      to.writeStringField("day", day.getKey().toString());
      CountsText.write(to, day.getValue().total());
      to.writeEndObject();
    }
    to.writeEndArray();
  }

  private void printDays(NavigableMap<LocalDate, Statistics.Report> days) {
    if (!days.isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(CountsText.columns("DAY (UTC)"));
      LocalDate first = days.lastKey().minusDays(DAYS - 1);
      days.tailMap(first, true)
          .forEach((day, report) -> rows.add(CountsText.row(day.toString(), report.total())));
      options.out().println();
      Text.table(rows).forEach(options.out()::println);
    }
  }
}
