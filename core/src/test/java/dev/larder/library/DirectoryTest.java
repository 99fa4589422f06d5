package dev.larder.library;

import static dev.larder.library.Larder.PAGE;
import static dev.larder.library.Larder.bytes;
import static dev.larder.library.Larder.fields;
import static dev.larder.library.Larder.save;
import static dev.larder.library.Larder.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in the directory: seen by others, listed, counted, damaged. */
class DirectoryTest {

  @TempDir Path directory = Path.of("");

  private List<Path> entries() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".entry")).toList();
    }
  }

  @Test
  void twoCachesOnOneDirectorySeeTheSame() {
    Larder larder = new Larder(directory);
    try (LarderCache one = larder.open();
        LarderCache other = larder.open()) {
      assertNull(other.load(PAGE));
      save(one, "first");
      assertEquals("first", text(other.load(PAGE)));
      save(other, "second");
      assertEquals("second", text(one.load(PAGE)));
      larder.pass(Duration.ofSeconds(1));
      one.remove(PAGE);
      assertNull(other.load(PAGE));
      larder.pass(Duration.ofSeconds(1));
      save(other, "third");
      assertEquals("third", text(one.load(PAGE)));
    }
  }

  @Test
  void aBodyWhoseFileSomebodyShortensFails() throws IOException {
    try (LarderCache cache = new Larder(directory).open()) {
      save(cache, "a".repeat(100_000));
      LoadedResponse loaded = cache.load(PAGE);
      assertNotNull(loaded);
      try (InputStream stream = loaded.bodyStream()) {
        assertEquals('a', stream.read());
        for (Path entry : entries()) {
          try (RandomAccessFile file = new RandomAccessFile(entry.toFile(), "rw")) {
            file.setLength(file.length() - 1);
          }
        }
        assertThrows(IOException.class, stream::readAllBytes);
      }
      assertThrows(UncheckedIOException.class, loaded::body);
      assertNull(cache.load(PAGE));
    }
  }

  @Test
  void whatIsSavedOutlivesTheCache() {
    Larder larder = new Larder(directory);
    try (LarderCache cache = larder.open()) {
      save(cache, "hello");
    }
    try (LarderCache cache = larder.open()) {
      assertEquals("hello", text(cache.load(PAGE)));
      assertEquals(directory.toAbsolutePath(), cache.directory());
    }
  }

  @Test
  void aClosedCacheDoesNothingAndWhatWasLoadedStays() {
    LarderCache cache = new Larder(directory).open();
    save(cache, "hello");
    LoadedResponse loaded = cache.load(PAGE);
    cache.close();
    cache.close();
    assertEquals("hello", text(loaded));
    assertThrows(IllegalStateException.class, () -> cache.load(PAGE));
    assertThrows(IllegalStateException.class, () -> save(cache, "again"));
    assertThrows(IllegalStateException.class, () -> cache.remove(PAGE));
    assertThrows(IllegalStateException.class, () -> cache.list(1));
    assertThrows(IllegalStateException.class, cache::statistics);
  }

  @Test
  void aDamagedFileIsAMissAndLeftOutOfTheListing() throws IOException {
    try (LarderCache cache = new Larder(directory).open()) {
      save(cache, "hello");
      URI other = URI.create("https://example.org/other");
      cache.save(other, 200, fields("Cache-Control", "max-age=60"), bytes("other"));
      for (Path file : entries()) {
        byte[] bytes = Files.readAllBytes(file);
        if (new String(bytes, ISO_8859_1).contains("/page")) {
          bytes[100] ^= 1;
          Files.write(file, bytes);
        }
      }
      assertEquals(
          List.of(other.toString()), cache.list(9).stream().map(ListedEntry::url).toList());
      assertEquals(2, entries().size(), "a listing removes nothing");
      assertNull(cache.load(PAGE));
      assertEquals("other", text(cache.load(other)));
      assertEquals(1, cache.statistics().failures());
      assertEquals(1, entries().size());
    }
  }

  @Test
  void filesThatAreNoEntriesAreLeftOut() throws IOException {
    try (LarderCache cache = new Larder(directory).open()) {
      save(cache, "hello");
      Path entry = entries().get(0);
      Files.writeString(entry.resolveSibling("readme.txt"), "mine");
      Files.writeString(entry.resolveSibling("0".repeat(64) + ".entry"), "mine");
      Files.createDirectory(entry.resolveSibling("1".repeat(64) + ".entry"));
      Files.write(entry.resolveSibling(nextTo(entry)), new byte[0]);
      assertEquals(1, cache.list(9).size());
    }
  }

  /** The name of another entry of the same shard. */
  private static String nextTo(Path entry) {
    String name = String.valueOf(entry.getFileName());
    return name.substring(0, 60) + "0000.entry";
  }

  @Test
  void theListingTellsWhatThereIs() {
    Larder larder = new Larder(directory);
    try (LarderCache cache = larder.open()) {
      assertEquals(List.of(), cache.list(9));
      URI script = URI.create("https://example.org/js/jquery-3.7.1.min.js");
      cache.save(script, 200, fields("Cache-Control", "max-age=3600"), new byte[4_300_000]);
      Map<String, List<String>> varying =
          fields("Cache-Control", "max-age=60", "Vary", "Accept-Language");
      cache.save(PAGE, fields("Accept-Language", "de"), 200, varying, bytes("hallo"));
      cache.save(PAGE, fields("Accept-Language", "en"), 404, varying, bytes("nothing"));

      TreeSet<String> lines = new TreeSet<>();
      cache.list(entry -> lines.add(entry.toString()));
      assertEquals(
          List.of(
              "200, 4.3 MB, fresh until 2026-11-25T13:00:00Z: " + script,
              "200, 5 bytes, fresh until 2026-11-25T12:01:00Z: " + PAGE,
              "404, 7 bytes, fresh until 2026-11-25T12:01:00Z: " + PAGE),
          List.copyOf(lines));

      larder.pass(Duration.ofMinutes(2));
      for (ListedEntry entry : cache.list(9)) {
        boolean isScript = entry.url().equals(script.toString());
        assertEquals(isScript ? "3.7.1" : "", entry.version());
        assertEquals(isScript ? List.of() : List.of("accept-language"), entry.variesBy());
        assertEquals(isScript, entry.freshUntil() != null, "the pages are stale");
        assertEquals(larder.now().minus(Duration.ofMinutes(2)), entry.received());
        assertTrue(entry.size() > 0 && entry.status() >= 200);
      }
      assertEquals(2, cache.list(2).size());
      assertEquals(0, cache.list(0).size());
    }
  }

  @Test
  void theListingTellsHowOftenAnEntryWasUsedAndIsNoUseItself() {
    Larder larder = new Larder(directory);
    try (LarderCache cache = larder.open()) {
      save(cache, "hello");
    }
    // The first one may still have been making the file in which uses are counted.
    try (LarderCache cache = larder.open()) {
      int before = cache.list(1).get(0).uses();
      cache.load(PAGE);
      cache.load(PAGE);
      assertEquals(before + 2, cache.list(1).get(0).uses());
      assertEquals(before + 2, cache.list(1).get(0).uses());
    }
  }

  @Test
  void whatWasRemovedOrNeedsTheServerIsNotListedAsFresh() {
    Larder larder = new Larder(directory);
    try (LarderCache cache = larder.open()) {
      Map<String, List<String>> ann = fields("Authorization", "ann");
      cache.save(PAGE, ann, 200, fields("Cache-Control", "max-age=60"), bytes("for ann"));
      assertNotNull(cache.list(1).get(0).freshUntil());
      cache.remove(PAGE);
      for (ListedEntry entry : cache.list(9)) {
        assertNull(entry.freshUntil());
      }
      URI checked = URI.create("https://example.org/checked");
      Map<String, List<String>> validated =
          fields("Cache-Control", "max-age=60, no-cache", "ETag", "\"1\"");
      assertTrue(cache.save(checked, 200, validated, bytes("checked")).isStored());
      cache.list(entry -> assertNull(entry.freshUntil()));
      assertFalse(cache.list(9).isEmpty());
    }
  }

  @Test
  void theStatisticsCountWhatThisCacheDidAndWhatThereIs() {
    Larder larder = new Larder(directory);
    try (LarderCache other = larder.open()) {
      other.save(
          URI.create("https://example.org/other"),
          200,
          fields("Cache-Control", "max-age=60"),
          new byte[10_000]);
    }
    try (LarderCache cache = larder.open()) {
      cache.load(PAGE);
      save(cache, "hello");
      cache.save(PAGE, 200, fields("Cache-Control", "no-store"), bytes("secret"));
      cache.load(PAGE);
      cache.load(PAGE);
      cache.load(PAGE, fields("Cache-Control", "only-if-cached, no-cache"));
      CacheStatistics statistics = cache.statistics();
      cache.load(PAGE);
      assertEquals(2, statistics.hits());
      assertEquals(2, statistics.misses());
      assertEquals(1, statistics.stored());
      assertEquals(1, statistics.refused());
      assertEquals(10, statistics.bytesSaved());
      assertEquals(5, statistics.bytesStored());
      assertEquals(0, statistics.failures());
      assertEquals(2, statistics.entriesOnDisk());
      assertEquals(12_288 + 4096, statistics.bytesOnDisk());
      assertEquals(0, statistics.entriesInMemory());
      assertEquals(0, statistics.bytesInMemory());
      assertEquals(
          "2 hits, 2 misses, 10 bytes saved; 2 entries on disk (16.4 KB), 0 in memory (0 bytes)",
          statistics.toString());
    }
  }

  @Test
  void smallResponsesGetACopyInMemoryWithoutAnyFlag() throws InterruptedException {
    try (LarderCache cache = LarderCache.open(directory)) {
      save(cache, "hello");
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (cache.statistics().entriesInMemory() == 0 && System.nanoTime() < deadline) {
        assertEquals("hello", text(cache.load(PAGE)));
        Thread.sleep(5);
      }
      assertEquals(1, cache.statistics().entriesInMemory());
      assertTrue(cache.statistics().bytesInMemory() > 0);
      assertEquals("hello", text(cache.load(PAGE)));
      cache.remove(PAGE);
      assertNull(cache.load(PAGE));
      assertEquals(0, cache.statistics().failures());
    }
  }

  @Test
  void manyThreadsSaveAndLoadWholeResponses() throws InterruptedException {
    try (LarderCache cache = new Larder(directory).open()) {
      List<Thread> threads = new ArrayList<>();
      List<String> wrong = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 4; i++) {
        String body = String.valueOf(i).repeat(10_000 + i);
        threads.add(
            new Thread(
                () -> {
                  for (int round = 0; round < 50; round++) {
                    save(cache, body);
                    String loaded = text(cache.load(PAGE));
                    if (loaded == null
                        || !loaded.equals(
                            loaded.substring(0, 1).repeat(10_000 + loaded.charAt(0) - '0'))) {
                      wrong.add(String.valueOf(loaded));
                    }
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(List.of(), wrong);
      assertEquals(200, cache.statistics().stored());
    }
  }
}
