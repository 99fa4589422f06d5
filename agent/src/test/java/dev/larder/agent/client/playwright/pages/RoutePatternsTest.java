package dev.larder.agent.client.playwright.pages;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutePatternsTest {

  private static final String URL = "http://a.example/static/App.js?v=1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "**/*",
        "**",
        "*",
        "**/app.js*",
        "http://a.example/**",
        "**/*.{js,css}*",
        "/static/*",
        "./static/**",
        "**/App.js\\\\?v=1",
        "**/[Aa]pp.js?v=?"
      })
  void aGlobThatMatchesIsSeen(String glob) throws IOException {
    assertTrue(of("{\"glob\":\"" + glob + "\"}").mayMatch(URL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"**/other.js", "http://b.example/**", "**/*.png"})
  void aGlobWithOtherLettersDoesNotMatch(String glob) throws IOException {
    assertFalse(of("{\"glob\":\"" + glob + "\"}").mayMatch(URL));
  }

  @Test
  void aRegularExpressionMatchesAnywhere() throws IOException {
    assertTrue(of("{\"regexSource\":\"app\\\\.js\"}").mayMatch(URL));
    assertFalse(of("{\"regexSource\":\"^app\"}").mayMatch(URL));
  }

  @Test
  void whatIsNotUnderstoodMatchesEverything() throws IOException {
    assertTrue(of("{\"regexSource\":\"(\"}").mayMatch(URL));
    assertTrue(of("{\"somethingNew\":\"x\"}").mayMatch(URL));
  }

  @Test
  void noPatternMatchesNothing() throws IOException {
    assertFalse(of("").mayMatch(URL));
  }

  private static RoutePatterns of(String pattern) throws IOException {
    return RoutePatterns.of(Json.read("{\"patterns\":[" + pattern + "]}"));
  }
}
