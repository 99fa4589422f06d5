package dev.larder.store.disk.file;

import dev.larder.store.Checksum;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.MetadataJson;
import dev.larder.store.Variant;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The layout of an entry's file. Numbers are big-endian, sizes in bytes, checksums CRC32C.
 *
 * <pre>
 * offset  size  content
 *      0     8  magic: 89 'L' 'A' 'R' 'D' 0D 0A 1A
 *      8     4  version of this format: 1
 *     12     4  M, the size of the metadata, 1 to 16 Mi
 *     16     8  B, the size of the body, 0 to 2 Gi - 1
 *     24    32  the key (SHA-256)
 *     56     4  checksum of the metadata
 *     60     4  checksum of the body
 *     64     4  checksum of the 64 bytes before
 *     68     M  metadata: JSON, see MetadataJson
 * 68 + M     B  body: the content as the client showed it to the cache
 * </pre>
 *
 * The file ends there: its size is 68 + M + B. It is written under another name, renamed when it is
 * complete, and never changed afterwards, because processes may have it mapped. Nothing is forced
 * to the disk: what a crash of the system leaves incomplete fails a checksum.
 *
 * <p>A file that differs from this in any way is damaged. A change of the format needs another
 * version and another top directory (v2), so that programs of both versions can share a cache
 * directory.
 *
 * @param metadataSize M
 * @param bodySize B
 * @param key of the entry
 * @param metadataSum checksum of the metadata
 * @param bodySum checksum of the body
 */
public record EntryFile(
    int metadataSize, long bodySize, EntryKey key, int metadataSum, int bodySum) {
  public static final int HEADER_SIZE = 68;
  public static final int MAX_METADATA_SIZE = 16 << 20;
  public static final long MAX_BODY_SIZE = Integer.MAX_VALUE;
  private static final int PART = 64 << 10;

  private static final long MAGIC = 0x894C4152440D0A1AL;
  private static final int VERSION = 1;
  private static final int SUMMED_SIZE = 64;

  /** The first bytes of the file. */
  public byte[] header() {
    byte[] bytes = new byte[HEADER_SIZE];
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putLong(MAGIC).putInt(VERSION).putInt(metadataSize).putLong(bodySize);
    key.write(header);
    header.putInt(metadataSum).putInt(bodySum).putInt(Checksum.of(bytes, 0, SUMMED_SIZE));
    return bytes;
  }

  /** The position of the body in the file. */
  public long bodyOffset() {
    return (long) HEADER_SIZE + metadataSize;
  }

  /** Reads a header and checks all that can be checked without the rest of the file. */
  public static EntryFile read(byte[] bytes, EntryKey expectedKey, long fileSize)
      throws IOException {
    ByteBuffer header = ByteBuffer.wrap(bytes);
    require(header.getLong() == MAGIC, "magic");
    require(header.getInt() == VERSION, "version");
    int metadataSize = header.getInt();
    long bodySize = header.getLong();
    EntryKey key = EntryKey.read(header);
    int metadataSum = header.getInt();
    int bodySum = header.getInt();
    require(header.getInt() == Checksum.of(bytes, 0, SUMMED_SIZE), "header checksum");
    require(metadataSize > 0 && metadataSize <= MAX_METADATA_SIZE, "metadata size");
    require(bodySize >= 0 && bodySize <= MAX_BODY_SIZE, "body size");
    require(key.equals(expectedKey), "key");
    EntryFile file = new EntryFile(metadataSize, bodySize, key, metadataSum, bodySum);
    require(file.bodyOffset() + bodySize == fileSize, "file size");
    return file;
  }

  /** Reads the header at the start of a file. */
  public static EntryFile read(RandomAccessFile in, EntryKey expectedKey) throws IOException {
    long size = in.length();
    require(size > HEADER_SIZE, "file size");
    byte[] header = new byte[HEADER_SIZE];
    in.readFully(header);
    return read(header, expectedKey, size);
  }

  /** Reads the metadata, which follow the header. */
  public EntryMetadata readMetadata(RandomAccessFile in) throws IOException {
    byte[] bytes = new byte[metadataSize];
    in.readFully(bytes);
    return metadata(bytes);
  }

  /** The metadata that these bytes begin with. */
  public EntryMetadata metadata(byte[] bytes) throws IOException {
    require(Checksum.of(bytes, 0, metadataSize) == metadataSum, "metadata checksum");
    try {
      EntryMetadata metadata = MetadataJson.read(bytes, 0, metadataSize);
      int status = metadata.head().status();
      require(bodySize == 0 || (status != 204 && status != 304), "body of a status without one");
      for (Variant variant : metadata.variants()) {
        require(!variant.key().equals(key), "variant that is its own index");
      }
      return metadata;
    } catch (DamagedException e) {
      throw e;
    } catch (IOException e) {
      throw new DamagedException("metadata", e);
    }
  }

  public static void require(boolean holds, String part) throws DamagedException {
    if (!holds) {
      throw new DamagedException(part);
    }
  }

  /**
   * The checksum of so many bytes from the position of a file on. They are read, not mapped: if
   * somebody shortens the file, or the disk fails, a checksum of a mapping ends the JVM.
   */
  public static int sum(RandomAccessFile in, long length) throws IOException {
    return copy(in, length, OutputStream.nullOutputStream());
  }

  /** Copies so many bytes from the position of a file on; their checksum. */
  public static int copy(RandomAccessFile in, long length, OutputStream to) throws IOException {
    CRC32C sum = new CRC32C();
    byte[] part = new byte[(int) Math.min(PART, length)];
    for (long left = length; left > 0; left -= part.length) {
      int count = (int) Math.min(part.length, left);
      in.readFully(part, 0, count);
      sum.update(part, 0, count);
      to.write(part, 0, count);
    }
    return (int) sum.getValue();
  }

  /** The file is not an intact entry of its key. */
  public static final class DamagedException extends IOException {
    DamagedException(String part) {
      super("Wrong " + part);
    }

    DamagedException(String part, IOException cause) {
      super("Wrong " + part, cause);
    }
  }
}
