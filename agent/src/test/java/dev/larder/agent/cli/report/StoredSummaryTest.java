package dev.larder.agent.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredSummaryTest {

  private static StoredSummary.Row row(int number, int uses) {
    return new StoredSummary.Row(
        "https://example.org/" + number,
        200,
        number,
        uses,
        Instant.EPOCH,
        number % 2 == 0 ? Instant.EPOCH : null,
        "",
        "text/plain");
  }

  @Test
  void theListsHoldTheFirstOfAllInWhateverOrderTheyCome() {
    List<StoredSummary.Row> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      rows.add(row(i, i % 250));
    }
    Collections.shuffle(rows, new Random(1));
    StoredSummary stored = new StoredSummary(0);
    rows.forEach(stored::add);
    assertEquals(1000, stored.responses());
    assertEquals(500, stored.fresh());
    assertEquals(999 * 1000 / 2, stored.bodyBytes());
    List<StoredSummary.Row> largest = stored.largest();
    assertEquals(StoredSummary.MOST_LISTED, largest.size());
    for (int i = 0; i < largest.size(); i++) {
      assertEquals(999 - i, largest.get(i).size());
      assertEquals(249 - i / 4, stored.hottest().get(i).uses());
    }
  }

  @Test
  void whatWasNeverUsedIsNotHot() {
    StoredSummary stored = new StoredSummary(0);
    stored.add(row(1, 0));
    stored.add(row(2, 3));
    assertEquals(List.of(row(2, 3)), stored.hottest());
  }
}
