package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import dev.larder.it.programs.PlaywrightScraper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/**
 * A scraper downloads a large script once in place of once a page and run. With {@code
 * -Dlarder.it.showcase=N} it runs N times at a fast and at a slow origin and prints what it took.
 * With {@code -Dlarder.it.showcase.turns=N} it runs N times without the agent and N times with it
 * and a full cache, by turns, and prints quartiles.
 */
@Tag(Extensive.ONE_JDK)
@Tag(Extensive.TAG)
class PlaywrightShowcaseIT {

  private static final int ROUNDS = Integer.getInteger("larder.it.showcase", 0);

  private static final int TURNS = Integer.getInteger("larder.it.showcase.turns", 0);

  /** In bytes a second, and in milliseconds. */
  private static final long SLOW = 3_000_000;

  private static final long LATENCY = 20;

  /** In bytes a second: the script takes twice as long as what counts as slow. */
  private static final long SLOW_ENOUGH = 6_000_000;

  private final Path directory;

  PlaywrightShowcaseIT(@TempDir Path directory) {
    this.directory = directory;
  }

  /**
   * One run of the scraper: what it said, what the origin sent it, how long all took, and each page
   * from its navigation until its DOM was read.
   */
  private record Run(
      List<String> lines, int requests, long bytes, long millis, List<Long> pageMillis) {}

  @Test
  void aScraperDownloadsTheScriptOnce() throws Exception {
    PlaywrightVersion version = PlaywrightVersion.newest().require();
    try (OriginServer origin = OriginServer.http()) {
      List<Run> runs = runs(version, origin, new ScrapedSite(origin, 0, 0), "on");
      Run without = runs.get(0);
      assertEquals(9, without.lines().size());
      for (Run run : runs) {
        assertEquals(without.lines(), run.lines());
      }
      if (Agent.present()) {
        assertEquals(1, Math.round(runs.get(1).bytes() / 4.33e6), "once where it is not stored");
        assertTrue(runs.get(2).bytes() * 200 < without.bytes(), "99.5 % are saved");
        assertTrue(runs.get(2).requests() <= without.requests() - 3, "and three requests");
        assertEquals(1, Math.round(runs.get(3).bytes() / 4.33e6), "once more for a new build");
      }
    }
  }

  @Test
  void whatCameSlowlyIsNotDownloadedAgain() throws Exception {
    PlaywrightVersion version = PlaywrightVersion.newest().require();
    try (OriginServer origin = OriginServer.http()) {
      ScrapedSite slow = new ScrapedSite(origin, SLOW_ENOUGH, LATENCY);
      List<Run> runs = runs(version, origin, slow, "auto");
      for (Run run : runs) {
        assertEquals(runs.get(0).lines(), run.lines());
      }
      if (Agent.present()) {
        // How soon it is noticed depends on how soon the program closes its pages.
        assertTrue(runs.get(2).bytes() < 5_000_000, "known in the next process");
        assertTrue(runs.get(3).bytes() < 5_000_000, "a new build counts as the last one");
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (String mode : List.of("on", "auto")) {
          print(mode + ", fast", runs(version, origin, new ScrapedSite(origin, 0, 0), mode));
          slow = new ScrapedSite(origin, SLOW, LATENCY);
          print(mode + ", 3 MB/s, 20 ms", runs(version, origin, slow, mode));
        }
      }
      byTurns("3 MB/s, 20 ms", version, origin, new ScrapedSite(origin, SLOW, LATENCY), TURNS / 2);
      byTurns("fast", version, origin, new ScrapedSite(origin, 0, 0), TURNS);
    }
  }

