package dev.larder.version;

import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.FileStamp;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log of versions, and changes nothing. It remembers the stamps of the files, so that
 * {@link #changed} reads only those that are new. Used by one thread.
 */
public final class VersionFollower {

  /** A file may be replaced twice within one tick of the file system's clock. */
  private static final Duration TICK = Duration.ofSeconds(2);

  private final DiskLayout layout;
  private final Path folder;
  private final Map<Path, FileStamp> seen = new HashMap<>();
  private @Nullable Instant written;

  /**
   * Does no I/O.
   *
   * @param directory of the cache
   */
  public VersionFollower(Path directory) {
    this.layout = new DiskLayout(directory.toAbsolutePath());
    this.folder = VersionFiles.folder(layout);
  }

  /**
   * The resources of which the log was written since the last call; with the first call all of
   * them. Damaged files are left out.
   *
   * @throws IOException if the directory can't be read or isn't the user's own
   */
  public List<VersionCatalog.Resource> changed() throws IOException {
    BasicFileAttributes there = layout.readable() ? DiskLayout.attributes(folder) : null;
    if (there == null || !there.isDirectory()) {
      return List.of();
    }
    // Each file is renamed into the folder, which gives the folder another time.
    Instant now = there.lastModifiedTime().toInstant();
    if (now.equals(written)) {
      return List.of();
    }
    boolean settled = now.isBefore(Instant.now().minus(TICK));
    List<VersionCatalog.Resource> changed = read();
    written = settled ? now : null;
    return changed;
  }

  private List<VersionCatalog.Resource> read() throws IOException {
    List<VersionCatalog.Resource> changed = new ArrayList<>();
    Set<Path> present = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        BasicFileAttributes attributes = DiskLayout.attributes(file);
        if (attributes == null) {
          continue;
        }
        present.add(file);
        FileStamp stamp = FileStamp.of(attributes);
        if (!stamp.equals(seen.put(file, stamp))) {
          VersionCatalog.Resource resource = VersionCatalog.resource(file);
          if (resource != null) {
            changed.add(resource);
          }
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    seen.keySet().retainAll(present);
    return changed;
  }
}
