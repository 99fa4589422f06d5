package dev.larder.store.memory;

import dev.larder.store.EntryMetadata;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The few entries whose metadata stays decoded on the heap. They stand on a ring; a new one takes
 * the place of the one that came first. Decoding costs little, so that this need not be exact.
 */
final class Decoded {
  private static final int PLACES = 1024;

  /** Metadata that takes more bytes than this is decoded each time. */
  private static final int MAX_SIZE = 8 << 10;

  private final AtomicReferenceArray<@Nullable Resident> ring = new AtomicReferenceArray<>(PLACES);
  private final AtomicInteger next = new AtomicInteger();

  void keep(Resident resident, EntryMetadata metadata) {
    if (resident.metadataSize > MAX_SIZE) {
      return;
    }
    resident.metadata = metadata;
    int place = next.getAndIncrement() & PLACES - 1;
    Resident old = ring.getAndSet(place, resident);
    if (old != null && old != resident) {
      old.metadata = null;
    }
  }

  void clear() {
    for (int i = 0; i < PLACES; i++) {
      ring.set(i, null);
    }
  }
}
