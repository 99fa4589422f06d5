package dev.larder.store.memory;

import org.jspecify.annotations.Nullable;

/**
 * Memory outside of the heap in blocks of one size. Some bytes lie under a number of their own in
 * as many blocks as they need. Any thread may call.
 *
 * <p>Every method may throw once the blocks are closed, or when the memory cannot be reached.
 */
interface Blocks {

  /** A place of bytes; what it is made of is the business of its blocks. */
  interface Place {}

  /** What the tier is called in the log. */
  String name();

  /** Bytes that one block takes. */
  int blockSize();

  /** How many blocks there are. */
  int count();

  /** Whether the calling thread had better look elsewhere. */
  default boolean avoidedBy(Thread thread) {
    return false;
  }

  /** Keeps a copy of the first bytes of an array; null if there is no room. */
  @Nullable Place put(byte[] bytes, int length);

  /**
   * Copies what lies at a place to an array, which it fills.
   *
   * @param size as it was put
   * @param from the first byte to be copied
   * @return false if any of it is not there any more; the array then holds anything
   */
  boolean get(Place place, int size, int from, byte[] into);

  /** Frees a place; it must not be read for new bytes afterwards. Called once for each place. */
  void free(Place place, int length);

  /** Gives the memory back. */
  void close();
}
