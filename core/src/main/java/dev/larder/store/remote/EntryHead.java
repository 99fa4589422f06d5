package dev.larder.store.remote;

import dev.larder.store.Checksum;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Invalidations;
import dev.larder.store.MetadataJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All of an entry but the bytes of its body, as it lies on the server. Numbers are big-endian.
 *
 * <pre>
 * offset  size  content
 *      0     1  1
 *      1    16  the generation, which the entry has, too
 *     17    32  the key
 *     49     8  bytes of the body
 *     57     4  CRC32C of the body
 *     61     n  metadata as JSON; the times are the server's
 * 61 + n     4  CRC32C of all before it
 * </pre>
 *
 * @param metadata with the server's times
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record EntryHead(byte[] generation, EntryKey key, long length, int sum, EntryMetadata metadata) {

  /** Bytes of a chunk, but for the last one. */
  static final int CHUNK = 256 << 10;

  /** Bytes of the largest head that is written. */
  static final int LARGEST = 64 << 10;

  private static final byte FORMAT = 1;
  private static final int FIXED = 1 + Seal.GENERATION + EntryKey.BYTES + 8 + 4;

  /** How many chunks the body has; none if it is empty. */
  int chunks() {
    return chunks(length);
  }

  static int chunks(long length) {
    return (int) ((length + CHUNK - 1) / CHUNK);
  }

  /** Bytes of a chunk. */
  int chunkSize(int number) {
    return (int) Math.min(CHUNK, length - (long) number * CHUNK);
  }

  /** A copy of metadata with other times, and without what has a meaning on one machine only. */
  static EntryMetadata retimed(EntryMetadata metadata, UnaryOperator<Instant> time) {
    return new EntryMetadata(
        metadata.uri(),
        metadata.method(),
        metadata.head(),
        metadata.selecting(),
        time.apply(metadata.requestTime()),
        time.apply(metadata.responseTime()),
        metadata.variants(),
        metadata.tls(),
        Invalidations.NO_GENERATION);
  }

  /** As bytes, or null if there are too many. */
  byte @Nullable [] bytes() throws IOException {
    byte[] json = MetadataJson.write(metadata);
    int size = FIXED + json.length + Integer.BYTES;
    if (size > LARGEST) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).put(FORMAT).put(generation);
    key.write(bytes);
    bytes.putLong(length).putInt(sum).put(json);
    return bytes.putInt(Checksum.of(bytes.array(), 0, bytes.position())).array();
  }

  /**
   * Reads a head.
   *
   * @return null if it is damaged, of another entry or generation, or no head at all
   */
  static @Nullable EntryHead read(byte[] bytes, EntryKey expected, byte[] generation) {
    int end = bytes.length - Integer.BYTES;
    if (end < FIXED || bytes[0] != FORMAT) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    byte[] own = new byte[Seal.GENERATION];
    in.get(own);
    EntryKey key = EntryKey.read(in);
    long length = in.getLong();
    int sum = in.getInt();
    if (in.getInt(end) != Checksum.of(bytes, 0, end)
        || !key.equals(expected)
        || !Arrays.equals(own, generation)
        || length < 0
        || length > Integer.MAX_VALUE) {
      return null;
    }
    try {
      EntryMetadata metadata = MetadataJson.read(bytes, FIXED, end - FIXED);
      boolean index = !metadata.variants().isEmpty();
      return index && length > 0 ? null : new EntryHead(own, key, length, sum, metadata);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
