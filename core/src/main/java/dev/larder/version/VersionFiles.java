package dev.larder.version;

import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.LockFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The versions of each resource in a JSON file, {@code v1/versions/….json}, see {@link
 * VersionHistory}. A process changes a file under a lock of the operating system: it reads the
 * file, merges, writes a temporary file and renames it, so that the file is complete whenever a
 * process ends. From time to time one process reviews all files by the {@link SupersessionPolicy}.
 * The time of {@code v1/versions/reviewed} is that of the last review.
 *
 * <p>One thread at a time writes. Any thread may call the other methods.
 */
final class VersionFiles {

  /** The most resources that are kept; beyond, the file that was written first is deleted. */
  static final int MOST_FILES = 4096;

  private static final long LARGEST = 1 << 20;
  private static final Duration LONGEST_BETWEEN = Duration.ofHours(1);
  private static final Duration MARGIN = Duration.ofDays(1);

  /** How often to try again if another cache of this process holds the lock. */
  private static final int ATTEMPTS = 200;

  private static final long PAUSE_MILLIS = 5;

  private final DiskLayout layout;
  private final Path folder;
  private final Path mark;
  private final SupersessionPolicy supersession;
  private final InstantSource clock;
  private final Statistics statistics;
  private volatile Instant nextReview = Instant.MIN;

  /** The number of files, or -1 if not counted yet. Used by the thread that writes. */
  private int files = -1;

  /** The changes to one file. */
  static final class Changes {
    final List<VersionObservation> seen = new ArrayList<>();
    final List<EntryMetadata> served = new ArrayList<>();
  }

  /** Does no I/O. */
  VersionFiles(
      DiskLayout layout,
      SupersessionPolicy supersession,
      InstantSource clock,
      Statistics statistics) {
    this.layout = layout;
    this.folder = folder(layout);
    this.mark = folder.resolve("reviewed");
    this.supersession = supersession;
    this.clock = clock;
    this.statistics = statistics;
  }

  /** Where the files are. */
  static Path folder(DiskLayout layout) {
    return layout.top().resolve("versions");
  }

  /** Whether there is a file of a resource. */
  boolean hold(String logical) {
    return Files.exists(file(logical));
  }

  /** Whether uses are to be counted. */
  boolean knowsUses() {
    return supersession.knowsUses();
  }

  /** Whether a review of all files is due. Reads the attributes of one file at most. */
  boolean isReviewDue() {
    Instant now = clock.instant();
    if (now.isBefore(nextReview)) {
      return false;
    }
    long marked = mark.toFile().lastModified();
    if (marked == 0 && !folder.toFile().exists()) {
      nextReview = now.plus(between());
      return false;
    }
    return !isRecent(Instant.ofEpochMilli(marked), now);
  }

  /** Whether the last review is recent; then the time of the next one is set. */
  private boolean isRecent(Instant before, Instant now) {
    boolean recent = !before.isAfter(now) && now.isBefore(before.plus(between()));
    if (recent) {
      nextReview = before.plus(between());
    }
    return recent;
  }

  /** Writes the changes of each resource, and reviews all files if that is due. */
  void update(Map<String, Changes> byResource) throws IOException, InterruptedException {
    boolean review = isReviewDue();
    if (byResource.isEmpty() && !review) {
      return;
    }
    if (review) {
      nextReview = clock.instant().plus(between()); // also if it fails
    }
    layout.prepare();
    layout.make(folder);
    try (LockFile lockFile = new LockFile(layout, folder.resolve("lock"));
        FileLock lock = lock(lockFile.open())) {
      if (lock.isValid()) {
        for (Map.Entry<String, Changes> resource : byResource.entrySet()) {
          merge(resource.getKey(), resource.getValue());
        }
        if (review) {
          review();
        }
      }
    }
  }

  /** Takes the lock. Another cache of this process may hold it for a moment. */
  private static FileLock lock(FileChannel channel) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException another) {
        if (attempt == ATTEMPTS) {
          throw another;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private Path file(String logical) {
    return folder.resolve(EntryKey.of(logical).hex().substring(0, 32) + ".json");
  }

  private void merge(String logical, Changes changes) throws IOException {
    Path file = file(logical);
    VersionHistory history = new VersionHistory(logical);
    boolean known = read(file, history);
    boolean changed = !changes.seen.isEmpty();
    if (!known && changed) {
      makeRoom();
    }
    for (VersionObservation observation : changes.seen) {
      VersionObservation replaced = observation.replaced();
      if (replaced != null) {
        history.had(replaced);
      }
      int before = history.versions().size();
      supersession.stored(history, history.add(observation), observation.supersede());
      if (before != 0 && history.versions().size() > before) {
        statistics.versionChanged(observation.uri());
      }
    }
    for (EntryMetadata served : changes.served) {
      long hits = served.takeServed();
      Instant last = served.lastServed();
      changed |=
          last != null
              && hits > 0
              && history.served(served.uri(), VersionObservation.stated(served), hits, last);
    }
    if (changed) {
      write(file, history);
    }
  }

  /** Adds what a file tells to a history; whether there is such a file. */
  static boolean read(Path file, VersionHistory history) throws IOException {
    BasicFileAttributes attributes = DiskLayout.attributes(file);
    if (attributes != null && attributes.isRegularFile() && attributes.size() <= LARGEST) {
      history.read(Files.readAllBytes(file));
    }
    return attributes != null;
  }

  private void write(Path file, VersionHistory history) throws IOException {
    Path temporary = layout.createTemporary();
    try {
      Files.write(temporary, history.toJson());
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Duration between() {
    Duration grace = supersession.grace();
    return grace.compareTo(LONGEST_BETWEEN) < 0 ? grace : LONGEST_BETWEEN;
  }

  /** Reviews, on behalf of all processes, the files that may have something due. */
  private void review() throws IOException {
    Instant now = clock.instant();
    Duration grace = supersession.grace();
    Duration between = between();
    BasicFileAttributes marked = DiskLayout.attributes(mark);
    Instant before = marked == null ? Instant.EPOCH : marked.lastModifiedTime().toInstant();
    if (isRecent(before, now)) {
      return;
    }
    nextReview = now.plus(between);
    for (Listed listed : list()) {
      if (before.isAfter(now) || !listed.written.plus(grace).plus(MARGIN).isBefore(before)) {
        review(listed.file, now);
      }
    }
    if (marked == null) {
      Files.createFile(mark, layout.permissions(false));
    }
    Files.setLastModifiedTime(mark, FileTime.from(now));
  }

  private void review(Path file, Instant now) throws IOException {
    VersionHistory history = new VersionHistory("");
    if (read(file, history) && supersession.review(history, now)) {
      write(file, history);
    }
  }

  private record Listed(Path file, Instant written) {}

  /** All files, in the order in which they were written. */
  private List<Listed> list() throws IOException {
    List<Listed> listed = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : all) {
        BasicFileAttributes attributes = DiskLayout.attributes(file);
        if (attributes != null) {
          listed.add(new Listed(file, attributes.lastModifiedTime().toInstant()));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    listed.sort(Comparator.comparing(Listed::written));
    files = listed.size();
    return listed;
  }

  /** Makes room for one more file. Lists the files only if there may be too many. */
  private void makeRoom() throws IOException {
    if (files < 0 || files >= MOST_FILES) {
      List<Listed> listed = list();
      for (int i = 0; files >= MOST_FILES; i++, files--) {
        Files.deleteIfExists(listed.get(i).file);
      }
    }
    files++;
  }
}
