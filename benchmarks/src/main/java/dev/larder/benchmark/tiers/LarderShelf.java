package dev.larder.benchmark.tiers;

import dev.larder.config.MemoryKind;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.Store;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.memory.MemoryStore;
import dev.larder.store.memory.MemoryTier;
import dev.larder.store.tiers.TieredStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** One of Larder's tiers, or both as one with the default limits. */
final class LarderShelf implements Shelf {
  private static final long SIZE = 100L << 20;
  private static final int DEFAULT = 32 << 10;

  private final Function<EntryKey, Entry> opening;
  private final Storing storing;
  private final AutoCloseable owner;
  private final EntryKey[] keys = new EntryKey[Bodies.KEYS];

  /** How a tier gets its entries. */
  private interface Storing {
    void store(int key, byte[] body) throws IOException;
  }

  /** What the memory tier copies, as if a file had been read. */
  private record Given(EntryMetadata metadata, ByteBuffer content) implements Entry {
    @Override
    public long length() {
      return content.remaining();
    }

    @Override
    public List<ByteBuffer> body() {
      return List.of(content.duplicate());
    }
  }

  private LarderShelf(Function<EntryKey, Entry> opening, Storing storing, AutoCloseable owner) {
    this.opening = opening;
    this.storing = storing;
    this.owner = owner;
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key(i);
    }
  }

  static EntryKey key(int number) {
    return EntryKey.of("GET " + Bodies.uri(number));
  }

  static LarderShelf named(String name, Path directory) {
    return switch (name) {
      case "larder-chronicle" -> inMemory(MemoryKind.CHRONICLE);
      case "larder-buffer" -> inMemory(MemoryKind.BUFFER);
      case "larder-disk" -> of(disk(directory));
      default -> {
        MemoryTier memory = tier(MemoryKind.CHRONICLE, DEFAULT);
        TieredStore tiers = new TieredStore(disk(directory), memory);
        memory.start(tiers);
        await(memory);
        yield of(tiers);
      }
    };
  }

  private static LarderShelf of(Store store) {
    return new LarderShelf(store::open, (key, body) -> put(store, key, body), store);
  }

  static DiskStore disk(Path directory) {
    return new DiskStore(
        directory, new DiskStore.Limits(0, 0, Integer.MAX_VALUE), DEFAULT, new Statistics());
  }

  private static LarderShelf inMemory(MemoryKind kind) {
    MemoryTier memory = tier(kind, 8 << 20);
    memory.start((key, origin) -> true);
    MemoryStore store = await(memory);
    boolean chronicle = store.kind().startsWith("Chronicle");
    if (chronicle != (kind == MemoryKind.CHRONICLE)) {
      throw new IllegalStateException("Not what was asked for: " + store.kind());
    }
    return new LarderShelf(
        store::open,
        (number, body) -> {
          EntryKey key = key(number);
          Given given = new Given(Bodies.metadata(number), ByteBuffer.wrap(body));
          if (!store.keep(key, given, "given", store.generation(key))) {
            throw new IOException("The memory tier has no room");
          }
        },
        memory);
  }

  private static MemoryTier tier(MemoryKind kind, int maxEntrySize) {
    MemoryTier.Plan plan = new MemoryTier.Plan(kind, SIZE, maxEntrySize, Duration.ofMinutes(5));
    return new MemoryTier(plan, () -> {}, new Statistics());
  }

  private static MemoryStore await(MemoryTier memory) {
    for (int i = 0; i < 10_000; i++) {
      MemoryStore store = memory.store();
      if (store != null) {
        return store;
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new IllegalStateException("The memory tier did not come up");
  }

  @Override
  public void put(int key, byte[] body) throws IOException {
    storing.store(key, body);
    open(key); // lifts it into memory
  }

  static void put(Store store, int key, byte[] body) throws IOException {
    EntryWriter writer = store.writer(key(key), Bodies.metadata(key));
    writer.write(ByteBuffer.wrap(body));
    writer.commit();
  }

  private Entry open(int key) {
    Entry entry = opening.apply(keys[key]);
    if (entry == null) {
      throw new IllegalStateException("Lost");
    }
    return entry;
  }

  @Override
  public int copy(int key, byte[] into) {
    Entry entry = open(key);
    int end = 0;
    for (ByteBuffer part : entry.body()) {
      int length = part.remaining();
      part.get(into, end, length);
      end += length;
    }
    return entry.metadata().head().status() == 200 ? end : -1;
  }

  @Override
  public long take(int key) {
    Entry entry = open(key);
    long length = 0;
    for (ByteBuffer part : entry.body()) {
      length += part.remaining();
    }
    return entry.metadata().head().status() == 200 ? length : -1;
  }

  @Override
  public void close() throws IOException {
    try {
      owner.close();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
