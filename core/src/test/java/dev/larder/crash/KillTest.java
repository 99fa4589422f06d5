package dev.larder.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.larder.cache.HttpCache;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.Stored;
import dev.larder.store.disk.DiskStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that write into one directory are killed at any moment (on Linux by SIGKILL). {@code
 * -Dlarder.kills=500} says how many in all; {@code -Dlarder.seed} repeats a run, as far as
 * processes can be repeated.
 */
class KillTest {
  private static final int PROCESSES = 6;
  private static final int KILLS = Integer.getInteger("larder.kills", 72);
  private static final long SEED = Long.getLong("larder.seed", System.nanoTime());
  private static final int LONGEST_MILLIS = 300;

  /** Counts what the long run is to tell. */
  private final Statistics statistics = new Statistics();

  private final Map<Integer, Long> known = new HashMap<>();
  private long entries;
  private long changes;
  private long inFlight;
  private long leftovers;

  /** Bodies that are copied, bodies that are mapped, and both. */
  @ParameterizedTest
  @ValueSource(ints = {1, 64 << 10, 16 << 20})
  void aKilledProcessLosesNothingButWhatItWasWriting(int mapFrom, @TempDir Path folder)
      throws Exception {
    Path directory = folder.resolve("cache");
    Random random = new Random(SEED + mapFrom);
    int rounds = Math.max(1, KILLS / 4 / PROCESSES);
    for (int round = 0; round < rounds; round++) {
      List<Path> journals = killAll(KilledWriter.class, directory, folder, random, round, mapFrom);
      for (Path journal : journals) {
        replay(directory, journal, mapFrom);
      }
      verifyCommon(directory, mapFrom);
      verifyFiles(directory);
    }
    assertEquals(0, statistics.failures.sum(), "damaged or unreadable entries");
    cleanUp(directory, mapFrom);
    System.out.printf(
        "%d kills, bodies mapped from %d bytes: %d changes committed, %d cut off, %d entries read"
            + " back, %d temporary files left and removed, none damaged%n",
        rounds * PROCESSES, mapFrom, changes, inFlight, entries, leftovers);
  }

  @Test
  void theVariantsOfKilledProcessesAreWhole(@TempDir Path folder) throws Exception {
    Path directory = folder.resolve("cache");
    Random random = new Random(SEED);
    int rounds = Math.max(1, KILLS / 4 / PROCESSES);
    for (int round = 0; round < rounds; round++) {
      for (Path journal : killAll(KilledCache.class, directory, folder, random, round, 1 << 16)) {
        assertEquals("begun\n", Files.readString(journal));
      }
      try (HttpCache cache = KilledCache.cache(directory, 1 << 16, statistics)) {
        for (int resource = 0; resource < KilledCache.RESOURCES; resource++) {
          for (int language = 0; language < KilledCache.LANGUAGES.size(); language++) {
            entries += KilledCache.readBack(cache, resource, language) ? 1 : 0;
          }
        }
      }
    }
    assertEquals(0, statistics.failures.sum(), "damaged or unreadable entries");
    assertTrue(entries > 0, "nothing was found again");
    System.out.printf(
        "%d kills among variants: %d read back, none damaged%n", rounds * PROCESSES, entries);
  }

  /** Starts processes and kills each while it writes. */
  private static List<Path> killAll(
      Class<?> main, Path directory, Path folder, Random random, int round, int mapFrom)
      throws Exception {
    List<Path> journals = new ArrayList<>();
    List<Process> processes = new ArrayList<>();
    try {
      for (int process = 0; process < PROCESSES; process++) {
        Path journal = folder.resolve("journal-" + process);
        Files.deleteIfExists(journal);
        journals.add(journal);
        processes.add(start(main, directory, journal, process, round, random.nextLong(), mapFrom));
      }
      for (int process = 0; process < PROCESSES; process++) {
        awaitWriting(processes.get(process), journals.get(process));
        Thread.sleep(random.nextInt(LONGEST_MILLIS));
        processes.get(process).destroyForcibly();
      }
    } finally {
      for (Process process : processes) {
        process.destroyForcibly().waitFor();
      }
    }
    return journals;
  }

