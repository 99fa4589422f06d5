package dev.larder.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.agent.cli.report.ReportModel;
import dev.larder.agent.cli.report.ReportPage;
import dev.larder.agent.cli.report.StoredSummary;
import dev.larder.config.Configuration;
import dev.larder.config.Setting;
import dev.larder.config.SettingTable;
import dev.larder.local.LocalCache;
import dev.larder.stats.ByteCount;
import dev.larder.stats.Statistics;
import dev.larder.store.disk.shared.StatisticsFiles;
import dev.larder.version.VersionCatalog;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What the cache did in the last days, and what it holds. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Tells what the cache did in the last days, and why it did not do more.",
      "The numbers are those of all programs that use the directory, by days in UTC."
    })
final class ReportCommand implements Callable<Integer> {
  @Mixin CacheOptions options = new CacheOptions();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes a page for a browser, in place of an earlier one, which loads nothing.")
  @Nullable Path html;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "The last N days, today included; 30 unless it is given.")
  int days = 30;

  @Override
  public Integer call() throws IOException {
    if (days < 1 || days > StatisticsFiles.MOST_DAYS) {
      throw new ParameterException(
          options.line(),
          "--days takes a number from 1 to " + StatisticsFiles.MOST_DAYS + ", not " + days);
    }
    Configuration configuration = options.configuration();
    ReportModel model;
    try (LocalCache cache = options.open(configuration)) {
      model = model(configuration, cache);
    }
    if (html != null) {
      write(ReportPage.of(model).getBytes(UTF_8), html);
    }
    if (options.json) {
      options.print(to -> ReportJson.write(model, to));
    } else if (html == null) {
      ReportText.lines(model).forEach(options.out()::println);
      options.out().flush();
    }
    return 0;
  }

  private ReportModel model(Configuration configuration, LocalCache cache) throws IOException {
    Path directory = configuration.settings().get(SettingTable.DIR);
    Instant now = Instant.now();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    LocalDate first = today.minusDays(days - 1L);
    SortedMap<LocalDate, Statistics.Report> counted =
        new StatisticsFiles(directory).days().subMap(first, true, today, true);
    StoredSummary stored =
        new StoredSummary(configuration.settings().get(SettingTable.DISK_MAX_SIZE));
    try (Progress progress = Progress.of(options)) {
      int[] seen = new int[1];
      stored.setTotal(
          cache
              .disk()
              .inventory()
              .list(
                  item -> {
                    stored.add(row(StoredItem.of(cache, item)));
                    progress.at(seen[0]++ + " entries");
                    return true;
                  }));
    }
    List<ReportModel.SettingValue> settings = new ArrayList<>();
    for (Setting<?> setting : SettingTable.ALL) {
      settings.add(
          new ReportModel.SettingValue(
              setting.property(),
              configuration.settings().shown(setting),
              configuration.settings().source(setting),
              setting.shownDefault(),
              setting.documentation()));
    }
    return new ReportModel(
        now,
        directory.toString(),
        cache.modes().mode().word(),
        first,
        today,
        counted,
        stored,
        VersionCatalog.read(directory),
        settings,
        configuration.problems());
  }

  private static StoredSummary.Row row(StoredItem stored) {
    String type = stored.metadata().head().headers().first("Content-Type");
    return new StoredSummary.Row(
        stored.url(),
        stored.metadata().head().status(),
        stored.item().length(),
        stored.item().uses(),
        stored.metadata().responseTime(),
        stored.freshUntil(),
        stored.version(),
        type == null ? "" : type.replaceFirst("\\s*;.*", ""));
  }

  /** An earlier page stays as it is until the new one is complete. */
  private void write(byte[] page, Path file) throws IOException {
    Path target = file.toAbsolutePath();
    try {
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        throw new IOException(target + " is not a file.");
      }
      Path folder = target.getParent();
      Path temporary = Files.createTempFile(folder == null ? target : folder, ".larder", ".html");
      try {
        Files.write(temporary, page);
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (NoSuchFileException e) {
      throw new IOException(target.getParent() + " is no directory.", e);
    } catch (AccessDeniedException e) {
      throw new IOException("Nothing may be written to " + target.getParent() + ".", e);
    }
    if (!options.json) {
      options.out().println(Text.plain(file.toString()) + ", " + ByteCount.shown(page.length));
      options.out().flush();
    }
  }
}
