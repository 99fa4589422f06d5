package dev.larder.store.disk;

import dev.larder.store.Entry;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Slices;
import dev.larder.store.disk.file.FileStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * An entry whose body is one buffer, on the heap or mapped, with the checksum that was verified.
 */
final class DiskEntry implements Entry {
  private final EntryMetadata metadata;
  private final ByteBuffer body;
  private final int sum;

  private final Path file;
  private final FileStamp stamp;

  DiskEntry(EntryMetadata metadata, ByteBuffer body, int sum, Path file, FileStamp stamp) {
    this.metadata = metadata;
    this.body = body.slice();
    this.sum = sum;
    this.file = file;
    this.stamp = stamp;
  }

  /** The stamp of the file that it was read from. */
  FileStamp stamp() {
    return stamp;
  }

  @Override
  public boolean isMapped() {
    return body.isDirect();
  }

  @Override
  public boolean isShortened() {
    try {
      BasicFileAttributes now =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Object inode = stamp.fileKey();
      return inode != null && inode.equals(now.fileKey()) && now.size() < stamp.size();
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  @Override
  public int sum() {
    return sum;
  }

  @Override
  public EntryMetadata metadata() {
    return metadata;
  }

  @Override
  public long length() {
    return body.capacity();
  }

  @Override
  public List<ByteBuffer> body() {
    return Slices.of(body);
  }
}