  private static Process start(
      Class<?> main, Path directory, Path journal, int process, int round, long seed, int mapFrom)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            main.getName(),
            directory.toString(),
            journal.toString(),
            String.valueOf(process),
            String.valueOf(1_000_000L * (round + 1)),
            String.valueOf(seed),
            String.valueOf(mapFrom))
        .redirectErrorStream(true)
        .redirectOutput(journal.resolveSibling(journal.getFileName() + ".out").toFile())
        .start();
  }

  private static void awaitWriting(Process process, Path journal) throws Exception {
    for (int i = 0; i < 6000 && process.isAlive(); i++) {
      if (Files.exists(journal) && Files.size(journal) > 0) {
        return;
      }
      process.waitFor(10, TimeUnit.MILLISECONDS);
    }
    fail(
        "The process does not write: "
            + Files.readString(journal.resolveSibling(journal.getFileName() + ".out")));
  }

  /** Each own key holds what its process last put there, or what it was putting there. */
  private void replay(Path directory, Path journal, int mapFrom) throws IOException {
    String text = Files.readString(journal);
    assertTrue(!text.contains("wrong"), () -> text.substring(text.indexOf("wrong")));
    int pendingKey = -1;
    long pending = 0;
    Set<Integer> touched = new HashSet<>();
    // A line without an end was cut off, and so was never followed by a change.
    for (String line : text.substring(0, text.lastIndexOf('\n')).split("\n", -1)) {
      if (line.equals("done")) {
        known.put(pendingKey, pending);
        pendingKey = -1;
        changes++;
      } else {
        pendingKey = Integer.parseInt(line.substring(0, line.indexOf(' ')));
        pending = Long.parseLong(line.substring(line.indexOf(' ') + 1));
        touched.add(pendingKey);
      }
    }
    if (pendingKey >= 0) {
      inFlight++;
    }
    try (DiskStore store = store(directory, mapFrom)) {
      for (int number : touched) {
        long found = version(store, number);
        long committed = known.getOrDefault(number, 0L);
        boolean cutOff = number == pendingKey && found == pending;
        assertTrue(
            found == committed || cutOff,
            () -> "Key " + number + " holds " + found + " after " + committed + ", seed " + SEED);
        known.put(number, found);
      }
    }
  }

  private void verifyCommon(Path directory, int mapFrom) {
    try (DiskStore store = store(directory, mapFrom)) {
      for (int i = 0; i < KilledWriter.COMMON_KEYS; i++) {
        version(store, KilledWriter.FIRST_COMMON + i);
      }
    }
  }

  private DiskStore store(Path directory, int mapFrom) {
    return new DiskStore(directory, KilledWriter.LARGEST, mapFrom, statistics);
  }

  private long version(DiskStore store, int number) {
    Entry entry = store.open(Content.key(number));
    if (entry == null) {
      return 0;
    }
    entries++;
    return Content.of(number, entry).version();
  }

  /** Nothing lies about but entries that can be opened, and temporary files in their place. */
  private static void verifyFiles(Path directory) throws IOException {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < PROCESSES * KilledWriter.OWN_KEYS; i++) {
      names.add(Content.key(i).hex() + ".entry");
    }
    for (int i = 0; i < KilledWriter.COMMON_KEYS; i++) {
      names.add(Content.key(KilledWriter.FIRST_COMMON + i).hex() + ".entry");
    }
    for (Path file : files(directory)) {
      String name = String.valueOf(file.getFileName());
      boolean temporary =
          directory.resolve("v1/tmp").equals(file.getParent()) && name.endsWith(".part");
      assertTrue(temporary || names.contains(name), () -> "Left behind: " + file);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(path -> !Files.isDirectory(path)).toList();
    }
  }

  /** A process that comes an hour later finds and removes what the killed ones left. */
  private void cleanUp(Path directory, int mapFrom) throws IOException {
    FileTime twoHoursAgo = FileTime.fromMillis(System.currentTimeMillis() - 7_200_000);
    List<Path> left =
        files(directory).stream().filter(file -> file.toString().endsWith(".part")).toList();
    leftovers += left.size();
    for (Path file : left) {
      Files.setLastModifiedTime(file, twoHoursAgo);
    }
    try (DiskStore store = store(directory, mapFrom)) {
      Content content = new Content(0, 1, 10);
      Stored.put(store, Content.key(0), content.metadata(), content.body());
      assertTimeoutPreemptively(
          Duration.ofMinutes(1),
          () -> {
            while (files(directory).stream().anyMatch(file -> file.toString().endsWith(".part"))) {
              Thread.sleep(5);
            }
          });
    }
  }
}
