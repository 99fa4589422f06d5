package dev.larder.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private final Statistics statistics = new Statistics();
  private final Tally tally = statistics.of("client", "example.org");

  private String line() {
    return statistics.total().line();
  }

  @Test
  void theLineSaysWhatWasSaved() {
    tally.add(Counter.HITS_DISK, 100);
    tally.add(Counter.HITS_MEMORY, 10);
    tally.add(Counter.VALIDATED, 2);
    tally.add(Counter.MISSES, 8);
    tally.add(Counter.BYTES_FROM_NETWORK, 1_190_000);
    tally.add(Counter.BYTES_SAVED, 98_900_000);
    assertEquals(
        "larder: 120 requests, 110 hits, 2 validated, 8 misses;"
            + " 1.2 MB from the network, 98.9 MB saved (98.8 %)",
        line());
  }

  @Test
  void rareOutcomesAppearWhenThereAreAny() {
    for (Outcome outcome : Outcome.values()) {
      tally.add(outcome.counter(true), 1);
    }
    statistics.failed("reading", null);
    tally.add(Counter.BYTES_FROM_NETWORK, 1);
    assertEquals(
        "larder: 7 requests, 2 hits, 1 validated, 1 stale, 1 miss, 1 bypassed, 1 refused;"
            + " 1 byte from the network, 0 bytes saved (0 %); 1 failure inside the cache",
        line());
  }

  @Test
  void theLineSaysWhatTheRemoteTierHad() {
    tally.add(Counter.REMOTE_ASKED, 415);
    tally.add(Counter.REMOTE_BROUGHT, 412);
    tally.add(Counter.REMOTE_BYTES_BROUGHT, 31_000_000);
    tally.add(Counter.REMOTE_ABSENT, 3);
    assertTrue(
        line().endsWith("; remote: 412 brought (31.0 MB), 3 asked in vain, never late"), line());
    tally.add(Counter.REMOTE_LATE, 2);
    statistics.add(Counter.REMOTE_PUSHED, 3);
    statistics.add(Counter.REMOTE_BYTES_PUSHED, 2_000_000);
    assertTrue(line().endsWith("3 asked in vain, 2 late, 3 pushed (2.0 MB)"), line());
    tally.add(Counter.REMOTE_WAITED, 4);
    statistics.add(Counter.REMOTE_TAKEN_OVER, 1);
    statistics.add(Counter.REMOTE_DROPPED, 5);
    statistics.add(Counter.REMOTE_REFUSED, 6);
    statistics.add(Counter.REMOTE_UNOPENED, 7);
    statistics.add(Counter.REMOTE_BREAKS, 8);
    assertTrue(
        line()
            .endsWith(
                "2 late, 4 waited for another machine, 1 taken over, 3 pushed (2.0 MB),"
                    + " 5 dropped, 6 refused, 7 not opened, 8 times away"),
        line());
  }

  @Test
  void theLineSaysThatTheRemoteTierWasNeverThere() {
    statistics.add(Counter.REMOTE_BREAKS, 2);
    assertTrue(
        line().endsWith("; remote: 0 brought (0 bytes), 0 asked in vain, never late, 2 times away"),
        line());
  }

  @Test
  void timesOfTheRemoteTierAreReadAsTheyWereWritten() throws IOException {
    tally.remoteTook(TimeUnit.MICROSECONDS.toNanos(300));
    Statistics.Report read = StatisticsJson.read(StatisticsJson.write(statistics.report()));
    assertEquals(1, read.total().remoteTimes().count());
    assertEquals(300, (double) read.total().remoteTimes().max(), 10);
    assertTrue(read.since(statistics.report()).total().isEmpty());
    assertEquals(0, read.since(statistics.report()).total().remoteTimes().count());
  }

  @Test
  void nothingIsReportedAsNothing() {
    assertEquals(
        "larder: 0 requests, 0 hits, 0 validated, 0 misses;"
            + " 0 bytes from the network, 0 bytes saved (0 %)",
        line());
  }

  @Test
  void sizesAreRoundedToOneDecimalAndShareIsNeverAFullHundredByRounding() {
    tally.add(Counter.BYTES_SAVED, 4_999_960_000_000L);
    assertTrue(line().endsWith("0 bytes from the network, 5.0 TB saved (100 %)"), line());
    tally.add(Counter.BYTES_FROM_NETWORK, 999_960);
    assertEquals(
        "larder: 0 requests, 0 hits, 0 validated, 0 misses;"
            + " 1.0 MB from the network, 5.0 TB saved (99.9 %)",
        line());
  }

  @Test
  void countsAreKeptByHostClientAndRule() {
    tally.add(Counter.HITS_DISK, 3);
    statistics.of("client", "example.net").add(Counter.HITS_DISK, 4);
    statistics.of("other", "example.org").add(Counter.HITS_DISK, 5);
    statistics.rule("rule 1").add(Counter.HITS_DISK, 2);
    statistics.rule("rule 2");
    Statistics.Report report = statistics.report();
    assertEquals(Map.of("client", 7L, "other", 5L), hits(report.clients()));
    assertEquals(Map.of("example.org", 8L, "example.net", 4L), hits(report.hosts()));
    assertEquals(Map.of("rule 1", 2L, "rule 2", 0L), hits(report.rules()));
    assertEquals(12, report.total().hits());
  }

  private static Map<String, Long> hits(Map<String, Counts> counts) {
    return counts.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, of -> of.getValue().hits()));
  }

  @Test
  void hostsBeyondTheLimitAreCountedTogether() {
    for (int i = 0; i < 10 * Statistics.MOST_HOSTS; i++) {
      statistics.of("client", i + ".example.org").add(Counter.MISSES, 1);
    }
    Statistics.Report report = statistics.report();
    assertEquals(Statistics.MOST_HOSTS + 1, report.hosts().size());
    assertEquals(10L * Statistics.MOST_HOSTS, report.total().requests());
  }

  @Test
  void timesAndReasonsAreThoseOfWhatWasCountedSince() {
    tally.networkTook(TimeUnit.MILLISECONDS.toNanos(20));
    tally.notServed("miss");
    Statistics.Report before = statistics.report();
    tally.networkTook(TimeUnit.MILLISECONDS.toNanos(40));
    tally.networkTook(TimeUnit.MILLISECONDS.toNanos(60));
    tally.hitTook(TimeUnit.MICROSECONDS.toNanos(90));
    tally.notServed("miss");
    tally.notStored("response-no-store");
    tally.add(Counter.MISSES, 1);
    Statistics.Report since = statistics.report().since(before);
    assertEquals(Set.of("example.org"), since.hosts().keySet());
    Counts counts = since.total();
    assertEquals(2, counts.networkTimes().count());
    assertEquals(40_000, (double) counts.networkTimes().percentile(50), 1_200);
    assertEquals(60_000, (double) counts.networkTimes().max(), 1_800);
    assertEquals(90, (double) counts.hitTimes().percentile(99), 3);
    assertEquals(Map.of("miss", 1L), counts.notServed());
    assertEquals(Map.of("response-no-store", 1L), counts.notStored());
  }

  @Test
  void theFirstHitsAreTimedAndLaterOnesNowAndThen() {
    int timed = 0;
    for (int i = 0; i < 1664; i++) {
      timed += tally.start() == 0 ? 0 : 1;
    }
    assertEquals(64 + 100, timed);
  }
}
