package dev.larder.store.disk.eviction;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.Stored;
import dev.larder.store.disk.Directory;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.disk.Eventually;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.LockFile;
import dev.larder.store.disk.file.StoreFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final int LIMIT = 4_000_000;
  private static final int MOST = LIMIT + LIMIT / 20;
  private static final int BODY = 20_000;

  @TempDir Path folder = Path.of("");
  private final Statistics statistics = new Statistics();
  private boolean failuresExpected;

  private Path directory() {
    return folder.resolve("cache");
  }

  private DiskStore store(long limit, long minFree) {
    return new DiskStore(
        directory(), new DiskStore.Limits(limit, minFree, 1 << 30), 64 << 10, statistics);
  }

  @AfterEach
  void noFailureIsCounted() {
    assertTrue(failuresExpected || statistics.count(Counter.FAILURES) == 0);
  }

  private static boolean put(DiskStore store, int key, int size) throws IOException {
    try {
      Stored.put(store, key(key), metadata("/" + key), Stored.body(size));
      return true;
    } catch (EntryTooLargeException e) {
      return false;
    }
  }

  /** Writes twice the limit, in entries of many sizes; how many were stored. */
  private int fill(DiskStore store, int first) throws IOException {
    Random random = new Random(first);
    int stored = 0;
    for (int i = first; i < first + 2 * LIMIT / BODY; i++) {
      stored += put(store, i, random.nextInt(2 * BODY)) ? 1 : 0;
      if (i % 50 == 0) {
        assertTrue(Directory.size(directory()) <= MOST);
      }
    }
    return stored;
  }

  @Test
  void theLimitHoldsAndNearlyAllIsUsed() throws Exception {
    try (DiskStore store = store(LIMIT, 0)) {
      int stored = fill(store, 0);
      assertTrue(stored > LIMIT / BODY, "stored " + stored);
      atRest();
    }
  }

  private void atRest() throws Exception {
    Eventually.holds("the limit", () -> Directory.size(directory()) <= MOST);
    assertTrue(Directory.size(directory()) >= 0.8 * LIMIT);
    Eventually.holds("no thread", () -> !janitorRuns());
  }

  private static boolean janitorRuns() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("larder-janitor"));
  }

  @Test
  void whatIsUsedStaysWhileOthersComeAndGo() throws Exception {
    try (DiskStore store = store(LIMIT, 0)) {
      for (int i = 0; i < 20; i++) {
        put(store, -i, BODY);
      }
      for (int i = 1; i < 3 * LIMIT / BODY; i++) {
        put(store, i, BODY);
        assertNotNull(store.open(key(-i % 20)), "after " + i);
      }
    }
  }

  @Test
  void withoutLimitNothingIsEvicted() throws Exception {
    try (DiskStore store = store(0, 0)) {
      for (int i = 0; i < 300; i++) {
        assertTrue(put(store, i, BODY));
      }
      assertEquals(300, Directory.entries(directory()).size());
      assertFalse(Files.exists(directory().resolve("v1/usage")));
    }
  }

  @Test
  void aLimitThatIsLoweredIsMetWithTheFirstEntry() throws Exception {
    try (DiskStore store = store(0, 0)) {
      for (int i = 0; i < 600; i++) {
        put(store, i, BODY);
      }
    }
    try (DiskStore store = store(LIMIT, 0)) {
      // Refused while a slow machine is still counting what is there.
      Eventually.holds("room for it", () -> put(store, 1000, BODY));
      Eventually.holds("the limit", () -> Directory.size(directory()) <= LIMIT);
      assertNotNull(store.open(key(1000)));
    }
  }

  @Test
  void anEntryOfNearlyTheWholeLimitPushesAllOthersOut() throws Exception {
    try (DiskStore store = store(LIMIT, 0)) {
      for (int i = 0; i < 100; i++) {
        put(store, i, BODY);
      }
      Eventually.holds("room for it", () -> put(store, 1000, LIMIT / 10 * 9));
      assertNotNull(store.open(key(1000)));
      assertTrue(Directory.size(directory()) <= MOST);
      assertEquals(LIMIT, store.maxEntrySize());
      assertFalse(put(store, 1001, LIMIT + 1));
    }
  }

  @Test
  void whatIsGivenUpOrReplacedTakesNothing() throws Exception {
    try (DiskStore store = store(LIMIT, 0)) {
      for (int i = 0; i < 30; i++) {
        EntryWriter writer = store.writer(key(0), metadata("/given-up"));
        writer.write(ByteBuffer.allocate(1_000_000));
        writer.discard();
        assertTrue(put(store, 1, 1_000_000));
        assertTrue(put(store, 2, 1_000_000));
        assertTrue(store.remove(key(2)));
      }
      assertNotNull(store.open(key(1)));
      assertEquals(DiskBudget.taken(1_000_000), Directory.size(directory()));
    }
  }

  private enum Harm {
    DELETED {
      @Override
      void to(Path accesses) throws IOException {
        Files.deleteIfExists(accesses);
      }
    },
    OVERWRITTEN {
      @Override
      void to(Path accesses) throws IOException {
        byte[] bytes = new byte[AccessTable.size(AccessTable.MIN_SLOTS)];
        new Random(1).nextBytes(bytes);
        try (var file = new java.io.RandomAccessFile(accesses.toFile(), "rw")) {
          file.write(bytes);
        }
      }
    },
    REPLACED_BY_A_SHORT_ONE {
      @Override
      void to(Path accesses) throws IOException {
        Files.deleteIfExists(accesses);
        Files.writeString(accesses, "not a table");
      }
    },
    REPLACED_BY_A_DIRECTORY {
      @Override
      void to(Path accesses) throws IOException {
        Files.deleteIfExists(accesses);
        Files.createDirectory(accesses);
      }
    },
    REPLACED_BY_A_LINK {
      @Override
      void to(Path accesses) throws IOException {
        Files.deleteIfExists(accesses);
        Path precious = accesses.resolveSibling("../../precious").normalize();
        Files.write(precious, new byte[AccessTable.size(AccessTable.MIN_SLOTS)]);
        Files.createSymbolicLink(accesses, precious);
      }
    };

    abstract void to(Path accesses) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void whateverHappensToTheHintTheLimitHolds(Harm harm) throws Exception {
    failuresExpected = harm.name().startsWith("REPLACED_BY");
    Path accesses = directory().resolve("v1/usage");
    try (DiskStore store = store(LIMIT, 0)) {
      fill(store, 0);
      Eventually.holds("a table", () -> Files.exists(accesses));
      Eventually.holds("nobody makes another", () -> !janitorRuns());
      harm.to(accesses);
      fill(store, 10_000);
      if (harm == Harm.REPLACED_BY_A_LINK) {
        byte[] precious = Files.readAllBytes(folder.resolve("precious"));
        assertEquals(0, new java.math.BigInteger(precious).signum());
      }
      harm.to(accesses.resolveSibling("none"));
    }
    try (DiskStore store = store(LIMIT, 0)) {
      fill(store, 20_000);
      atRest();
    }
  }

  @Test
  void wherePrecedingRunsLeftAWrongTotalItIsCorrected() throws Exception {
    try (DiskStore store = store(LIMIT, 0)) {
      put(store, 1, BODY);
      Path accesses = directory().resolve("v1/usage");
      Eventually.holds("a table", () -> Files.exists(accesses));
      Eventually.holds("rest", () -> !janitorRuns());
      AccessFile file = AccessFile.open(accesses);
      assertNotNull(file);
      file.table().add(LIMIT); // as by writers that were killed
      for (int i = 0; i < 20; i++) {
        put(store, 100 + i, BODY);
      }
      Eventually.holds("the truth", () -> file.table().total() < LIMIT / 2);
      assertNotNull(store.open(key(1)));
    }
  }

  /** A janitor makes a table, and is killed, or slow, before it has counted what there is. */
  @Test
  void aTableForWhichNobodyCountedIsNotBelieved() throws Exception {
    try (DiskStore store = store(LIMIT, 0)) {
      fill(store, 0);
      atRest();
    }
    DiskLayout layout = new DiskLayout(directory());
    Files.delete(layout.usage());
    LockFile janitor = new LockFile(layout, layout.janitor());
    assertNotNull(janitor.tryLock());
    AccessFile.create(layout, AccessTable.MIN_SLOTS, AccessTable.inMemory(AccessTable.MIN_SLOTS));
    try (DiskStore store = store(LIMIT, 0)) {
      for (int i = 0; i < 100; i++) {
        assertFalse(put(store, 10_000 + i, BODY));
      }
      janitor.close();
      Eventually.holds("room for all", () -> put(store, 20_000, 10 * BODY));
      assertTrue(Directory.size(directory()) <= MOST);
    }
  }

  /** While the janitor begins its first scan, which may take long on a busy machine. */
  @Test
  void inADirectoryThatWasMadeHereTheSharedTableIsBelievedAtOnce() throws Exception {
    DiskLayout layout = new DiskLayout(directory());
    layout.prepare();
    assertFalse(layout.hasShards());
    AccessTracker accesses = new AccessTracker(layout, new StoreFailures(new Statistics()));
    accesses.setKnown();
    accesses.add(4096);
    accesses.share(AccessTable.MIN_SLOTS);
    assertTrue(accesses.isShared());
    assertTrue(accesses.isKnown());
    assertEquals(4096, accesses.total());
  }

  /** As when something other than an entry comes first, such as a claim. */
  @Test
  void whereSomebodyElseHasMadeTheDirectoryNobodyWaitsForTheJanitor() throws Exception {
    DiskLayout layout = new DiskLayout(directory());
    layout.prepare();
    LockFile janitor = new LockFile(layout, layout.janitor());
    assertNotNull(janitor.tryLock());
    try (DiskStore store = store(LIMIT, 0)) {
      assertNull(store.open(key(1)));
      assertTrue(put(store, 1, BODY));
    } finally {
      janitor.close();
    }
  }

  /** Somebody who removes an entry sees the other directory before a writer does. */
  @Test
  void whereAnEmptyDirectoryTakesThePlaceOfAnotherNobodyWaitsForTheJanitor() throws Exception {
    DiskLayout full = new DiskLayout(directory());
    full.prepare();
    Files.createDirectory(full.shard(0));
    DiskLayout empty = new DiskLayout(directory().resolveSibling("empty"));
    empty.prepare();
    LockFile[] janitors = {
      new LockFile(full, full.janitor()), new LockFile(empty, empty.janitor())
    };
    assertNotNull(janitors[0].tryLock());
    assertNotNull(janitors[1].tryLock());
    try (DiskStore store = store(LIMIT, 0)) {
      assertFalse(put(store, 1, BODY), "nobody knows what is in the shard");
      Files.move(full.top(), directory().resolve("away"));
      Files.move(empty.top(), full.top());
      assertFalse(store.remove(key(2)));
      assertTrue(put(store, 1, BODY));
    } finally {
      janitors[0].close();
      janitors[1].close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-7_200_000, 7_200_000})
  void leftoversAreRemovedWhicheverWayTheClockWent(long millis) throws Exception {
    Path temporary = Files.createDirectories(directory().resolve("v1/tmp"));
    Path stale = Files.writeString(temporary.resolve("stale.part"), "x");
    Path young = Files.writeString(temporary.resolve("young.part"), "x");
    Path inside = Files.createDirectory(temporary.resolve("directory"));
    long now = System.currentTimeMillis();
    Files.setLastModifiedTime(stale, FileTime.fromMillis(now + millis));
    try (DiskStore store = store(LIMIT, 0)) {
      put(store, 1, BODY);
      Eventually.holds("no leftovers", () -> !Files.exists(stale));
      assertTrue(Files.exists(young));
      Eventually.holds("rest", () -> !janitorRuns());
      // A later pass, too.
      Files.setLastModifiedTime(young, FileTime.fromMillis(now + millis));
      fill(store, 10);
      Eventually.holds("no leftovers", () -> !Files.exists(young));
      assertTrue(Files.exists(inside));
    }
  }

  @Test
  void filesFromTheFutureAreEvictedLikeOthers() throws Exception {
    try (DiskStore store = store(LIMIT, 0)) {
      fill(store, 0);
      Eventually.holds("rest", () -> !janitorRuns());
      for (Path entry : Directory.entries(directory())) {
        Files.setLastModifiedTime(entry, FileTime.fromMillis(4_000_000_000_000L));
      }
      fill(store, 10_000);
      atRest();
    }
  }

  @Test
  void nothingIsStoredWhileTheDiskIsNearlyFull() throws Exception {
    Files.createDirectories(directory());
    try (DiskStore store = store(LIMIT, Long.MAX_VALUE)) {
      assertFalse(put(store, 1, BODY));
      assertThrows(
          EntryTooLargeException.class,
          () -> Stored.put(store, key(2), metadata("/"), new byte[500_000]));
      assertNull(store.open(key(1)));
      assertEquals(0, Directory.size(directory()));
    }
    try (DiskStore store = store(LIMIT, 1)) {
      assertTrue(put(store, 1, BODY));
    }
  }

  @Test
  void anotherStoreOfTheProcessSharesTheTotal() throws Exception {
    try (DiskStore one = store(LIMIT, 0);
        DiskStore two = store(LIMIT, 0)) {
      for (int i = 0; i < 3 * LIMIT / BODY; i++) {
        put(i % 2 == 0 ? one : two, i, BODY);
        if (i % 20 == 0) {
          assertTrue(Directory.size(directory()) <= MOST);
        }
      }
      atRest();
    }
  }

  @Test
  void strangersAmongTheFilesAreNeitherCountedNorTouched() throws Exception {
    Path shard = Files.createDirectories(directory().resolve("v1/ab"));
    Path stranger = Files.writeString(shard.resolve("notes.txt"), "mine");
    Path misplaced = Files.writeString(shard.resolve("cd".repeat(32) + ".entry"), "elsewhere");
    Path folderNamedSo = Files.createDirectory(shard.resolve("ab".repeat(32) + ".entry"));
    AccessTable accesses = AccessTable.inMemory(AccessTable.MIN_SLOTS);
    EvictionCandidates candidates = new EvictionCandidates(accesses, Long.MAX_VALUE);
    assertEquals(0, DirectoryScan.entries(new DiskLayout(directory()), candidates));
    assertNull(candidates.next());
    for (Path path : List.of(stranger, misplaced, folderNamedSo)) {
      assertTrue(Files.exists(path));
    }
  }
}
