package dev.larder.store.memory;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.MemoryStay;
import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.Store;
import dev.larder.store.StoreContract;
import dev.larder.store.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the memory tier does, whatever its blocks are. */
abstract class MemoryStoreContract extends StoreContract {
  private static final int MB = 1 << 20;

  private final Statistics statistics = new Statistics();
  private final AtomicLong now = new AtomicLong(1_000_000);
  private final List<WritableMemory> stores = new ArrayList<>();
  private final WritableMemory store = store(32 * MB, Duration.ofMinutes(5));

  /** Blocks of so many bytes together. */
  abstract Blocks blocks(long size);

  private WritableMemory store(long size, Duration ttl) {
    return store(blocks(size), LIMIT, ttl, (key, source) -> true);
  }

  private WritableMemory store(Blocks blocks, int limit, Duration ttl, SourceValidator sources) {
    MemoryStore memory = new MemoryStore(blocks, limit, ttl, sources, now::get, statistics);
    WritableMemory made = new WritableMemory(memory, limit);
    stores.add(made);
    return made;
  }

  @Override
  protected Store store() {
    return store;
  }

  @AfterEach
  void nothingFailed() {
    stores.forEach(WritableMemory::close);
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  @Test
  void anEntryGoesWhenItWasNotUsedForItsTime() throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    Stored.put(store, key(2), metadata("/b"), Stored.body(10));
    now.addAndGet(200_000);
    assertNotNull(store.open(key(1)));
    now.addAndGet(200_000);
    assertNotNull(store.open(key(1)));
    assertNull(store.open(key(2)));
    now.addAndGet(300_001);
    assertNull(store.open(key(1)));
    assertEquals(0, store.entries());
  }

