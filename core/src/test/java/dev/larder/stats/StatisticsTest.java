package dev.larder.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StatisticsTest {
  private final Statistics statistics = new Statistics();

  private void count(Outcome outcome, int times) {
    for (int i = 0; i < times; i++) {
      statistics.count(outcome);
    }
  }

  private String report() {
    return statistics.snapshot().report();
  }

  @Test
  void theReportSaysWhatWasSaved() {
    count(Outcome.HIT, 110);
    count(Outcome.VALIDATED, 2);
    count(Outcome.MISS, 8);
    statistics.bytesFromNetwork.add(1_190_000);
    statistics.bytesSaved.add(98_900_000);
    assertEquals(
        "larder: 120 requests, 110 hits, 2 validated, 8 misses;"
            + " 1.2 MB from the network, 98.9 MB saved (98.8 %)",
        report());
  }

  @Test
  void rareOutcomesAppearWhenThereAreAny() {
    for (Outcome outcome : Outcome.values()) {
      count(outcome, 1);
    }
    statistics.failures.increment();
    statistics.bytesFromNetwork.add(1);
    assertEquals(
        "larder: 7 requests, 2 hits, 1 validated, 1 stale, 1 miss, 1 bypassed, 1 refused;"
            + " 1 byte from the network, 0 bytes saved (0 %); 1 failure inside the cache",
        report());
  }

  @Test
  void nothingIsReportedAsNothing() {
    assertEquals(
        "larder: 0 requests, 0 hits, 0 validated, 0 misses;"
            + " 0 bytes from the network, 0 bytes saved (0 %)",
        report());
  }

  @Test
  void sizesAreRoundedToOneDecimalAndShareIsNeverAFullHundredByRounding() {
    statistics.bytesFromNetwork.add(999_960);
    statistics.bytesSaved.add(4_999_960_000_000L);
    assertEquals(
        "larder: 0 requests, 0 hits, 0 validated, 0 misses;"
            + " 1.0 MB from the network, 5.0 TB saved (99.9 %)",
        report());
    statistics.bytesFromNetwork.reset();
    assertEquals(true, report().endsWith("0 bytes from the network, 5.0 TB saved (100 %)"));
  }
}
