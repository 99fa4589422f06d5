package dev.larder.agent.cli.report;

import dev.larder.policy.Reason;
import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import dev.larder.version.VersionCatalog;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a report tells.
 *
 * @param made when it was made
 * @param directory of the cache
 * @param mode of the cache
 * @param first of the days that it is about
 * @param last of the days that it is about, which is that of {@code made} in UTC
 * @param days what was counted on each of these days, without those on which nothing was
 * @param stored what the directory holds
 * @param versions of resources, the one with the newest version first
 * @param settings in the order of the documentation
 * @param problems with the settings, one sentence each
 */
public record ReportModel(
    Instant made,
    String directory,
    String mode,
    LocalDate first,
    LocalDate last,
    SortedMap<LocalDate, Statistics.Report> days,
    StoredSummary stored,
    List<VersionCatalog.Resource> versions,
    List<SettingValue> settings,
    List<String> problems) {

  /**
   * A setting.
   *
   * @param source where the value comes from, see {@link dev.larder.config.Settings#source}
   */
  public record SettingValue(
      String name, String value, String source, String defaultValue, String documentation) {

    /** Whether the value is not the default. */
    public boolean isSet() {
      return !source.equals("default");
    }
  }

  /** A name, and what was counted under it. */
  public record Named(String name, Counts counts) {}

  /**
   * A reason, and how often it was counted.
   *
   * @param reason that the word means, or null if only another version of Larder knows it
   */
  public record Counted(String word, @Nullable Reason reason, long count) {

    public String sentence() {
      return reason == null ? "" : reason.sentence();
    }

    public String remedy() {
      return reason == null ? "" : reason.remedy();
    }

    public String section() {
      return reason == null ? "" : reason.section();
    }
  }

  /** All days added up. */
  public Statistics.Report sum() {
    Statistics.Report sum = new Statistics.Report();
    days.values().forEach(sum::add);
    return sum;
  }

  /** The days of the report on which something was counted, and those between, at least seven. */
  public SortedMap<LocalDate, Counts> calendar() {
    LocalDate start = days.isEmpty() ? last : days.firstKey();
    LocalDate week = last.minusDays(6);
    start = start.isAfter(week) ? week : start;
    SortedMap<LocalDate, Counts> calendar = new TreeMap<>();
    for (LocalDate day = start; !day.isAfter(last); day = day.plusDays(1)) {
      Statistics.Report report = days.get(day);
      calendar.put(day, report == null ? new Counts() : report.total());
    }
    return calendar;
  }

  /** The names of a map, the one with the most requests first, without those that have none. */
  public static List<Named> ranked(Map<String, Counts> counts) {
    List<Named> ranked = new ArrayList<>();
    counts.forEach((name, of) -> ranked.add(new Named(name, of)));
    ranked.removeIf(named -> named.counts.requests() == 0);
    ranked.sort(
        Comparator.comparingLong((Named named) -> named.counts.requests())
            .reversed()
            .thenComparing(Named::name));
    return ranked;
  }

  /** The reasons of a map, the most frequent first. */
  public static List<Counted> reasons(Map<String, Long> counts) {
    List<Counted> reasons = new ArrayList<>();
    counts.forEach((word, count) -> reasons.add(new Counted(word, Reason.named(word), count)));
    reasons.sort(Comparator.comparingLong(Counted::count).reversed().thenComparing(Counted::word));
    return reasons;
  }

  /**
   * The most frequent of the reasons that a user can do something about, or null. That nothing was
   * stored is none: every first request has that reason.
   */
  public static @Nullable Counted mostUseful(Counts counts) {
    List<Counted> all = new ArrayList<>(reasons(counts.notServed()));
    all.addAll(reasons(counts.notStored()));
    all.removeIf(counted -> counted.remedy().isEmpty() || counted.reason == Reason.MISS);
    return all.isEmpty() ? null : Collections.max(all, Comparator.comparingLong(Counted::count));
  }

  /** The most frequent reason for not serving, but that nothing was stored, or null. */
  static @Nullable Counted mainObstacle(Counts counts) {
    return reasons(counts.notServed()).stream()
        .filter(counted -> counted.reason != Reason.MISS)
        .findFirst()
        .orElse(null);
  }
}