  @Test
  void whoAsksMayHaveAnotherTimeInMind() throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    now.addAndGet(300_001);
    assertNotNull(store.open(key(1), new MemoryStay(Duration.ZERO)), "no limit");
    now.addAndGet(10_001);
    assertNull(store.open(key(1), MemoryStay.NONE));
    assertEquals(1, store.entries(), "others may want it");
    assertNull(store.open(key(1), new MemoryStay(Duration.ofSeconds(10))));
    assertEquals(0, store.entries());
  }

  @Test
  void withoutLimitAnEntryStays() throws IOException {
    WritableMemory forever = store(4 * MB, Duration.ZERO);
    Stored.put(forever, key(1), metadata("/a"), Stored.body(10));
    now.addAndGet(1L << 50);
    assertNotNull(forever.open(key(1)));
  }

  @Test
  void anOriginIsLookedAtAFewTimesASecondAtMost() throws IOException {
    AtomicLong asked = new AtomicLong();
    WritableMemory copies =
        store(
            blocks(4 * MB),
            LIMIT,
            Duration.ZERO,
            (key, source) -> {
              asked.incrementAndGet();
              return source.equals("current");
            });
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    Entry entry = Stored.open(store, key(1));
    assertTrue(copies.keep(key(1), entry, "current", copies.generation(key(1))));
    assertTrue(copies.keep(key(2), entry, "gone", copies.generation(key(2))));
    for (int i = 0; i < 1000; i++) {
      now.addAndGet(1);
      assertNotNull(copies.open(key(1)));
    }
    assertEquals(4, asked.get());
    assertNull(copies.open(key(2)));
    now.set(0);
    assertNull(copies.open(key(2)));
  }

  @Test
  void whatWasRemovedMeanwhileIsNotKept() throws IOException {
    Stored.put(store, key(1), metadata("/old"), Stored.body(10));
    Entry old = Stored.open(store, key(1));
    int generation = store.generation(key(1));
    assertTrue(store.remove(key(1)));
    assertFalse(store.keep(key(1), old, "file", generation));
    assertNull(store.open(key(1)));
    assertTrue(store.keep(key(1), old, "file", store.generation(key(1))));
    assertNotNull(store.open(key(1)));
  }

  @Test
  void aLargeBodyIsLeftToTheDisk() throws IOException {
    WritableMemory small = store(blocks(4 * MB), 100, Duration.ZERO, (key, source) -> true);
    Stored.put(store, key(1), metadata("/a"), Stored.body(101));
    Stored.put(store, key(2), metadata("/a"), Stored.body(100));
    assertFalse(small.keep(key(1), Stored.open(store, key(1)), "file", 0));
    assertTrue(small.keep(key(2), Stored.open(store, key(2)), "file", 0));
  }

  @Test
  void itTakesTenTimesItsSizeAndKeepsTheLatestAndTheUsed() throws IOException {
    WritableMemory small = store(4 * MB, Duration.ZERO);
    Stored.put(small, key(-1), metadata("/used"), Stored.body(5000));
    int entries = 40 * MB / 10_000;
    for (int i = 0; i < entries; i++) {
      Stored.put(small, key(i), metadata("/" + i), Stored.body(10_000));
      if (i % 5 == 0) {
        assertNotNull(small.open(key(i)), "the latest");
      }
      assertNotNull(small.open(key(-1)), "the used");
    }
    assertTrue(small.entries() > 250, () -> small.entries() + " entries of 12 KB in 4 MB");
    assertTrue(small.entries() < 420, () -> small.entries() + " entries of 10 KB in 4 MB");
  }

  /** Space that is not given back would be missed after a while. */
  @Test
  void whatIsRemovedOrReplacedMakesRoom() throws IOException {
    WritableMemory small = store(4 * MB, Duration.ZERO);
    for (int i = 0; i < 2000; i++) {
      Stored.put(small, key(0), metadata("/" + i), Stored.body(10_000));
      Stored.put(small, key(1 + i), metadata("/" + i), Stored.body(10_000));
      assertTrue(small.remove(key(1 + i)));
      assertFalse(
          small.keep(key(2), Stored.open(small, key(0)), "x", small.generation(key(2)) + 1));
    }
    assertEquals(1, small.entries());
    for (int i = 0; i < 200; i++) {
      Stored.put(small, key(i), metadata("/" + i), Stored.body(10_000));
    }
    assertEquals(200, small.entries());
  }

  @Test
  void whereThereIsLessMemoryThanPlannedTheLatestIsKept() throws IOException {
    WritableMemory small =
        store(new ScarceBlocks(blocks(8 * MB), 100), LIMIT, Duration.ZERO, (key, source) -> true);
    for (int i = 0; i < 500; i++) {
      Stored.put(small, key(i), metadata("/" + i), Stored.body(10_000));
      assertNotNull(small.open(key(i)));
    }
    assertTrue(small.entries() > 20, () -> small.entries() + " entries");
  }

  private WritableMemory obstinate(long size, Runnable before) {
    return store(
        new ObstinateBlocks(blocks(size), before), LIMIT, Duration.ZERO, (key, source) -> true);
  }

  @Test
  void whatFailsWhileItIsWrittenTakesNoRoom() throws IOException {
    AtomicBoolean failing = new AtomicBoolean(true);
    WritableMemory small =
        obstinate(
            4 * MB,
            () -> {
              if (failing.get()) {
                throw new UnsupportedOperationException("for the test");
              }
            });
    for (int i = 0; i < 500; i++) {
      Stored.put(small, key(i), metadata("/" + i), Stored.body(10_000));
      assertNull(small.open(key(i)));
    }
    assertEquals(500, statistics.count(Counter.FAILURES));
    statistics.add(Counter.FAILURES, -500); // none but these
    failing.set(false);
    for (int i = 0; i < 200; i++) {
      Stored.put(small, key(i), metadata("/" + i), Stored.body(10_000));
    }
    assertEquals(200, small.entries());
  }

  /** While others hold all the room it goes without, and reads go on. */
  @Test
  void nobodyWaitsForRoom() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    ThreadLocal<Boolean> slow = ThreadLocal.withInitial(() -> false);
    WritableMemory small =
        obstinate(
            MB,
            () -> {
              if (slow.get()) {
                writing.countDown();
                await(done);
              }
            });
    Stored.put(small, key(1), metadata("/1"), Stored.body(1000));
    Thread writer =
        new Thread(
            () -> {
              slow.set(true);
              try {
                Stored.put(small, key(2), metadata("/2"), Stored.body(800_000));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.start();
    try {
      await(writing);
      assertNotNull(small.open(key(1)));
      Stored.put(small, key(3), metadata("/3"), Stored.body(200_000));
      assertNull(small.open(key(3)), "there is no room for both");
    } finally {
      done.countDown();
      writer.join();
    }
    assertNotNull(small.open(key(2)));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bytes outside of the heap that the process has taken in the way these blocks are. */
  abstract long taken();

  @Test
  void itsMemoryIsReturnedAtClose() throws Exception {
    WritableMemory large = store(96 * MB, Duration.ZERO);
    for (int i = 0; i < 1600; i++) {
      Stored.put(large, key(i), metadata("/" + i), Stored.body(50_000));
    }
    long full = taken();
    assertTrue(full > 60 * MB, full + " bytes");
    large.close();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (taken() > full - 60 * MB) {
      assertTrue(System.nanoTime() < end, full + " bytes full, now " + taken());
      System.gc();
      Thread.sleep(10);
    }
  }

  @Test
  void metadataSurvivesThousandsOfOthers() throws IOException {
    for (int i = 0; i < 3000; i++) {
      Stored.put(store, key(i), metadata("/" + i), Stored.body(i % 50));
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 3000; i++) {
        Entry entry = Stored.open(store, key(i));
        assertEquals(metadata("/" + i), entry.metadata());
        assertArrayEquals(Stored.body(i % 50), Stored.bytes(entry));
      }
    }
  }

  @Test
  void anInterruptedThreadReadsAndWritesAndStaysInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    try {
      Stored.put(store, key(1), metadata("/a"), Stored.body(50_000));
      assertArrayEquals(Stored.body(50_000), Stored.bytes(Stored.open(store, key(1))));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  /** Many more bytes than there is room for, so that eviction is always under way. */
  @Test
  void manyThreadsReadOnlyWhatWasCommittedWhileOthersEvict() throws Exception {
    WritableMemory small = store(4 * MB, Duration.ZERO);
    assertTrue(inParallel(4, thread -> churn(small, thread)) > 0);
  }

  /** Each body tells its key and version by its length and content, and metadata tells them too. */
  private static int churn(WritableMemory small, int thread) throws IOException {
    SplittableRandom random = new SplittableRandom(thread);
    int hits = 0;
    for (int i = 0; i < 8000; i++) {
      int number = (int) (200 * random.nextDouble() * random.nextDouble());
      EntryKey key = key(number);
      Entry entry = small.open(key);
      if (entry != null) {
        hits++;
        assertEquals("https://example.org/" + number + "/" + entry.length(), uri(entry));
        assertArrayEquals(Stored.body((int) entry.length()), Stored.bytes(entry));
      }
      if (entry == null || random.nextInt(4) == 0) {
        int size = random.nextInt(8) == 0 ? random.nextInt(64 << 10) : random.nextInt(6000);
        Stored.put(small, key, metadata("/" + number + "/" + size), Stored.body(size));
      } else if (random.nextInt(40) == 0) {
        small.remove(key);
      }
    }
    return hits;
  }

  private static String uri(Entry entry) {
    return entry.metadata().uri();
  }

  @Test
  void closingUnderLoadHurtsNobody() throws Exception {
    for (int round = 0; round < 5; round++) {
      WritableMemory small = store(4 * MB, Duration.ZERO);
      AtomicBoolean closing = new AtomicBoolean();
      inParallel(
          4,
          thread -> {
            for (int i = 0; i < 2000; i++) {
              try {
                Stored.put(small, key(i % 100), metadata("/" + i), Stored.body(3000));
              } catch (IOException e) {
                assertTrue(closing.get(), e::toString);
              }
              Entry entry = small.open(key(i % 97));
              if (entry != null) {
                assertArrayEquals(Stored.body(3000), Stored.bytes(entry));
              }
              if (thread == 0 && i == 1000) {
                closing.set(true);
                small.close();
              }
            }
            return 0;
          });
      assertNull(small.open(key(1)));
    }
  }

  /** What one thread does. */
  private interface Work {
    int run(int thread) throws IOException;
  }

  private static int inParallel(int threads, Work work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        tasks.add(() -> work.run(thread));
      }
      int sum = 0;
      for (Future<Integer> result : pool.invokeAll(tasks)) {
        sum += result.get();
      }
      return sum;
    } finally {
      pool.shutdownNow();
    }
  }
}
