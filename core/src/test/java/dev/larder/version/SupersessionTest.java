package dev.larder.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.policy.SupersedePolicy;
import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Invalidations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of old versions, over the files of a directory. */
class SupersessionTest {
  private static final SupersedePolicy AT_ONCE = new SupersedePolicy(true, null);

  private final Path directory;
  private final Statistics statistics = new Statistics();
  private final VersionEntries shelf = new VersionEntries();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private VersionLog versionLog;

  SupersessionTest(@TempDir Path directory) {
    this.directory = directory;
    versionLog = versionLog(1);
  }

  private VersionLog versionLog(int keep) {
    VersionLog.Terms terms = new VersionLog.Terms(Duration.ofDays(1), keep, Duration.ZERO);
    return new VersionLog(directory, terms, shelf, statistics, () -> now, Runnable::run);
  }

  private static String url(String version) {
    return "https://example.org/app/" + version + "/main.js";
  }

  private static EntryKey key(String version) {
    return EntryKey.of(url(version));
  }

  private void stored(String version) {
    stored(version, SupersedePolicy.STANDARD);
  }

  private void stored(String version, SupersedePolicy rule) {
    versionLog.seen(
        new VersionObservation(url(version), "", 1, now, List.of(key(version)), rule, null));
  }

  private void pass(int hours) {
    now = now.plus(Duration.ofHours(hours));
  }

  /** Time passes until what is due was done; something else is stored meanwhile. */
  private void passGrace() {
    pass(25);
    versionLog.seen(
        new VersionObservation(
            "https://example.org/", "", 1, now, List.of(), SupersedePolicy.STANDARD, null));
  }

