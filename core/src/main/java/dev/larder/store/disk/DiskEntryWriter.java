package dev.larder.store.disk;

import dev.larder.policy.Reason;
import dev.larder.store.Checksum;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.disk.eviction.DiskBudget;
import dev.larder.store.disk.file.EntryFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Collects up to 64 KiB in memory, and makes a temporary file only for a larger or complete body.
 * The header comes first in the file. For a larger body it is written last, when sizes and
 * checksums are known.
 */
final class DiskEntryWriter implements EntryWriter {
  private static final int GATHER = 64 << 10;

  private final DiskStore store;
  private final EntryKey key;
  private final byte[] metadata;
  private final long maxBodySize;
  private final boolean renewal;
  private final CRC32C bodySum = new CRC32C();

  /** Body bytes that are not in the file yet; guarded by this, as all below. */
  private byte[] gathered = new byte[1024];

  private int gatheredSize;

  /** How many of these are in the checksum. */
  private int summed;

  private long written;

  /** Body bytes in the file. */
  private long flushed;

  /** Bytes of the disk taken for the file. */
  private long taken;

  private boolean closed;
  private @Nullable Integer expectedSum;
  private @Nullable Path path;
  private @Nullable RandomAccessFile file;

  /**
   * A writer of an entry without body.
   *
   * @param renewal whether the entry is only published again, which is no use of it
   */
  DiskEntryWriter(DiskStore store, EntryKey key, byte[] metadata, long maxBodySize, boolean renewal)
      throws IOException {
    if (metadata.length > EntryFile.MAX_METADATA_SIZE) {
      throw new EntryTooLargeException(EntryFile.MAX_METADATA_SIZE);
    }
    this.store = store;
    this.key = key;
    this.metadata = metadata;
    this.maxBodySize = maxBodySize;
    this.renewal = renewal;
  }

  @Override
  public synchronized void write(ByteBuffer bytes) throws IOException {
    requireOpen();
    ByteBuffer from = bytes.duplicate();
    boolean done = false;
    try {
      if (from.remaining() > maxBodySize - written) {
        throw new EntryTooLargeException(maxBodySize);
      }
      written += from.remaining();
      while (from.hasRemaining()) {
        gather(from);
      }
      done = true;
    } finally {
      if (!done) {
        discard();
      }
    }
  }

  private void gather(ByteBuffer from) throws IOException {
    if (gatheredSize == GATHER) {
      sum();
      flush(new byte[EntryFile.HEADER_SIZE]);
    }
    int count = Math.min(from.remaining(), GATHER - gatheredSize);
    int needed = gatheredSize + count;
    if (needed > gathered.length) {
      gathered = Arrays.copyOf(gathered, Math.min(GATHER, Math.max(needed, 2 * gathered.length)));
    }
    from.get(gathered, gatheredSize, count);
    gatheredSize = needed;
  }

  /**
   * Moves the collected bytes to the file, and makes the file with this header if there is none.
   */
  private RandomAccessFile flush(byte[] header) throws IOException {
    // No more than is written now, because the janitor sees only what is in the file.
    long size = (long) EntryFile.HEADER_SIZE + metadata.length + flushed + gatheredSize;
    long needed = DiskBudget.taken(size);
    if (needed > taken) {
      store.budget().take(needed - taken);
      taken = needed;
    }
    try {
      return append(header);
    } catch (IOException e) {
      if (store.budget().isExhausted(needed)) {
        store.failures().failed("The disk is full", e);
        throw new EntryTooLargeException(Reason.DISK_FULL);
      }
      throw e;
    }
  }

  private RandomAccessFile append(byte[] header) throws IOException {
    RandomAccessFile out = file;
    if (out == null) {
      path = store.createTemporary();
      out = new RandomAccessFile(path.toFile(), "rw");
      file = out;
      byte[] start = Arrays.copyOf(header, header.length + metadata.length);
      System.arraycopy(metadata, 0, start, header.length, metadata.length);
      out.write(start);
    }
    out.write(gathered, 0, gatheredSize);
    flushed += gatheredSize;
    gatheredSize = 0;
    summed = 0;
    return out;
  }

  @Override
  public synchronized long written() {
    return written;
  }

  @Override
  public synchronized void commit() throws IOException {
    requireOpen();
    try {
      int sum = sum();
      if (expectedSum != null && expectedSum != sum) {
        throw new IOException("The body is no longer what it was");
      }
      int metadataSum = Checksum.of(metadata, 0, metadata.length);
      byte[] header = new EntryFile(metadata.length, written, key, metadataSum, sum).header();
      boolean begun = file != null;
      RandomAccessFile complete = flush(header);
      if (begun) {
        complete.seek(0);
        complete.write(header);
      }
      complete.close();
      store.publish(key, Objects.requireNonNull(path), renewal);
      path = null;
      taken = 0;
    } finally {
      discard();
    }
  }

  @Override
  public synchronized Integer sum() {
    bodySum.update(gathered, summed, gatheredSize - summed);
    summed = gatheredSize;
    return (int) bodySum.getValue();
  }

  /** Sets the checksum that the body must have at commit. */
  synchronized void expect(int sum) {
    expectedSum = sum;
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("The writer is committed or discarded");
    }
  }

  @Override
  public synchronized void discard() {
    closed = true;
    gathered = new byte[0];
    gatheredSize = 0;
    summed = 0;
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      store.failures().failed("A temporary file cannot be closed", e);
    }
    Path temporary = path;
    try {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      if (temporary != null && Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
        store.failures().failed("A temporary file cannot be removed", e);
      } // else somebody removed the directory
    }
    if (taken > 0) {
      store.budget().give(taken);
    }
    file = null;
    path = null;
    taken = 0;
  }
}
