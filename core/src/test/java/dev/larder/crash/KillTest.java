package dev.larder.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.larder.engine.HttpCache;
import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.Store;
import dev.larder.store.Stored;
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
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes that write into one directory are killed at any moment (on Linux by SIGKILL). {@code
 * -Dlarder.kills=500} says how many in all; {@code -Dlarder.seed} repeats a run, as far as
 * processes can be repeated.
 */
class KillTest {
  private static final int PROCESSES = 6;
  private static final int KILLS = Integer.getInteger("larder.kills", 48);
  private static final long SEED = Long.getLong("larder.seed", System.nanoTime());
  private static final int LONGEST_MILLIS = 300;
  private static final int UNUSED = 2_000_000;
  private static final int CONFIGURATIONS = KilledStore.values().length + 2;

  /** Counts what the long run is to tell. */
  private final Statistics statistics = new Statistics();

  private final Map<Integer, Long> known = new HashMap<>();
  private long entries;
  private long changes;
  private long inFlight;
  private long leftovers;
  private long refused;

  @ParameterizedTest
  @EnumSource
  void aKilledProcessLosesNothingButWhatItWasWriting(KilledStore kind, @TempDir Path folder)
      throws Exception {
    Path directory = folder.resolve("cache");
    Random random = new Random(SEED + kind.name().hashCode());
    int rounds = Math.max(1, KILLS / CONFIGURATIONS / PROCESSES);
    for (int round = 0; round < rounds; round++) {
      List<Path> journals = killAll(KilledWriter.class, directory, folder, random, round, kind);
      for (Path journal : journals) {
        replay(directory, journal, kind);
      }
      verifyCommon(directory, kind);
      verifyFiles(directory, kind);
      if (kind.evicts()) { // what is left counts for an hour
        cleanUp(directory, kind);
      }
    }
    assertEquals(0, statistics.count(Counter.FAILURES), "damaged or unreadable entries");
    cleanUp(directory, kind);
    System.out.printf(
        "%d kills, %s: %d changes committed, %d refused, %d cut off, %d entries read back,"
            + " %d temporary files left and removed, none damaged%n",
        rounds * PROCESSES, kind, changes, refused, inFlight, entries, leftovers);
  }

  @Test
  void theVariantsOfKilledProcessesAreWhole(@TempDir Path folder) throws Exception {
    Path directory = folder.resolve("cache");
    Random random = new Random(SEED);
    int rounds = Math.max(1, KILLS / CONFIGURATIONS / PROCESSES);
    // On a busy machine the first ones may all be killed before they have stored anything.
    for (int round = 0; round < rounds || (entries == 0 && round < rounds + 20); round++) {
      for (Path journal :
          killAll(KilledCache.class, directory, folder, random, round, KilledStore.BOTH)) {
        assertEquals("begun\n", Files.readString(journal));
      }
      try (HttpCache cache = KilledCache.cache(directory, KilledStore.BOTH, statistics)) {
        for (int resource = 0; resource < KilledCache.RESOURCES; resource++) {
          for (int language = 0; language < KilledCache.LANGUAGES.size(); language++) {
            entries += KilledCache.readBack(cache, resource, language) ? 1 : 0;
          }
        }
      }
    }
    assertEquals(0, statistics.count(Counter.FAILURES), "damaged or unreadable entries");
    assertTrue(entries > 0, "nothing was found again");
    System.out.printf(
        "%d kills among variants: %d read back, none damaged%n", rounds * PROCESSES, entries);
  }

  @Test
  void theLedgerOfKilledProcessesIsWhole(@TempDir Path folder) throws Exception {
    Path directory = folder.resolve("cache");
    Random random = new Random(SEED);
    int rounds = Math.max(1, KILLS / CONFIGURATIONS / PROCESSES);
    long written = 0;
    for (int round = 0; round < rounds; round++) {
      for (Path journal :
          killAll(KilledVersionLog.class, directory, folder, random, round, KilledStore.BOTH)) {
        String lines = Files.readString(journal);
        assertTrue(!lines.contains("wrong"), lines);
        written += lines.lines().filter("done"::equals).count();
      }
      long told = told(directory);
      assertTrue(
          told >= written && told <= written + PROCESSES, told + " told, " + written + " written");
      written = told; // with those that were written, but not reported any more
      KilledVersionLog.see(KilledVersionLog.versionLog(directory, statistics), 0, 0);
      assertEquals(++written, told(directory), "the next one can go on");
    }
    assertEquals(0, statistics.count(Counter.FAILURES));
    System.out.printf(
        "%d kills among ledgers: %d versions written, none lost%n", rounds * PROCESSES, written);
  }

  /** How often all versions together were seen, by files which must be whole. */
  private static long told(Path directory) throws IOException {
    long told = 0;
    for (Path file : files(directory.resolve("v1/versions"))) {
      if (file.toString().endsWith(".json")) {
        try (JsonParser parser = new JsonFactory().createParser(Files.readAllBytes(file))) {
          while (parser.nextToken() != null) {
            if ("count".equals(parser.currentName()) && parser.currentToken().isNumeric()) {
              told += parser.getLongValue();
            }
          }
        }
      }
    }
    return told;
  }