  private static Set<EntryKey> keys(String... versions) {
    return Stream.of(versions)
        .map(SupersessionTest::key)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private String file() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("v1").resolve("versions"))) {
      return Files.readString(
          files.filter(file -> file.toString().endsWith(".json")).findFirst().orElseThrow());
    }
  }

  @Test
  void anOldVersionGoesFirstAtOnceAndForGoodAfterTheGraceTime() throws IOException {
    versionLog = versionLog(0);
    stored("1.0.0");
    pass(1);
    stored("1.1.0");
    assertEquals(keys("1.0.0"), shelf.demoted);
    pass(22);
    stored("1.1.0");
    assertEquals(Set.of(), shelf.removed);
    passGrace();
    assertEquals(keys("1.0.0"), shelf.removed);
    assertTrue(file().contains("\"reclaimed\""), file());
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  @Test
  void theLatestOfTheOldOnesStays() {
    for (String version : List.of("1.0.0", "1.1.0", "1.2.0", "1.3.0")) {
      stored(version);
      pass(1);
    }
    passGrace();
    assertEquals(keys("1.0.0", "1.1.0"), shelf.removed);
    assertEquals(keys("1.0.0", "1.1.0", "1.2.0"), shelf.demoted);
    passGrace();
    stored("1.4.0");
    passGrace();
    assertEquals(keys("1.0.0", "1.1.0", "1.2.0"), shelf.removed);
  }

  @Test
  void whatIsAskedForWhileTheNewOneIsSpreadingGoesLater() {
    versionLog = versionLog(0);
    stored("1.0.0");
    pass(1);
    stored("1.1.0");
    shelf.use(key("1.0.0"));
    passGrace();
    assertEquals(Set.of(), shelf.removed);
    passGrace();
    assertEquals(keys("1.0.0"), shelf.removed);
  }

  @Test
  void versionsThatAreUsedSideBySideAreLeftAlone() throws IOException {
    versionLog = versionLog(0);
    stored("1.12.4");
    pass(1);
    stored("3.7.1");
    for (int day = 0; day < 20; day++) {
      shelf.use(key("1.12.4"));
      passGrace();
    }
    assertEquals(Set.of(), shelf.removed);
    assertTrue(file().contains("side-by-side"), file());
    shelf.demoted.clear();
    stored("3.7.2");
    passGrace();
    assertEquals(Set.of(), shelf.demoted);
    assertEquals(Set.of(), shelf.removed);
  }

  @Test
  void whatComesBackAfterItWasReclaimedIsLeftAlone() {
    versionLog = versionLog(0);
    stored("1.0.0");
    pass(1);
    stored("1.1.0");
    passGrace();
    assertEquals(keys("1.0.0"), shelf.removed);
    stored("1.0.0");
    shelf.removed.clear();
    for (int day = 0; day < 5; day++) {
      passGrace();
    }
    assertEquals(Set.of(), shelf.removed);
    for (int day = 0; day < 30; day++) {
      passGrace();
    }
    stored("1.2.0"); // a new chance
    passGrace();
    assertEquals(keys("1.0.0", "1.1.0"), shelf.removed);
  }

  @Test
  void theChunksOfABuildDoNotReplaceEachOther() {
    versionLog = versionLog(0);
    for (String chunk : List.of("1.0.0", "1.0.1", "1.0.2")) {
      stored(chunk);
      now = now.plusSeconds(1);
    }
    assertEquals(Set.of(), shelf.demoted);
    pass(1);
    stored("1.1.0");
    now = now.plusSeconds(1);
    stored("1.1.1");
    passGrace();
    assertEquals(keys("1.0.0", "1.0.1", "1.0.2"), shelf.removed);
  }

  @Test
  void underARuleTheTakeoverIsImmediate() {
    stored("1.0.0", AT_ONCE);
    now = now.plusSeconds(1);
    stored("1.1.0", AT_ONCE);
    assertEquals(Set.of(), shelf.removed);
    assertEquals(keys("1.0.0"), shelf.demoted);
    now = now.plusSeconds(1);
    stored("1.2.0", AT_ONCE);
    assertEquals(keys("1.0.0"), shelf.removed);
    now = now.plusSeconds(1);
    stored("1.3.0", new SupersedePolicy(true, 0));
    assertEquals(keys("1.0.0", "1.1.0", "1.2.0"), shelf.removed);
  }

  @Test
  void anotherProcessDoesWhatThisOneCouldNot() {
    versionLog = versionLog(0);
    stored("1.0.0");
    pass(1);
    stored("1.1.0");
    pass(48);
    versionLog = versionLog(0);
    versionLog.seen(
        new VersionObservation(
            "https://example.org/", "", 1, now, List.of(), SupersedePolicy.STANDARD, null));
    assertEquals(keys("1.0.0"), shelf.removed);
  }

  /** A response out of the cache, of another process that stores nothing. */
  private void servedElsewhere(VersionLog other) {
    other.served(
        new EntryMetadata(
            "https://example.org/",
            "GET",
            new ResponseHead(200, "HTTP/1.1", Headers.empty()),
            Headers.empty(),
            now,
            now,
            List.of(),
            null,
            Invalidations.NO_GENERATION));
  }

  @Test
  void aProcessThatOnlyServesRemovesWhatIsDueToo() throws IOException {
    versionLog = versionLog(0);
    stored("1.0.0");
    pass(2);
    stored("2.0.0");
    List<Runnable> tasks = new ArrayList<>();
    VersionLog other =
        new VersionLog(
            directory,
            new VersionLog.Terms(Duration.ofDays(1), 0, Duration.ZERO),
            shelf,
            statistics,
            () -> now,
            tasks::add);
    servedElsewhere(other);
    assertEquals(0, tasks.size(), "it was looked at just now");
    pass(25);
    servedElsewhere(other);
    servedElsewhere(other);
    assertEquals(1, tasks.size());
    tasks.get(0).run();
    assertEquals(keys("1.0.0"), shelf.removed);
    servedElsewhere(other);
    assertEquals(1, tasks.size());
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  @Test
  void aProcessThatOnlyServesLooksAtNothingWhereThereIsNoLedger() {
    for (int i = 0; i < 3; i++) {
      pass(25);
      servedElsewhere(versionLog);
    }
    assertFalse(Files.exists(directory.resolve("v1")));
  }

  @Test
  void whereItCantBeKnownWhatOthersUseAProcessThatOnlyServesRemovesNothing() {
    versionLog = versionLog(0);
    stored("1.0.0");
    pass(2);
    stored("2.0.0");
    pass(25);
    shelf.shared = false;
    servedElsewhere(versionLog);
    assertEquals(Set.of(), shelf.removed);
  }
}
