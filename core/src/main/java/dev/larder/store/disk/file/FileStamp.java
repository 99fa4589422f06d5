package dev.larder.store.disk.file;

import static java.util.Objects.requireNonNull;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the file of an entry from another file in its place.
 *
 * @param fileKey the inode, where there is such a thing
 * @param modified in nanoseconds
 * @param size in bytes
 */
public record FileStamp(@Nullable Object fileKey, long modified, long size) {

  /** Whether a file with these attributes is the same one. */
  boolean is(BasicFileAttributes file) {
    return size == file.size()
        && modified == file.lastModifiedTime().to(TimeUnit.NANOSECONDS)
        && Objects.equals(fileKey, file.fileKey());
  }

  /** The stamp by the attributes of these names. */
  public static FileStamp of(Map<String, Object> file) {
    return new FileStamp(
        file.get("fileKey"),
        ((FileTime) requireNonNull(file.get("lastModifiedTime"))).to(TimeUnit.NANOSECONDS),
        (Long) requireNonNull(file.get("size")));
  }

  public static FileStamp of(BasicFileAttributes file) {
    return new FileStamp(
        file.fileKey(), file.lastModifiedTime().to(TimeUnit.NANOSECONDS), file.size());
  }
}
