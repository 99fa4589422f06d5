package dev.larder.store.tiers;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.MemoryKind;
import dev.larder.config.MemoryStay;
import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.Store;
import dev.larder.store.StoreContract;
import dev.larder.store.Stored;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.memory.MemoryStore;
import dev.larder.store.memory.MemoryTier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both tiers as one, with memory that is up from the first test on. */
abstract class TieredStoreContract extends StoreContract {
  private static final int SMALL = 64 << 10;

  @TempDir Path directory = Path.of("");
  private final Statistics statistics = new Statistics();
  private DiskStore disk = new DiskStore(directory, new DiskStore.Limits(0, 0, 0), 0, statistics);
  private MemoryTier memory = tier(MemoryKind.OFF, () -> {});
  private TieredStore store = new TieredStore(disk, memory);

  abstract MemoryKind kind();

  private MemoryTier tier(MemoryKind kind, Runnable preparation) {
    return new MemoryTier(
        new MemoryTier.Plan(kind, 16 << 20, SMALL, Duration.ofMinutes(5)), preparation, statistics);
  }

  @BeforeEach
  void setUp() throws Exception {
    disk = new DiskStore(directory, new DiskStore.Limits(0, 0, LIMIT), SMALL, statistics);
    memory = tier(kind(), () -> {});
    store = new TieredStore(disk, memory);
    memory.start(store);
    await(memory);
  }

  private static MemoryStore await(MemoryTier tier) throws InterruptedException {
    MemoryStore up = tier.store();
    while (up == null) {
      Thread.sleep(1);
      up = tier.store();
    }
    return up;
  }

