package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "**/main.dart.js, true",
    "**/*.js, true",
    "*.js, true",
    "main.*, true",
    "/a/b/main.dart.js, true",
    "/a/*/main.dart.js, true",
    "/a/**, true",
    "/**/a/**/main.dart.js, true",
    "h:8080/**, true",
    "h:*/a/**, true",
    "/a/?/main.dart.js, true",
    "/a/{version}/*, true",
    "**, true",
    "/*/main.dart.js, false",
    "/a/*, false",
    "/b/**, false",
    "*.css, false",
    "other/**, false",
    "/a/?/main.dart, false",
    "/a/b/main.dart.js/, false",
    "/a//b/**, false",
    "dart.js, false",
  })
  void comparesHostAndPath(String pattern, boolean fits) {
    assertEquals(fits, glob(pattern).matches("h:8080", "/a/b/main.dart.js"), pattern);
  }

  @Test
  void tellsWhereAPlaceholderStands() {
    assertArrayEquals(new int[] {3, 6}, glob("/a/{version}/**").placeholders("/a/1.2/x/y"));
    assertArrayEquals(
        new int[] {5, 7, 10, 12}, glob("**/x-{version}/y-{version}").placeholders("/a/x-12/y-34"));
    assertNull(glob("/a/{version}/**").placeholders("/a//x"));
  }

  @Test
  void isQuickWithPatternsThatMakeOthersGoBackForLong() {
    assertFalse(glob("**/" + "*a".repeat(100) + "b").matches("h", "/" + "a".repeat(4000) + "cb"));
    assertTrue(glob("**/" + "*a".repeat(100) + "*").matches("h", "/" + "a".repeat(4000)));
  }

  @Test
  void isNotMadeOfNothingOrTooMuch() {
    assertNull(Glob.of(""));
    assertNull(Glob.of("*".repeat(2000)));
  }

  private static Glob glob(String pattern) {
    Glob glob = Glob.of(pattern);
    assertNotNull(glob);
    return glob;
  }
}
