package dev.larder.store.memory;

import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import org.jspecify.annotations.Nullable;

/** The heap's part of one entry in memory. It is small, because there may be very many. */
final class SieveNode {
  final EntryKey key;
  final Blocks.Place place;

  /** Bytes of the metadata, which come first, and of the body. */
  final int metadataSize;

  final int bodySize;

  /** CRC32C of each. */
  final int metadataSum;

  final int bodySum;

  /** What the entry was copied from, see {@link SourceValidator}. */
  final Object source;

  /** The decoded metadata while the entry is among those used most, else null. */
  volatile @Nullable EntryMetadata metadata;

  /** When it was last used and when its source was last looked at, in milliseconds. */
  volatile long used;

  volatile long checked;

  /** Whether it was used since the hand of {@link SieveIndex} passed. */
  volatile boolean visited;

  /** The neighbours in the order of arrival; guarded by {@link SieveIndex}, as is the state. */
  @Nullable SieveNode newer;

  @Nullable SieveNode older;
  State state = State.NEW;

  /** The states between creation and discard. */
  enum State {
    NEW,
    LINKED,
    GONE
  }

  SieveNode(
      EntryKey key,
      Blocks.Place place,
      int metadataSize,
      int bodySize,
      int metadataSum,
      int bodySum,
      Object source,
      long now) {
    this.key = key;
    this.place = place;
    this.metadataSize = metadataSize;
    this.bodySize = bodySize;
    this.metadataSum = metadataSum;
    this.bodySum = bodySum;
    this.source = source;
    this.used = now;
    this.checked = now;
  }

  int size() {
    return metadataSize + bodySize;
  }
}
