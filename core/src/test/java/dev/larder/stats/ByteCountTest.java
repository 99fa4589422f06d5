package dev.larder.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteCountTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1, 1 byte",
    "999, 999 bytes",
    "1000, 1.0 KB",
    "1049, 1.0 KB",
    "1050, 1.1 KB",
    "999949, 999.9 KB",
    "999950, 1.0 MB",
    "4330462, 4.3 MB",
    "1000000000, 1.0 GB",
    "9223372036854775807, 9.2 EB",
  })
  void peopleReadPowersOfThousand(long number, String shown) {
    assertEquals(shown, ByteCount.shown(number));
  }
}
