package dev.larder.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class MemoTableTest {

  @Test
  void aLaterValueTakesThePlaceOfAnEarlierOne() {
    MemoTable<String> table = new MemoTable<>(1);
    assertNull(table.get(1));
    table.put(1, "one");
    assertEquals("one", table.get(1));
    table.put(-2, "two");
    assertEquals("two", table.get(1), "there is one place for all");
  }

  @Test
  void anyHashHasAPlace() {
    MemoTable<Integer> table = new MemoTable<>(256);
    for (int hash : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      table.put(hash, hash);
      assertEquals(hash, table.get(hash));
    }
  }
}
