package dev.larder.store.memory;

import dev.larder.store.EntryMetadata;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The few entries whose metadata stays decoded on the heap. They stand on a ring; a new one takes
 * the place of the one that came first. Decoding costs little, so that this need not be exact.
 */
final class DecodedMetadata {
  private static final int PLACES = 1024;

  /** Metadata that takes more bytes than this is decoded each time. */
  private static final int MAX_SIZE = 8 << 10;

  private final AtomicReferenceArray<@Nullable SieveNode> ring = new AtomicReferenceArray<>(PLACES);
  private final AtomicInteger next = new AtomicInteger();

  void keep(SieveNode node, EntryMetadata metadata) {
    if (node.metadataSize > MAX_SIZE) {
      return;
    }
    node.metadata = metadata;
    int place = next.getAndIncrement() & PLACES - 1;
    SieveNode old = ring.getAndSet(place, node);
    if (old != null && old != node) {
      old.metadata = null;
    }
  }

  void clear() {
    for (int i = 0; i < PLACES; i++) {
      ring.set(i, null);
    }
  }
}
