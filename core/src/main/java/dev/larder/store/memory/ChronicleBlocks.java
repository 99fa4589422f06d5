package dev.larder.store.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Blocks as the values of a Chronicle Map. The key of a block is the number of its place, shifted
 * by 16 bits, plus the block's position there. Numbers are not used again, so a reader that loses a
 * race with eviction finds no block, never another's.
 *
 * <p>Every block takes one chunk of the map and no segment grows, so that nothing fragments.
 */
final class ChronicleBlocks implements Blocks {
  private static final int CHUNK = 4 << 10;

  /** A chunk holds the key, the size of the value and some padding besides the value. */
  private static final int BLOCK = CHUNK - 16;

  private static final int BLOCKS_OF_SEGMENT = 1024;
  private static final int MAX_SEGMENTS = 64;
  private static final int POSITION_BITS = 16;

  /** {@code Thread.isVirtual()}, which JDK 17 does not have. */
  private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

  /** A number that stands for its blocks. */
  private record Numbered(long value) implements Place {}

  private final ChronicleMap<Long, Slice> map;
  private final int count;
  private final AtomicLong lastNumber = new AtomicLong();

  /** Takes so many bytes at most. Fails in many ways where Chronicle Map can't run. */
  ChronicleBlocks(long size) {
    long slots = Math.min(size / CHUNK, 1 << 24);
    int segments = 1;
    while (segments < MAX_SEGMENTS && slots / (2L * segments) >= BLOCKS_OF_SEGMENT) {
      segments *= 2;
    }
    long slotsOfSegment = slots / segments;
    this.count = Math.toIntExact(slotsOfSegment * segments);
    SliceMarshaller marshaller = new SliceMarshaller();
    this.map =
        ChronicleMapBuilder.of(Long.class, Slice.class)
            .name("larder")
            .valueMarshallers(marshaller, marshaller)
            .averageValueSize(BLOCK / 2.0)
            .entries(count)
            .actualSegments(segments)
            .entriesPerSegment(slotsOfSegment)
            .actualChunkSize(CHUNK)
            .actualChunksPerSegmentTier(slotsOfSegment)
            .maxChunksPerEntry(1)
            .allowSegmentTiering(false)
            .checksumEntries(false)
            .putReturnsNull(true)
            .removeReturnsNull(true)
            .skipCloseOnExitHook(true)
            .create();
  }

  @Override
  public String name() {
    return "Chronicle Map";
  }

  @Override
  public int blockSize() {
    return BLOCK;
  }

  @Override
  public int count() {
    return count;
  }

  /**
   * Whether the thread is virtual. The map keeps a context for each thread, which costs more than a
   * read from the disk saves if the thread makes one request and ends.
   */
  @Override
  public boolean avoidedBy(Thread thread) {
    if (IS_VIRTUAL == null) {
      return false;
    }
    try {
      return (boolean) IS_VIRTUAL.invokeExact(thread);
    } catch (Throwable e) {
      return false;
    }
  }

  private static @Nullable MethodHandle isVirtual() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  @Override
  public @Nullable Place put(byte[] bytes, int length) {
    Numbered number = new Numbered(lastNumber.incrementAndGet());
    Slice slice = new Slice(bytes);
    for (int done = 0; done < length; done += slice.length) {
      slice.offset = done;
      slice.length = Math.min(BLOCK, length - done);
      try {
        map.put(key(number, done), slice);
      } catch (RuntimeException e) {
        free(number, done);
        if (e instanceof IllegalStateException) {
          return null; // the one segment that the block falls into is full
        }
        throw e;
      }
    }
    return number;
  }

  @Override
  public boolean get(Place place, int size, int from, byte[] into) {
    Numbered number = (Numbered) place;
    Slice slice = new Slice(into);
    slice.skip = from % BLOCK;
    for (int at = from; at < size; at += slice.length) {
      int part = Math.min(BLOCK - slice.skip, size - at);
      slice.offset = at - from;
      slice.length = part;
      if (map.getUsing(key(number, at), slice) == null || slice.length != part) {
        return false;
      }
      slice.skip = 0;
    }
    return true;
  }

  @Override
  public void free(Place place, int length) {
    Numbered number = (Numbered) place;
    for (int done = 0; done < length; done += BLOCK) {
      map.remove(key(number, done));
    }
  }

  private static Long key(Numbered number, int done) {
    return number.value << POSITION_BITS | done / BLOCK;
  }

  @Override
  public void close() {
    map.close();
  }
}