  /** Starts processes and kills each while it writes. */
  private static List<Path> killAll(
      Class<?> main, Path directory, Path folder, Random random, int round, KilledStore kind)
      throws Exception {
    List<Path> journals = new ArrayList<>();
    List<Process> processes = new ArrayList<>();
    try {
      for (int process = 0; process < PROCESSES; process++) {
        Path journal = folder.resolve("journal-" + process);
        Files.deleteIfExists(journal);
        journals.add(journal);
        processes.add(start(main, directory, journal, process, round, random.nextLong(), kind));
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
      Class<?> main,
      Path directory,
      Path journal,
      int process,
      int round,
      long seed,
      KilledStore kind)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            // What Chronicle Map needs, as in the configuration of the build.
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            main.getName(),
            directory.toString(),
            journal.toString(),
            String.valueOf(process),
            String.valueOf(1_000_000L * (round + 1)),
            String.valueOf(seed),
            kind.name())
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
  private void replay(Path directory, Path journal, KilledStore kind) throws IOException {
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
      } else if (line.equals("kept")) {
        pendingKey = -1;
        refused++;
      } else {
        pendingKey = Integer.parseInt(line.substring(0, line.indexOf(' ')));
        pending = Long.parseLong(line.substring(line.indexOf(' ') + 1));
        touched.add(pendingKey);
      }
    }
    if (pendingKey >= 0) {
      inFlight++;
    }
    try (Store store = kind.store(directory, statistics)) {
      for (int number : touched) {
        long found = version(store, number);
        long committed = known.getOrDefault(number, 0L);
        boolean cutOff = number == pendingKey && found == pending;
        boolean evicted = kind.evicts() && found == 0;
        assertTrue(
            found == committed || cutOff || evicted,
            () -> "Key " + number + " holds " + found + " after " + committed + ", seed " + SEED);
        known.put(number, found);
      }
    }
  }

  private void verifyCommon(Path directory, KilledStore kind) {
    try (Store store = kind.store(directory, statistics)) {
      for (int i = 0; i < KilledWriter.COMMON_KEYS; i++) {
        version(store, KilledWriter.FIRST_COMMON + i);
      }
    }
  }

  private long version(Store store, int number) {
    Entry entry = store.open(Content.key(number));
    if (entry == null) {
      return 0;
    }
    entries++;
    return Content.of(number, entry).version();
  }

  /** Nothing lies about but entries that can be opened, and temporary files in their place. */
  private static void verifyFiles(Path directory, KilledStore kind) throws IOException {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < PROCESSES * KilledWriter.OWN_KEYS; i++) {
      names.add(Content.key(i).hex() + ".entry");
    }
    for (int i = 0; i < KilledWriter.COMMON_KEYS; i++) {
      names.add(Content.key(KilledWriter.FIRST_COMMON + i).hex() + ".entry");
    }
    if (kind.evicts()) {
      names.addAll(Set.of("usage", "janitor"));
    }
    long size = 0;
    for (Path file : files(directory)) {
      size += file.toString().endsWith(".entry") ? Files.size(file) : 0;
      String name = String.valueOf(file.getFileName());
      boolean temporary =
          directory.resolve("v1/tmp").equals(file.getParent()) && name.endsWith(".part");
      assertTrue(temporary || names.contains(name), () -> "Left behind: " + file);
    }
    assertTrue(!kind.evicts() || size <= kind.limit() + kind.limit() / 20, "bytes: " + size);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(path -> !Files.isDirectory(path)).toList();
    }
  }

  /** A process that comes an hour later finds and removes what the killed ones left. */
  private void cleanUp(Path directory, KilledStore kind) throws IOException {
    FileTime twoHoursAgo = FileTime.fromMillis(System.currentTimeMillis() - 7_200_000);
    List<Path> left =
        files(directory).stream().filter(file -> file.toString().endsWith(".part")).toList();
    leftovers += left.size();
    for (Path file : left) {
      Files.setLastModifiedTime(file, twoHoursAgo);
    }
    Content content = new Content(UNUSED, 1, 10);
    try (Store store = kind.store(directory, statistics)) {
      assertTimeoutPreemptively(
          Duration.ofMinutes(1),
          () -> {
            do {
              put(store, content);
              Thread.sleep(5);
            } while (files(directory).stream().anyMatch(file -> file.toString().endsWith(".part")));
          });
      store.remove(Content.key(UNUSED));
    }
  }

  /** The first to come wakes the janitor, and may be refused until it is done. */
  private static void put(Store store, Content content) throws IOException {
    try {
      Stored.put(store, Content.key(content.number()), content.metadata(), content.body());
    } catch (EntryTooLargeException e) {
      // another time
    }
  }
}
