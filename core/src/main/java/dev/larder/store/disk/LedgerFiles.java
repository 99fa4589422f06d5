package dev.larder.store.disk;

import dev.larder.policy.Succession;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Ledger;
import dev.larder.store.Sighting;
import dev.larder.store.Superseded;
import dev.larder.version.VersionedUrl;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells which versions of a resource were seen, in one JSON file a resource that all processes
 * share: {@code v1/versions/….json}, see {@link VersionHistory}. Kept are resources whose URL names
 * a version, and those whose content has changed under one URL.
 *
 * <p>What is seen waits in memory until a task has written it: under a lock of the operating
 * system, read, merged, written to a temporary file and renamed, so that a file is whole whenever a
 * process ends. A process that ends before, without closing it, loses what waited. How often
 * versions were served is counted in memory and written when something else is. The same task lets
 * {@link Takeover} do what is due, in all files, once in a while, also in a process that only
 * serves: {@code v1/versions/reviewed} is of the last time.
 */
public final class LedgerFiles implements Ledger, AutoCloseable {

  /** Resources that are kept; beyond, the one that was written first goes. */
  static final int MOST_FILES = 4096;

  private static final int MOST_WAITING = 4096;
  private static final int WAKE_AT = 1024;

  /** Responses of which is known that they were served since their uses were written. */
  private static final int MOST_SERVED = 256;

  private static final long LARGEST = 1 << 20;
  private static final Duration LONGEST_BETWEEN = Duration.ofHours(1);
  private static final Duration MARGIN = Duration.ofDays(1);

  /** How often a lock that another cache of this process has is asked for again. */
  private static final int ATTEMPTS = 200;

  private static final long PAUSE_MILLIS = 5;

  /** How long who closes waits for who writes. */
  private static final long PATIENCE_MILLIS = 5_000;

  private final DiskLayout layout;
  private final Path folder;
  private final Statistics statistics;
  private final Executor executor;
  private final Takeover takeover;
  private final InstantSource clock;
  private final Duration linger;
  private final Path mark;
  private final BlockingQueue<Seen> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Queue<EntryMetadata> served = new ArrayBlockingQueue<>(MOST_SERVED);

  /** Whoever writes has it. */
  private final Semaphore pen = new Semaphore(1);

  private volatile boolean closed;
  private volatile Instant nextReview = Instant.MIN;

  /** How many files there are, or -1; used by who writes. */
  private int files = -1;

  /**
   * What becomes of superseded versions, and how it is written.
   *
   * @param grace how long they stay
   * @param keep how many of a resource stay longer
   * @param linger how long who writes waits for more to write
   */
  public record Terms(Duration grace, int keep, Duration linger) {}

  /**
   * Does no I/O.
   *
   * @param entries that the versions lie under
   * @param executor runs what writes the files
   */
  public LedgerFiles(
      Path directory,
      Terms terms,
      Superseded entries,
      Statistics statistics,
      InstantSource clock,
      Executor executor) {
    this.layout = new DiskLayout(directory.toAbsolutePath());
    this.folder = layout.top().resolve("versions");
    this.mark = folder.resolve("reviewed");
    this.takeover = new Takeover(terms.grace(), terms.keep(), entries);
    this.linger = terms.linger();
    this.statistics = statistics;
    this.clock = clock;
    this.executor = executor;
  }

  /** What was stored, and its URL as a resource and a version of it. */
  private record Seen(Sighting sighting, VersionedUrl url) {

    /** Follows the last one of a ledger that is closed. */
    static final Seen END =
        new Seen(
            new Sighting("", "", 0, Instant.EPOCH, List.of(), Succession.STANDARD, null),
            VersionedUrl.of(""));

    boolean isKept() {
      return url.isVersioned() || sighting.replaced() != null;
    }
  }

  @Override
  public void seen(Sighting sighting) {
    if (closed) {
      return;
    }
    try {
      Seen seen = new Seen(sighting, VersionedUrl.of(sighting.uri()));
      boolean taken = waiting.offer(seen);
      if (taken && (seen.isKept() || waiting.size() > WAKE_AT || isReviewDue())) {
        wake();
      }
    } catch (RuntimeException | Error e) {
      statistics.failures.increment();
    }
  }

  @Override
  public void served(EntryMetadata metadata) {
    if (closed) {
      return;
    }
    try {
      served.offer(metadata); // of what finds no room the uses are not written
      if (isReviewDue() && takeover.knowsUses()) {
        wake();
      }
    } catch (RuntimeException | Error e) {
      statistics.failures.increment();
    }
  }

