package dev.larder.store.disk.eviction;

import static dev.larder.store.Stored.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.disk.eviction.EvictionCandidates.Candidate;
import dev.larder.store.disk.eviction.Simulated.Ratio;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes first, and that it is the right thing to go. */
class EvictionTest {
  private final AccessTable accesses = AccessTable.inMemory(AccessTable.MIN_SLOTS);

  private void use(int key, int times) {
    for (int i = 0; i < times; i++) {
      accesses.used(key(key));
    }
  }

  private static List<Integer> order(EvictionCandidates candidates) {
    List<Integer> order = new ArrayList<>();
    for (Candidate candidate = candidates.next();
        candidate != null;
        candidate = candidates.next()) {
      order.add((int) candidate.modified() % 100);
    }
    return order;
  }

  @Test
  void ofEntriesOfOneSizeTheLeastUsedGoesFirst() {
    use(1, 3);
    use(2, 1);
    use(3, 2);
    EvictionCandidates candidates = new EvictionCandidates(accesses, 1_000_000);
    for (int i = 1; i <= 3; i++) {
      candidates.offer(key(i), 8192, i);
    }
    assertEquals(List.of(2, 3, 1), order(candidates));
  }

  @Test
  void ofEntriesOfOneUseTheLargestGoesFirstAndThenTheOldest() {
    EvictionCandidates candidates = new EvictionCandidates(accesses, 10_000_000);
    int[] sizes = {4096, 4096, 1 << 20, 65_536};
    for (int i = 0; i < sizes.length; i++) {
      use(i, 1);
      candidates.offer(key(i), sizes[i], i);
    }
    assertEquals(List.of(2, 3, 0, 1), order(candidates));
  }

  @Test
  void whatNothingIsKnownOfGoesBeforeAllElseTheOldestFirst() {
    use(1, 1);
    EvictionCandidates candidates = new EvictionCandidates(accesses, 10_000_000);
    candidates.offer(key(1), 1 << 30, 1);
    candidates.offer(key(3), 4096, 103);
    candidates.offer(key(2), 4096, 2);
    assertEquals(List.of(2, 3, 1), order(candidates));
  }

  @Test
  void onlyAsMuchAsIsWantedIsChosenWhateverTheOrderOfTheWalk() {
    for (boolean upwards : new boolean[] {true, false}) {
      EvictionCandidates candidates = new EvictionCandidates(accesses, 3 * 4096 - 1);
      for (int i = 0; i < 50; i++) {
        int number = upwards ? i : 49 - i;
        candidates.offer(key(number), 4096, number);
      }
      assertEquals(List.of(0, 1, 2), order(candidates));
    }
  }

  @Test
  void whatIsUsedMeanwhileIsSpared() {
    use(1, 1);
    use(2, 1);
    EvictionCandidates candidates = new EvictionCandidates(accesses, 100_000);
    candidates.offer(key(1), 4096, 1);
    candidates.offer(key(2), 4096, 2);
    use(1, 1);
    assertEquals(List.of(2), order(candidates));
    assertNull(candidates.next());
  }

  @Test
  void whatWasUsedOftenLongAgoGoesInTheEnd() {
    use(1, 100);
    int evictions = 0;
    for (int i = 10; order(both(i)).get(0) != 1; i++) {
      EvictionCandidates candidates = both(i);
      Candidate candidate = candidates.next();
      candidates.gone(candidate == null ? new Candidate(key(0), 0, 0, 0, 0) : candidate);
      evictions++;
      assertTrue(evictions < 1000);
    }
    assertTrue(evictions > 50, "after " + evictions);
  }

  /** Shows the entry that was used often, and a new one. */
  private EvictionCandidates both(int fresh) {
    use(fresh, accesses.slot(key(fresh)) == 0 ? 1 : 0);
    EvictionCandidates candidates = new EvictionCandidates(accesses, 100_000);
    candidates.offer(key(1), 4096, 1);
    candidates.offer(key(fresh), 4096, 50);
    return candidates;
  }

  @Test
  void anIndexIsWorthAtLeastWhatItsVariantsAre() {
    for (int use = 0; use < 300; use++) {
      accesses.used(key(0)); // as a variant is found by its index
      accesses.used(key(1 + use % 3));
    }
    long index = AccessTable.priority(accesses.slot(key(0)), 4096);
    for (int variant = 1; variant <= 3; variant++) {
      assertTrue(index >= AccessTable.priority(accesses.slot(key(variant)), 4096));
      assertTrue(index > AccessTable.priority(accesses.slot(key(variant)), 20_480));
    }
  }

  @Test
  void aFullTableForgetsWhatIsWorthLeast() {
    use(1, 200);
    for (int i = 2; i < 5 * AccessTable.MIN_SLOTS; i++) {
      use(i, 1);
    }
    assertTrue(AccessTable.priority(accesses.slot(key(1)), 4096) > GdsfPriority.of(0, 199, 4096));
  }

  @Test
  void worthStaysInItsBounds() {
    assertEquals(GdsfPriority.MAX, GdsfPriority.of(GdsfPriority.MAX, 255, 1));
    assertEquals(GdsfPriority.of(0, 1, 1), GdsfPriority.of(0, 1, 0));
    assertEquals(0, GdsfPriority.of(12345, 0, 4096));
    assertTrue(GdsfPriority.of(0, 1, 1L << 40) > 0);
    accesses.evicted(GdsfPriority.MAX);
    use(7, 1);
    assertEquals(GdsfPriority.MAX, AccessTable.priority(accesses.slot(key(7)), 4096));
    assertTrue(accesses.slot(key(7)) != 0);
  }

  @Test
  void moreIsAnsweredThanByOrderOfUseOrOfComing() {
    Trace trace = Trace.made();
    for (double size : new double[] {0.02, 0.1, 0.3}) {
      long capacity = (long) (trace.footprint() * size);
      Ratio ours = new JanitorPolicy(trace, capacity).run();
      Ratio bound = Simulation.bound(trace, capacity);
      for (Simulated rival :
          List.of(
              new EvictionPolicies.Lru(trace, capacity),
              new EvictionPolicies.Fifo(trace, capacity))) {
        Ratio other = rival.run();
        assertTrue(ours.requests() > other.requests(), size + ": " + ours + " " + other);
        assertTrue(ours.bytes() > other.bytes(), size + ": " + ours + " " + other);
      }
      assertTrue(ours.requests() <= bound.requests() && ours.bytes() <= bound.bytes());
    }
  }

  @Test
  void whatIsStoredAndUsedOnDiskIsToldFromWhatIsNot() {
    AccessTable table = AccessTable.inMemory(AccessTable.MIN_SLOTS);
    table.used(key(1));
    assertTrue(AccessTable.uses(table.slot(key(1))) > 0);
    table.demote(key(1));
    assertEquals(0, AccessTable.uses(table.slot(key(1))));
    assertTrue(
        AccessTable.priority(table.slot(key(1)), 4096) < AccessTable.priority(1L << 40, 1 << 30));
    table.used(key(1));
    assertTrue(AccessTable.uses(table.slot(key(1))) > 0);
    table.demote(key(2));
    assertFalse(AccessTable.uses(table.slot(key(2))) > 0);
  }
}
