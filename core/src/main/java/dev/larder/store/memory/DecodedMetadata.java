package dev.larder.store.memory;

import dev.larder.store.EntryMetadata;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The entries whose metadata stays decoded on the heap. They lie on a ring, where a new one
 * replaces the oldest. Decoding costs little, so this need not be exact.
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