  private void wake() {
    if (!pen.tryAcquire()) {
      return;
    }
    try {
      executor.execute(this::write);
    } catch (RuntimeException | Error e) {
      pen.release();
      throw e;
    }
  }

  /** Whether no process has looked at all files for a while; a look at one file at most. */
  private boolean isReviewDue() {
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

  /** Whether the last review needs no other yet; then the time of the next is known. */
  private boolean isRecent(Instant before, Instant now) {
    boolean recent = !before.isAfter(now) && now.isBefore(before.plus(between()));
    if (recent) {
      nextReview = before.plus(between());
    }
    return recent;
  }

  private void write() {
    do {
      try {
        writeUntilIdle();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | RuntimeException | Error e) {
        statistics.failures.increment();
      } finally {
        pen.release();
      }
    } while (!waiting.isEmpty() && pen.tryAcquire());
  }

  /** Writes what waits, and returns when nobody writes any more. Never throws. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    waiting.offer(Seen.END); // wakes who waits for more
    try {
      if (pen.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) { // for good
        writeUntilIdle();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      statistics.failures.increment();
    }
  }

  private void writeUntilIdle() throws IOException, InterruptedException {
    Seen first = waiting.poll();
    do {
      writeWaiting(first);
      first = closed ? waiting.poll() : waiting.poll(linger.toMillis(), TimeUnit.MILLISECONDS);
    } while (first != null);
  }

  /** What is to be written of one resource. */
  private static final class News {
    final List<Sighting> seen = new ArrayList<>();
    final List<EntryMetadata> served = new ArrayList<>();
  }

  private void writeWaiting(@Nullable Seen first) throws IOException, InterruptedException {
    Map<String, News> byResource = new LinkedHashMap<>();
    for (Seen next = first; next != null; next = waiting.poll()) {
      if (next.equals(Seen.END)) {
        continue;
      }
      String logical = next.url.logical();
      if (next.isKept() || Files.exists(file(logical))) {
        byResource.computeIfAbsent(logical, name -> new News()).seen.add(next.sighting);
      }
    }
    for (EntryMetadata next = served.poll(); next != null; next = served.poll()) {
      String logical = VersionedUrl.of(next.uri()).logical();
      if (byResource.containsKey(logical) || Files.exists(file(logical))) {
        byResource.computeIfAbsent(logical, name -> new News()).served.add(next);
      } else {
        next.takeServed(); // its uses are nothing to be written
      }
    }
    boolean review = isReviewDue();
    if (byResource.isEmpty() && !review) {
      return;
    }
    if (review) {
      nextReview = clock.instant().plus(between()); // also if it fails
    }
    layout.prepare();
    Files.createDirectories(folder, layout.permissions(true));
    BasicFileAttributes made = DiskLayout.attributes(folder);
    if (made == null || !made.isDirectory()) {
      throw new DiskLayout.RefusedException(folder, "is not a directory");
    }
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"),
                Set.of(
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                layout.permissions(false));
        FileLock lock = lock(channel)) {
      if (lock.isValid()) {
        for (Map.Entry<String, News> resource : byResource.entrySet()) {
          merge(resource.getKey(), resource.getValue());
        }
        if (review) {
          review();
        }
      }
    }
  }

  /** The lock, which another cache of this process may have for a moment. */
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

  private void merge(String logical, News news) throws IOException {
    Path file = file(logical);
    VersionHistory history = new VersionHistory(logical);
    boolean known = read(file, history);
    boolean changed = !news.seen.isEmpty();
    if (!known && changed) {
      makeRoom();
    }
    for (Sighting sighting : news.seen) {
      Sighting replaced = sighting.replaced();
      if (replaced != null) {
        history.had(replaced);
      }
      takeover.stored(history, history.add(sighting), sighting.succession());
    }
    for (EntryMetadata served : news.served) {
      long hits = served.takeServed();
      Instant last = served.lastServed();
      changed |=
          last != null
              && hits > 0
              && history.served(served.uri(), Sighting.stated(served), hits, last);
    }
    if (changed) {
      write(file, history);
    }
  }

  /** Whether there is such a file. */
  private static boolean read(Path file, VersionHistory history) throws IOException {
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
    Duration grace = takeover.grace();
    return grace.compareTo(LONGEST_BETWEEN) < 0 ? grace : LONGEST_BETWEEN;
  }

  /** One look at all files for all processes, and only at those that may have something due. */
  private void review() throws IOException {
    Instant now = clock.instant();
    Duration grace = takeover.grace();
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
    if (read(file, history) && takeover.review(history, now)) {
      write(file, history);
    }
  }

  private record Listed(Path file, Instant written) {}

  /** The files, the one that was written first being the first. */
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

  /** For one more file; looks at those that are there only if they may be too many. */
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
