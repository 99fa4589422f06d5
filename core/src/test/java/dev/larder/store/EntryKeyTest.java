package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class EntryKeyTest {

  @Test
  void aKeyIsTheSha256OfItsText() {
    EntryKey key = EntryKey.of("abc");
    assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", key.hex());
    assertEquals(key, EntryKey.of("abc"));
    assertEquals(key.hashCode(), EntryKey.of("abc").hashCode());
    assertNotEquals(key, EntryKey.of("abd"));
  }
}
