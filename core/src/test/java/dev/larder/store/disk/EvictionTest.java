package dev.larder.store.disk;

import static dev.larder.store.Stored.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.disk.Simulated.Ratio;
import dev.larder.store.disk.Victims.Victim;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes first, and that it is the right thing to go. */
class EvictionTest {
  private final UsageTable usage = UsageTable.inMemory(UsageTable.MIN_SLOTS);

  private void use(int key, int times) {
    for (int i = 0; i < times; i++) {
      usage.used(key(key));
    }
  }

  private static List<Integer> order(Victims victims) {
    List<Integer> order = new ArrayList<>();
    for (Victim victim = victims.next(); victim != null; victim = victims.next()) {
      order.add((int) victim.modified() % 100);
    }
    return order;
  }

  @Test
  void ofEntriesOfOneSizeTheLeastUsedGoesFirst() {
    use(1, 3);
    use(2, 1);
    use(3, 2);
    Victims victims = new Victims(usage, 1_000_000);
    for (int i = 1; i <= 3; i++) {
      victims.offer(key(i), 8192, i);
    }
    assertEquals(List.of(2, 3, 1), order(victims));
  }

  @Test
  void ofEntriesOfOneUseTheLargestGoesFirstAndThenTheOldest() {
    Victims victims = new Victims(usage, 10_000_000);
    int[] sizes = {4096, 4096, 1 << 20, 65_536};
    for (int i = 0; i < sizes.length; i++) {
      use(i, 1);
      victims.offer(key(i), sizes[i], i);
    }
    assertEquals(List.of(2, 3, 0, 1), order(victims));
  }

  @Test
  void whatNothingIsKnownOfGoesBeforeAllElseTheOldestFirst() {
    use(1, 1);
    Victims victims = new Victims(usage, 10_000_000);
    victims.offer(key(1), 1 << 30, 1);
    victims.offer(key(3), 4096, 103);
    victims.offer(key(2), 4096, 2);
    assertEquals(List.of(2, 3, 1), order(victims));
  }

  @Test
  void onlyAsMuchAsIsWantedIsChosenWhateverTheOrderOfTheWalk() {
    for (boolean upwards : new boolean[] {true, false}) {
      Victims victims = new Victims(usage, 3 * 4096 - 1);
      for (int i = 0; i < 50; i++) {
        int number = upwards ? i : 49 - i;
        victims.offer(key(number), 4096, number);
      }
      assertEquals(List.of(0, 1, 2), order(victims));
    }
  }

  @Test
  void whatIsUsedMeanwhileIsSpared() {
    use(1, 1);
    use(2, 1);
    Victims victims = new Victims(usage, 100_000);
    victims.offer(key(1), 4096, 1);
    victims.offer(key(2), 4096, 2);
    use(1, 1);
    assertEquals(List.of(2), order(victims));
    assertNull(victims.next());
  }

  @Test
  void whatWasUsedOftenLongAgoGoesInTheEnd() {
    use(1, 100);
    int evictions = 0;
    for (int i = 10; order(both(i)).get(0) != 1; i++) {
      Victims victims = both(i);
      Victim victim = victims.next();
      victims.gone(victim == null ? new Victim(key(0), 0, 0, 0, 0) : victim);
      evictions++;
      assertTrue(evictions < 1000);
    }
    assertTrue(evictions > 50, "after " + evictions);
  }

  /** Shows the entry that was used often, and a new one. */
  private Victims both(int fresh) {
    use(fresh, usage.slot(key(fresh)) == 0 ? 1 : 0);
    Victims victims = new Victims(usage, 100_000);
    victims.offer(key(1), 4096, 1);
    victims.offer(key(fresh), 4096, 50);
    return victims;
  }

  @Test
  void anIndexIsWorthAtLeastWhatItsVariantsAre() {
    for (int use = 0; use < 300; use++) {
      usage.used(key(0)); // as a variant is found by its index
      usage.used(key(1 + use % 3));
    }
    long index = UsageTable.worth(usage.slot(key(0)), 4096);
    for (int variant = 1; variant <= 3; variant++) {
      assertTrue(index >= UsageTable.worth(usage.slot(key(variant)), 4096));
      assertTrue(index > UsageTable.worth(usage.slot(key(variant)), 20_480));
    }
  }

  @Test
  void aFullTableForgetsWhatIsWorthLeast() {
    use(1, 200);
    for (int i = 2; i < 5 * UsageTable.MIN_SLOTS; i++) {
      use(i, 1);
    }
    assertTrue(UsageTable.worth(usage.slot(key(1)), 4096) > Worth.of(0, 199, 4096));
  }

  @Test
  void worthStaysInItsBounds() {
    assertEquals(Worth.MAX, Worth.of(Worth.MAX, 255, 1));
    assertEquals(Worth.of(0, 1, 1), Worth.of(0, 1, 0));
    assertEquals(0, Worth.of(12345, 0, 4096));
    assertTrue(Worth.of(0, 1, 1L << 40) > 0);
    usage.evicted(Worth.MAX);
    use(7, 1);
    assertEquals(Worth.MAX, UsageTable.worth(usage.slot(key(7)), 4096));
    assertTrue(usage.slot(key(7)) != 0);
  }

  @Test
  void moreIsAnsweredThanByOrderOfUseOrOfComing() {
    Trace trace = Trace.made();
    for (double size : new double[] {0.02, 0.1, 0.3}) {
      long capacity = (long) (trace.footprint() * size);
      Ratio ours = new Janitorial(trace, capacity).run();
      Ratio bound = Simulation.bound(trace, capacity);
      for (Simulated rival :
          List.of(new Rivals.Lru(trace, capacity), new Rivals.Fifo(trace, capacity))) {
        Ratio other = rival.run();
        assertTrue(ours.requests() > other.requests(), size + ": " + ours + " " + other);
        assertTrue(ours.bytes() > other.bytes(), size + ": " + ours + " " + other);
      }
      assertTrue(ours.requests() <= bound.requests() && ours.bytes() <= bound.bytes());
    }
  }
}
