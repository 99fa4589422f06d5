package dev.larder.store.memory;

/** A part of an array that is written to a block, or read from one. */
final class Slice {
  final byte[] array;
  int offset;

  /** Before a read, how much is expected; after it, how much there was. */
  int length;

  Slice(byte[] array) {
    this.array = array;
  }
}