  @Test
  void aProxyCountsTheSameBytes() throws Exception {
    PlaywrightVersion version = PlaywrightVersion.newest().require();
    Path chromium = PlaywrightVersion.chromium();
    Path cache = directory.resolve("proxied");
    try (OriginServer origin = OriginServer.http();
        Mitmproxy proxy = Mitmproxy.start(directory)) {
      ScrapedSite site = new ScrapedSite(origin, 0, 0);
      long[] bytes = new long[3];
      for (int i = 0; i < bytes.length; i++) {
        ForkedJvm jvm =
            i == 0
                ? ForkedJvm.on(Jdk.running())
                : Comparison.withAgent(Jdk.running(), cache)
                    .property("larder.playwright.pages", "on");
        Comparison.Run run =
            Comparison.run(
                version.set(jvm, Gson.class, AssertionFailedError.class),
                List.of(origin),
                any ->
                    any.main(PlaywrightScraper.class, origin.uri("/"), chromium, proxy.server()));
        assertEquals("", run.result().stderr());
        assertEquals(9, run.result().lines().size());
        bytes[i] = site.takeSent();
        assertEquals(bytes[i], proxy.takeBytes(origin), "bytes of run " + i);
      }
      if (Agent.present()) {
        assertTrue(bytes[2] * 200 < bytes[0], "99.5 % are saved");
      }
    }
  }

  private static void print(String what, List<Run> runs) {
    for (Run run : runs) {
      System.out.printf(
          "%s: %d requests, %d bytes, %d ms%n", what, run.requests(), run.bytes(), run.millis());
    }
  }

  /** Runs without the agent, and with what {@code auto} has learned and stored. */
  private void byTurns(
      String what, PlaywrightVersion version, OriginServer origin, ScrapedSite site, int turns)
      throws Exception {
    Path cache = Files.createTempDirectory(directory, "turns");
    List<Run> without = new ArrayList<>();
    List<Run> warm = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      if (i == 0) {
        run(version, origin, site, withAgent(cache, "auto"));
        run(version, origin, site, withAgent(cache, "auto"));
      }
      for (boolean agent : i % 2 == 0 ? List.of(false, true) : List.of(true, false)) {
        ForkedJvm jvm = agent ? withAgent(cache, "auto") : ForkedJvm.on(Jdk.running());
        (agent ? warm : without).add(run(version, origin, site, jvm));
      }
    }
    if (turns > 0) {
      quartiles(what + ", without", without);
      quartiles(what + ", auto, full cache", warm);
    }
  }

  private static void quartiles(String what, List<Run> runs) {
    print(what, runs);
    print(what + ", all", runs.stream().map(Run::millis));
    print(what + ", first page", runs.stream().map(run -> run.pageMillis().get(0)));
    print(what + ", other pages", runs.stream().flatMap(run -> run.pageMillis().stream().skip(1)));
  }

  private static void print(String what, Stream<Long> millis) {
    List<Long> sorted = millis.sorted().toList();
    int last = sorted.size() - 1;
    System.out.printf(
        "%s: %d ms (%d to %d)%n",
        what, sorted.get(last / 2), sorted.get(last / 4), sorted.get(last - last / 4));
  }

  /**
   * In a mode of pages: without the agent, with an empty cache, with a full one, and after a new
   * build.
   */
  private List<Run> runs(
      PlaywrightVersion version, OriginServer origin, ScrapedSite site, String mode)
      throws Exception {
    Path cache = Files.createTempDirectory(directory, mode);
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      if (i == 3) {
        site.ship("7be210");
      }
      ForkedJvm jvm = i == 0 ? ForkedJvm.on(Jdk.running()) : withAgent(cache, mode);
      runs.add(run(version, origin, site, jvm));
    }
    Path log = cache.resolve("larder.log");
    assertEquals(List.of(), Files.exists(log) ? Files.readAllLines(log) : List.of());
    return runs;
  }

  private static ForkedJvm withAgent(Path cache, String mode) {
    return Comparison.withAgent(Jdk.running(), cache).property("larder.playwright.pages", mode);
  }

  private static Run run(
      PlaywrightVersion version, OriginServer origin, ScrapedSite site, ForkedJvm jvm)
      throws Exception {
    Path chromium = PlaywrightVersion.chromium();
    Comparison.Run run =
        Comparison.run(
            version.set(jvm, Gson.class, AssertionFailedError.class),
            List.of(origin),
            any -> any.main(PlaywrightScraper.class, origin.uri("/"), chromium, "timed"));
    assertEquals("", run.result().stderr());
    List<String> lines = new ArrayList<>(run.result().lines());
    List<Long> millis =
        Stream.of(lines.remove(lines.size() - 1).split(" ", -1)).map(Long::valueOf).toList();
    int requests = run.requests().values().stream().mapToInt(n -> n).sum();
    return new Run(
        lines, requests, site.takeSent(), millis.get(0), millis.subList(1, millis.size()));
  }
}
