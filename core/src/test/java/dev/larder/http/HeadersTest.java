package dev.larder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HeadersTest {

  @Test
  void updatedFieldsStayInTheirPlaceAndNewOnesStandLast() {
    Headers old = Headers.of("A", "1", "B", "2", "a", "3", "C", "4");
    Headers updates = Headers.of("D", "5", "a", "6", "A", "7");
    assertEquals(
        Headers.of("A", "6", "A", "7", "B", "2", "C", "4", "D", "5"), old.updated(updates));
    assertEquals(old, old.updated(Headers.empty()));
  }
}
