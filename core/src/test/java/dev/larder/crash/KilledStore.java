package dev.larder.crash;

import dev.larder.config.MemoryKind;
import dev.larder.stats.Statistics;
import dev.larder.store.Store;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.memory.MemoryTier;
import dev.larder.store.tiers.TieredStore;
import java.nio.file.Path;
import java.time.Duration;

/** The stores whose processes are killed. */
enum KilledStore {
  /** All bodies are mapped. */
  MAPPED(MemoryKind.OFF, 0, 1),

  /** Small bodies are copied. */
  BOTH(MemoryKind.OFF, 0, 64 << 10),

  /** No body is mapped. */
  COPIED(MemoryKind.OFF, 0, 16 << 20),

  /** Half of what is written has to go again. */
  LIMITED(MemoryKind.OFF, 8 << 20, 64 << 10),

  /** The same with both tiers. */
  CHRONICLE(MemoryKind.CHRONICLE, 8 << 20, 64 << 10),
  BUFFER(MemoryKind.BUFFER, 8 << 20, 64 << 10);

  private final MemoryKind memory;
  private final long limit;
  private final int mapFrom;

  /** The limit is in bytes, 0 for none. */
  KilledStore(MemoryKind memory, long limit, int mapFrom) {
    this.memory = memory;
    this.limit = limit;
    this.mapFrom = mapFrom;
  }

  /** Whether what was committed may be missing. */
  boolean evicts() {
    return limit > 0;
  }

  /** Bytes that all entries take at most, or 0. */
  long limit() {
    return limit;
  }

  Store store(Path directory, Statistics statistics) {
    DiskStore.Limits limits = new DiskStore.Limits(limit, 0, KilledWriter.LARGEST);
    DiskStore disk = new DiskStore(directory, limits, mapFrom, statistics);
    if (memory == MemoryKind.OFF) {
      return disk;
    }
    MemoryTier.Plan plan = new MemoryTier.Plan(memory, 2 << 20, 64 << 10, Duration.ofMinutes(5));
    return new TieredStore(disk, new MemoryTier(plan, () -> {}, statistics));
  }
}
