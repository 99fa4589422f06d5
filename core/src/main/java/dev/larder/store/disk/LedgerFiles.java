package dev.larder.store.disk;

import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import dev.larder.store.Ledger;
import dev.larder.store.Sighting;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells which versions of a resource were seen, in one JSON file a resource that all processes
 * share: {@code v1/versions/….json}, see {@link VersionHistory}. Kept are resources whose URL names
 * a version, and those whose content has changed under one URL.
 *
 * <p>What is seen waits in memory until a task has written it: under a lock of the operating
 * system, read, merged, written to a temporary file and renamed, so that a file is whole whenever a
 * process ends. A process that ends before loses what waited.
 */
public final class LedgerFiles implements Ledger {

  /** Resources that are kept; beyond, the one that was written first goes. */
  static final int MOST_FILES = 4096;

  private static final int MOST_WAITING = 4096;
  private static final long LARGEST = 1 << 20;

  private final DiskLayout layout;
  private final Path folder;
  private final Statistics statistics;
  private final Executor executor;
  private final Queue<Sighting> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean writing = new AtomicBoolean();

  /**
   * Does no I/O.
   *
   * @param executor runs what writes the files
   */
  public LedgerFiles(Path directory, Statistics statistics, Executor executor) {
    this.layout = new DiskLayout(directory.toAbsolutePath());
    this.folder = layout.top().resolve("versions");
    this.statistics = statistics;
    this.executor = executor;
  }

  @Override
  public void seen(Sighting sighting) {
    try {
      if (waiting.offer(sighting) && writing.compareAndSet(false, true)) {
        executor.execute(this::write);
      }
    } catch (RuntimeException | Error e) {
      writing.set(false);
      statistics.failures.increment();
    }
  }

  private void write() {
    do {
      try {
        writeWaiting();
      } catch (IOException | RuntimeException | Error e) {
        statistics.failures.increment();
      } finally {
        writing.set(false);
      }
    } while (!waiting.isEmpty() && writing.compareAndSet(false, true));
  }

  private void writeWaiting() throws IOException {
    Map<String, List<Sighting>> byResource = new LinkedHashMap<>();
    for (Sighting next = waiting.poll(); next != null; next = waiting.poll()) {
      VersionedUrl url = VersionedUrl.of(next.uri());
      if (url.isVersioned() || next.replaced() != null) {
        byResource.computeIfAbsent(url.logical(), logical -> new ArrayList<>()).add(next);
      } else if (Files.exists(file(url.logical()))) {
        byResource.computeIfAbsent(url.logical(), logical -> new ArrayList<>()).add(next);
      }
    }
    if (byResource.isEmpty()) {
      return;
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
        FileLock lock = channel.lock()) {
      if (lock.isValid()) {
        for (Map.Entry<String, List<Sighting>> resource : byResource.entrySet()) {
          merge(resource.getKey(), resource.getValue());
        }
      }
    } catch (OverlappingFileLockException another) {
      statistics.failures.increment(); // another cache of this process has it: not written
    }
  }

  private Path file(String logical) {
    return folder.resolve(EntryKey.of(logical).hex().substring(0, 32) + ".json");
  }

  private void merge(String logical, List<Sighting> seen) throws IOException {
    Path file = file(logical);
    BasicFileAttributes attributes = DiskLayout.attributes(file);
    VersionHistory history = new VersionHistory(logical);
    if (attributes == null) {
      makeRoom();
    } else if (attributes.isRegularFile() && attributes.size() <= LARGEST) {
      history.read(Files.readAllBytes(file));
    }
    for (Sighting sighting : seen) {
      Sighting replaced = sighting.replaced();
      if (replaced != null) {
        history.had(replaced);
      }
      history.add(sighting);
    }
    Path temporary = layout.createTemporary();
    try {
      Files.write(temporary, history.toJson());
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void makeRoom() throws IOException {
    int files = 0;
    Path oldest = null;
    long time = Long.MAX_VALUE;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : all) {
        files++;
        BasicFileAttributes attributes = DiskLayout.attributes(file);
        if (attributes != null && attributes.lastModifiedTime().toMillis() < time) {
          time = attributes.lastModifiedTime().toMillis();
          oldest = file;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    if (files >= MOST_FILES && oldest != null) {
      Files.deleteIfExists(oldest);
    }
  }
}
