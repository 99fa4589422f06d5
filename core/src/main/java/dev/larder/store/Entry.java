package dev.larder.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A stored response as it was when it was opened. It stays readable after the store replaced or
 * removed it, needs no closing, and may be used by several threads.
 */
public interface Entry {

  EntryMetadata metadata();

  /** Bytes of the body. */
  long length();

  /**
   * The whole body. Each call makes new buffers, read-only and ready to be read, so that their
   * positions belong to the caller. The bytes are not copied: the buffers of a large body are
   * slices of a mapping, of at most 1 MiB each. An empty body has no buffer.
   *
   * <p>Buffers of a mapping are for code in Java only: who gives them to native code (a checksum, a
   * compressor) ends the JVM if somebody has shortened the file.
   */
  List<ByteBuffer> body();

  /** Whether it is a copy in the memory tier. */
  default boolean isInMemory() {
    return false;
  }

  /** Whether the buffers of the body are slices of a mapping. */
  default boolean isMapped() {
    return false;
  }

  /**
   * Whether the file of a mapped body is seen to be shorter than it was when it was opened, which
   * takes a system call. If the file was deleted or replaced, this cannot be told, and is false.
   */
  default boolean isShortened() {
    return false;
  }

  /** The CRC32C of the body. Reads the whole body if no checksum is kept. */
  default int sum() {
    CRC32C sum = new CRC32C();
    body().forEach(sum::update);
    return (int) sum.getValue();
  }
}
