package dev.larder.library;

import dev.larder.store.disk.Inventory;
import dev.larder.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;

/**
 * What one {@link LarderCache} did since it was opened, and what there was when this was asked for.
 */
public final class CacheStatistics {

  private final Counts.Taken counts;
  private final long failures;
  private final Inventory.Total disk;
  private final long entriesInMemory;
  private final long bytesInMemory;

  CacheStatistics(
      Counts.Taken counts, long failures, Inventory.Total disk, @Nullable MemoryStore memory) {
    this.counts = counts;
    this.failures = failures;
    this.disk = disk;
    this.entriesInMemory = memory == null ? 0 : memory.entries();
    this.bytesInMemory = memory == null ? 0 : memory.bytes();
  }

  /** Loads that found something. */
  public long hits() {
    return counts.hits();
  }

  /** Loads that found nothing. */
  public long misses() {
    return counts.misses();
  }

  /** Responses that were saved. */
  public long stored() {
    return counts.stored();
  }

  /** Responses that were to be saved and were not. */
  public long refused() {
    return counts.refused();
  }

  /** Body bytes that were loaded, and so not downloaded. */
  public long bytesSaved() {
    return counts.bytesLoaded();
  }

  /** Body bytes that were saved. */
  public long bytesStored() {
    return counts.bytesStored();
  }

  /** Errors inside the cache, each of which was a miss or a response that was not stored. */
  public long failures() {
    return failures;
  }

  /** Files of entries in the directory, whoever stored them; what varies has one more. */
  public long entriesOnDisk() {
    return disk.entries();
  }

  /** Bytes of the disk that they take. */
  public long bytesOnDisk() {
    return disk.bytes();
  }

  /** Entries of which this process has a copy in memory. */
  public long entriesInMemory() {
    return entriesInMemory;
  }

  /** Bytes that the copies take, outside of the heap. */
  public long bytesInMemory() {
    return bytesInMemory;
  }

  /** One line for people. */
  @Override
  public String toString() {
    return count(hits(), "hit", "hits")
        + ", "
        + count(misses(), "miss", "misses")
        + ", "
        + Size.format(bytesSaved())
        + " saved; "
        + count(entriesOnDisk(), "entry", "entries")
        + " on disk ("
        + Size.format(bytesOnDisk())
        + "), "
        + entriesInMemory
        + " in memory ("
        + Size.format(bytesInMemory)
        + ")";
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
