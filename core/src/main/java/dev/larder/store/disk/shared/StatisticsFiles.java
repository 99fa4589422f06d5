package dev.larder.store.disk.shared;

import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import dev.larder.stats.StatisticsJson;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.LockFile;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all processes counted, a file a day (UTC), {@code v1/statistics/2026-01-31.json}, see {@link
 * StatisticsJson}. A process adds to the file of today under a lock of the operating system: it
 * reads the file, adds, writes a temporary file and renames it.
 */
public final class StatisticsFiles {

  /** So many days are kept. */
  public static final int MOST_DAYS = 60;

  /** So many hosts and rules of a day are told apart, those with the most requests. */
  static final int MOST_NAMES = 100;

  private static final long LARGEST = 8 << 20;
  private static final String ENDING = ".json";

  private final DiskLayout layout;
  private final Path folder;

  /** Does no I/O. */
  public StatisticsFiles(Path directory) {
    layout = new DiskLayout(directory.toAbsolutePath());
    folder = layout.top().resolve("statistics");
  }

  /**
   * Adds what a process counted, if there is a cache directory.
   *
   * @return false if another process is adding at this moment: try again later
   */
  public boolean add(LocalDate day, Statistics.Report counted) throws IOException {
    if (!layout.readable()) {
      return true;
    }
    layout.make(folder);
    try (LockFile lockFile = new LockFile(layout, folder.resolve("lock"));
        FileLock lock = lockFile.tryLock()) {
      if (lock == null) {
        return false;
      }
      Path file = folder.resolve(day + ENDING);
      Statistics.Report sum = read(file);
      if (sum == null) {
        sum = new Statistics.Report();
        deleteBefore(day.minusDays(MOST_DAYS - 1));
      }
      sum.add(counted);
      bound(sum.hosts());
      bound(sum.rules());
      write(file, sum);
      return true;
    }
  }

  /** Adds up the counts of those names that have the fewest requests. */
  private static void bound(Map<String, Counts> counts) {
    if (counts.size() <= MOST_NAMES) {
      return;
    }
    Counts other = counts.remove(Statistics.OTHER);
    Counts rest = other == null ? new Counts() : other;
    List<Map.Entry<String, Counts>> busiest = new ArrayList<>(counts.entrySet());
    busiest.sort(Comparator.comparingLong(name -> -name.getValue().requests()));
    for (Map.Entry<String, Counts> name : busiest.subList(MOST_NAMES - 1, busiest.size())) {
      rest.add(name.getValue());
      counts.remove(name.getKey());
    }
    counts.put(Statistics.OTHER, rest);
  }

  private void write(Path file, Statistics.Report report) throws IOException {
    Path temporary = layout.createTemporary();
    try {
      Files.write(temporary, StatisticsJson.write(report));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** What a file tells, or null if there is none or it is damaged. */
  private static Statistics.@Nullable Report read(Path file) throws IOException {
    BasicFileAttributes attributes = DiskLayout.attributes(file);
    if (attributes == null || !attributes.isRegularFile() || attributes.size() > LARGEST) {
      return null;
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      return StatisticsJson.read(bytes);
    } catch (IOException damaged) {
      return null;
    }
  }

  private void deleteBefore(LocalDate first) throws IOException {
    for (Map.Entry<LocalDate, Path> file : files().headMap(first, false).entrySet()) {
      Files.deleteIfExists(file.getValue());
    }
  }

  private NavigableMap<LocalDate, Path> files() throws IOException {
    NavigableMap<LocalDate, Path> files = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + ENDING)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        try {
          files.put(LocalDate.parse(name.substring(0, name.length() - ENDING.length())), file);
        } catch (DateTimeException e) {
          // Not one of these files.
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }

  /** What was counted on each of the days that are kept, in their order. Changes nothing. */
  public NavigableMap<LocalDate, Statistics.Report> days() throws IOException {
    NavigableMap<LocalDate, Statistics.Report> days = new TreeMap<>();
    if (layout.hasFolder(folder)) {
      for (Map.Entry<LocalDate, Path> file : files().entrySet()) {
        Statistics.Report report = read(file.getValue());
        if (report != null) {
          days.put(file.getKey(), report);
        }
      }
    }
    return days;
  }
}
