package dev.larder.store.memory;

/** A part of an array that is written to a block, or read from one. */
final class Slice {
  final byte[] array;
  int offset;

  /** Before a read, how much is expected; after it, how much there was, or -1. */
  int length;

  /** How much of what is read comes before that and is passed over. */
  int skip;

  Slice(byte[] array) {
    this.array = array;
  }
}