  @AfterEach
  void nothingFailed() {
    store.close();
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  @Override
  protected Store store() {
    return store;
  }

  @Test
  void itIsOfTheKindThatWasAskedFor() throws Exception {
    String expected = kind() == MemoryKind.CHRONICLE ? "Chronicle Map" : "direct buffers";
    assertEquals(expected, await(memory).kind());
  }

  @Test
  void whatWasReadIsInMemoryIfItIsSmall() throws Exception {
    MemoryStore above = await(memory);
    Stored.put(store, key(1), metadata("/a"), Stored.body(SMALL));
    Stored.put(store, key(2), metadata("/b"), Stored.body(SMALL + 1));
    assertNull(above.open(key(1)), "nobody asked for it");
    assertNotNull(store.open(key(1)));
    assertNotNull(store.open(key(2)));
    assertNull(above.open(key(2)));
    Entry copy = requireNonNull(above.open(key(1)));
    assertEquals(metadata("/a"), copy.metadata());
    assertArrayEquals(Stored.body(SMALL), Stored.bytes(copy));
  }

  @Test
  void whatIsNotToBeInMemoryIsReadFromTheDiskEachTime() throws Exception {
    MemoryStore above = await(memory);
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    assertNotNull(store.open(key(1), MemoryStay.NONE));
    assertNull(above.open(key(1)));
    assertNotNull(store.open(key(1), new MemoryStay(Duration.ZERO)));
    assertNotNull(above.open(key(1)));
    assertNotNull(store.open(key(1), new MemoryStay(Duration.ofHours(1))));
  }

  @Test
  void whatIsWrittenOrRemovedHereIsSeenAtOnce() throws IOException {
    for (int i = 0; i < 50; i++) {
      Stored.put(store, key(1), metadata("/" + i), Stored.body(10));
      assertEquals(metadata("/" + i), Stored.open(store, key(1)).metadata());
      Entry old = Stored.open(store, key(1));
      store.refresh(key(1), old, metadata("/renewed" + i));
      assertEquals(metadata("/renewed" + i), Stored.open(store, key(1)).metadata());
      assertNotNull(store.open(key(1)));
      if (i % 2 == 0) {
        assertTrue(store.remove(key(1)));
        assertNull(store.open(key(1)));
      }
    }
  }

  @Test
  void whatAnotherProcessDoesIsSeenWithinASecond() throws Exception {
    try (DiskStore other =
        new DiskStore(directory, new DiskStore.Limits(0, 0, LIMIT), SMALL, statistics)) {
      Stored.put(store, key(1), metadata("/a"), Stored.body(10));
      Stored.put(store, key(2), metadata("/a"), Stored.body(10));
      assertNotNull(store.open(key(1)));
      assertNotNull(store.open(key(2)));
      assertTrue(other.remove(key(1)));
      Stored.put(other, key(2), metadata("/b"), Stored.body(10));
      Thread.sleep(1000); // a promise about time, so time has to pass
      assertNull(store.open(key(1)));
      assertEquals(metadata("/b"), Stored.open(store, key(2)).metadata());
    }
  }

  /** Each thread has keys that it alone writes, so it knows what has to be there. */
  @Test
  void noThreadEverSeesAnOlderEntryThanItWrote() throws Exception {
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicInteger hits = new AtomicInteger();
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        tasks.add(() -> churn(thread, threads, hits));
      }
      for (Future<Integer> result : pool.invokeAll(tasks)) {
        result.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertTrue(hits.get() > 0);
  }

  private int churn(int thread, int threads, AtomicInteger hits) throws IOException {
    SplittableRandom random = new SplittableRandom(thread);
    int[] sizes = new int[20];
    for (int i = 0; i < 1500; i++) {
      int own = random.nextInt(20);
      int number = own * threads + thread;
      switch (random.nextInt(10)) {
        case 0 -> {
          int size = 1 + random.nextInt(random.nextInt(10) == 0 ? 100_000 : 3000);
          Stored.put(store, key(number), metadata("/" + size), Stored.body(size));
          sizes[own] = size;
        }
        case 1 -> {
          assertEquals(sizes[own] > 0, store.remove(key(number)));
          sizes[own] = 0;
        }
        case 2, 3, 4, 5 -> { // another's, whose copies may come too late
          Entry entry = store.open(key(random.nextInt(20 * threads)));
          if (entry != null) {
            assertWhole(entry);
          }
        }
        default -> {
          Entry entry = store.open(key(number));
          assertEquals(sizes[own] > 0, entry != null, () -> "key " + number);
          if (entry != null) {
            hits.incrementAndGet();
            assertEquals(sizes[own], entry.length());
            assertWhole(entry);
          }
        }
      }
    }
    return 0;
  }

  private static void assertWhole(Entry entry) {
    assertEquals(metadata("/" + entry.length()).uri(), entry.metadata().uri());
    assertArrayEquals(Stored.body((int) entry.length()), Stored.bytes(entry));
  }

  @Test
  void nothingComesUpBeforeSomethingIsWritten() throws Exception {
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    AtomicInteger prepared = new AtomicInteger();
    MemoryTier fresh = tier(kind(), prepared::incrementAndGet);
    try (TieredStore other =
        new TieredStore(
            new DiskStore(directory, new DiskStore.Limits(0, 0, LIMIT), SMALL, statistics),
            fresh)) {
      assertNotNull(other.open(key(1)));
      assertNull(other.open(key(2)));
      assertFalse(other.remove(key(2)));
      assertNull(fresh.store());
      Stored.put(other, key(2), metadata("/b"), Stored.body(10));
      await(fresh);
      assertEquals(kind() == MemoryKind.CHRONICLE ? 1 : 0, prepared.get());
    }
    assertNull(fresh.store());
  }

  @Test
  void manyReadsBringItUpToo() throws Exception {
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    MemoryTier fresh = tier(kind(), () -> {});
    try (TieredStore other =
        new TieredStore(
            new DiskStore(directory, new DiskStore.Limits(0, 0, LIMIT), SMALL, statistics),
            fresh)) {
      for (int i = 0; i < 100; i++) {
        assertNotNull(other.open(key(1)));
      }
      await(fresh);
    }
  }

  @Test
  void itsThreadEnds() throws Exception {
    MemoryTier fresh = tier(kind(), () -> {});
    fresh.start(store);
    await(fresh);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("larder-memory")) {
        thread.join();
      }
      assertFalse(thread.getName().contains("releaser"), thread.getName());
    }
    fresh.close();
  }
}
