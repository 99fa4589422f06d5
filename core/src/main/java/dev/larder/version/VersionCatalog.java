package dev.larder.version;

import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the log of versions knows, for people. Reading it changes nothing and takes no lock. */
public final class VersionCatalog {

  /**
   * A resource.
   *
   * @param name its URL with a star for each version in it
   * @param versions at least one, in the order in which they appeared
   * @param sideBySide since when its versions count as used side by side, or null
   */
  public record Resource(String name, List<Seen> versions, @Nullable Instant sideBySide) {

    /** The version that appeared last. */
    public Seen latest() {
      return versions.get(versions.size() - 1);
    }
  }

  /**
   * A version of a resource.
   *
   * @param version as its URL names it; empty if the URL names none
   * @param validator its ETag, Last-Modified or checksum; empty if none is known
   * @param size of the body in bytes
   * @param first when it was first received
   * @param last when it was last received or served
   * @param stored how often it was stored
   * @param served how often it was served from the cache, as far as known
   * @param superseded since when a newer version has taken its place, or null
   * @param removed when its entries were removed because of that, or null
   */
  public record Seen(
      String version,
      String url,
      String validator,
      long size,
      Instant first,
      Instant last,
      long stored,
      long served,
      @Nullable Instant superseded,
      @Nullable Instant removed) {

    private static Seen of(Version version) {
      return new Seen(
          VersionedUrl.of(version.url).version(),
          version.url,
          version.validator,
          version.size,
          version.first,
          version.last,
          version.count,
          version.hits,
          version.superseded,
          version.reclaimed);
    }
  }

  private VersionCatalog() {}

  /**
   * All resources of a cache directory, the one with the newest version first.
   *
   * @throws IOException if the directory can't be read or isn't ours
   */
  public static List<Resource> read(Path directory) throws IOException {
    DiskLayout layout = new DiskLayout(directory.toAbsolutePath());
    List<Resource> resources = new ArrayList<>();
    if (!layout.readable()) {
      return resources;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(VersionFiles.folder(layout), "*.json")) {
      for (Path file : files) {
        Resource resource = resource(file);
        if (resource != null) {
          resources.add(resource);
        }
      }
    } catch (NoSuchFileException e) {
      return resources;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    resources.sort(
        Comparator.comparing((Resource resource) -> resource.latest().first)
            .reversed()
            .thenComparing(Resource::name));
    return resources;
  }

  /** The resource of a file; null if it is damaged, or was removed meanwhile. */
  static @Nullable Resource resource(Path file) throws IOException {
    VersionHistory history = new VersionHistory("");
    try {
      VersionFiles.read(file, history);
    } catch (NoSuchFileException e) {
      return null;
    }
    return history.versions().isEmpty() ? null : resource(history);
  }

  private static Resource resource(VersionHistory history) {
    List<Seen> versions = new ArrayList<>();
    history.versions().forEach(version -> versions.add(Seen.of(version)));
    versions.sort(Comparator.comparing(Seen::first).thenComparing(Seen::last));
    return new Resource(history.resource(), List.copyOf(versions), history.sideBySide());
  }
}
