package dev.larder.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNamesTest {

  private static final String[] NAMES = {"cookie", "authorization", "x-api-key", "a", "api_key"};

  private final FieldNames names = FieldNames.of(NAMES);

  @Test
  void itsNamesAreFoundInAnyCase() {
    for (String name : NAMES) {
      assertTrue(names.contains(name), name);
      assertTrue(names.contains(name.toUpperCase(Locale.ROOT)), name);
    }
    assertTrue(names.contains("X-Api-Key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cooki", "cookie2", "b", "x_api_key", "x\rapi\rkey", "coo\u212Aie"})
  void otherNamesAreNot(String name) {
    assertFalse(names.contains(name));
  }

  @Test
  void ofNoNamesNoneIsFound() {
    assertFalse(FieldNames.of().contains("a"));
    assertFalse(FieldNames.of().contains(""));
  }
}
