package dev.larder.store.disk.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Counter;
import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import dev.larder.stats.Times;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsFilesTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 31);

  private final Path directory;
  private final StatisticsFiles files;

  StatisticsFilesTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    new DiskLayout(directory).prepare();
    files = new StatisticsFiles(directory);
  }

  private Statistics.Report of(LocalDate day) throws IOException {
    Statistics.Report report = files.days().get(day);
    assertNotNull(report);
    return report;
  }

  private static Statistics.Report report(String host, int hits) {
    Statistics statistics = new Statistics();
    for (int i = 0; i < hits; i++) {
      statistics.of("client", host).add(Counter.HITS_DISK, 1);
      statistics.of("client", host).hitTook(100_000);
      statistics.of("client", host).notStored("private");
      statistics.rule("rule").add(Counter.HITS_DISK, 1);
    }
    return statistics.report();
  }

  @Test
  void processesAddUpByDayAndHost() throws IOException {
    files.add(DAY, report("example.org", 3));
    new StatisticsFiles(directory).add(DAY, report("example.org", 4));
    files.add(DAY, report("example.net", 1));
    files.add(DAY.plusDays(1), report("example.net", 2));
    Map<LocalDate, Statistics.Report> days = files.days();
    assertEquals(List.of(DAY, DAY.plusDays(1)), List.copyOf(days.keySet()));
    Statistics.Report first = of(DAY);
    Counts host = first.in(first.hosts(), "example.org");
    assertEquals(7, host.hits());
    assertEquals(Map.of("private", 7L), host.notStored());
    assertEquals(List.of(new Times.Bar(100, 7)), host.hitTimes().bars());
    assertEquals(8, first.total().hits());
    assertEquals(8, first.in(first.clients(), "client").hits());
    assertEquals(8, first.in(first.rules(), "rule").hits());
    assertEquals(2, of(DAY.plusDays(1)).total().hits());
  }

  @Test
  void oldDaysAndHostsWithFewRequestsGiveWay() throws IOException {
    for (int i = 0; i < 2 * StatisticsFiles.MOST_DAYS; i++) {
      files.add(DAY.plusDays(i), report("example.org", 1));
    }
    assertEquals(StatisticsFiles.MOST_DAYS, files.days().size());
    LocalDate last = DAY.plusDays(1000);
    files.add(last, report("busy.example.org", 50));
    for (int i = 0; i < 2 * StatisticsFiles.MOST_NAMES; i++) {
      files.add(last, report(i + ".example.org", 2));
    }
    Statistics.Report report = of(last);
    assertEquals(StatisticsFiles.MOST_NAMES, report.hosts().size());
    assertEquals(50, report.in(report.hosts(), "busy.example.org").hits());
    assertEquals(50 + 4 * StatisticsFiles.MOST_NAMES, report.total().hits());
  }

  @Test
  void aDamagedFileCountsAsNone() throws IOException {
    for (String content :
        List.of("", "{", "[]", "{\"hosts\": 1}", "{\"hosts\": {\"a\": {\"misses\": -1}}}")) {
      Path folder = Files.createDirectories(directory.resolve("v1/statistics"));
      Files.writeString(folder.resolve(DAY + ".json"), content);
      Files.writeString(folder.resolve("other.json"), content);
      assertEquals(Set.of(), files.days().keySet(), content);
      files.add(DAY, report("example.org", 1));
      assertEquals(1, of(DAY).total().hits(), content);
    }
  }

  @Test
  void whereThereIsNoDirectoryNoneIsMade() throws IOException {
    Path absent = directory.resolve("absent");
    assertTrue(new StatisticsFiles(absent).add(DAY, report("example.org", 1)));
    assertEquals(Map.of(), new StatisticsFiles(absent).days());
    new RunningProcesses(absent).write(RunningProcesses.Running.current(new Counts()));
    assertEquals(List.of(), new RunningProcesses(absent).list());
    assertFalse(Files.exists(absent));
  }

  @Test
  void processesThatRunAreListedAndOthersForgotten() throws IOException {
    RunningProcesses processes = new RunningProcesses(directory);
    Counts counts = report("example.org", 5).total();
    processes.write(new RunningProcesses.Running(1, "older", Instant.EPOCH, counts));
    assertEquals(List.of(), processes.list());
    RunningProcesses.Running self = RunningProcesses.Running.current(counts);
    processes.write(self);
    assertFalse(Files.exists(directory.resolve("v1/processes/1.json")));
    List<RunningProcesses.Running> listed = processes.list();
    assertEquals(1, listed.size());
    assertEquals(ProcessHandle.current().pid(), listed.get(0).pid());
    assertEquals(self.program(), listed.get(0).program());
    assertEquals(5, listed.get(0).counts().hits());
    processes.delete(self.pid());
    assertEquals(List.of(), processes.list());
  }
}
