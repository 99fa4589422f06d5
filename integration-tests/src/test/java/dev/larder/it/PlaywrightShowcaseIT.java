package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import dev.larder.it.programs.PlaywrightScraper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/**
 * A scraper downloads a large script once in place of once a page and run. With {@code
 * -Dlarder.it.showcase=N} it runs N times at a fast and at a slow origin and prints what it took.
 */
class PlaywrightShowcaseIT {

  private static final int ROUNDS = Integer.getInteger("larder.it.showcase", 0);

  /** In bytes a second, and in milliseconds. */
  private static final long SLOW = 3_000_000;

  private static final long LATENCY = 20;

  private final Path directory;

  PlaywrightShowcaseIT(@TempDir Path directory) {
    this.directory = directory;
  }

  /** One run of the scraper: what it said, what the origin sent it, and how long its pages took. */
  private record Run(List<String> lines, int requests, long bytes, long millis) {}

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
      ScrapedSite slow = new ScrapedSite(origin, SLOW, LATENCY);
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

  /**
   * In a mode of pages: without the agent, with an empty cache, with a full one, and after a new
   * build.
   */
  private List<Run> runs(
      PlaywrightVersion version, OriginServer origin, ScrapedSite site, String mode)
      throws Exception {
    Path chromium = PlaywrightVersion.chromium();
    Path cache = Files.createTempDirectory(directory, mode);
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      if (i == 3) {
        site.ship("7be210");
      }
      ForkedJvm jvm =
          i == 0
              ? ForkedJvm.on(Jdk.running())
              : Comparison.withAgent(Jdk.running(), cache)
                  .property("larder.playwright.pages", mode);
      Comparison.Run run =
          Comparison.run(
              version.set(jvm, Gson.class, AssertionFailedError.class),
              List.of(origin),
              any -> any.main(PlaywrightScraper.class, origin.uri("/"), chromium, "timed"));
      assertEquals("", run.result().stderr());
      List<String> lines = new ArrayList<>(run.result().lines());
      long millis = Long.parseLong(lines.remove(lines.size() - 1));
      int requests = run.requests().values().stream().mapToInt(n -> n).sum();
      runs.add(new Run(lines, requests, site.takeSent(), millis));
    }
    Path log = cache.resolve("larder.log");
    assertEquals(List.of(), Files.exists(log) ? Files.readAllLines(log) : List.of());
    return runs;
  }
}
