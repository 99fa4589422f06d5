package dev.larder.policy.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Settings;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.policy.CacheStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a URI is written down. */
class UriSecretsTest {

  private static final IdentitySettings DEFAULTS = IdentitySettings.of(Settings.defaults());

  static List<String> names() throws IOException {
    List<String> names = Files.readAllLines(Path.of("src/test/resources/secret-parameters.txt"));
    assertTrue(names.size() > 70);
    return names;
  }

  private static String shown(String uri) {
    return UriSecrets.redacted(uri, DEFAULTS);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aSecretByItsNameIsNotWrittenDown(String name) {
    String encoded = name.replace("[", "%5B").replace("]", "%5D");
    for (String before :
        List.of("https://a.example/p?", "https://a.example/p?x=1&", "https://a.example/p?x;")) {
      assertEquals(before + encoded + "=...&y=2", shown(before + encoded + "=ab&y=2"));
    }
    String path = "https://a.example/p;" + encoded + "=";
    assertEquals(path + "...;r=1/q?x=1", shown(path + "ab;r=1/q?x=1"));
    assertEquals(path + ".../q", shown(path + "ab/q"));
    assertEquals("https://a.example/p?" + encoded, shown("https://a.example/p?" + encoded));
    assertTrue(Credentials.inUri(URI.create("https://a.example/p?" + encoded + "=ab#f"), DEFAULTS));
    assertTrue(Credentials.inUri(URI.create("https://a.example/p;" + encoded + "=ab"), DEFAULTS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.example/",
        "https://a.example/p?q=a+longer+text+with+9+words+2+read",
        "https://a.example/app.js?v=3f9a8c7b3f9a8c7b3f9a8c7b3f9a8c7b&lang=de",
        "https://a.example/app.js?id=3f9a8c7b3f9a8c7b3f9a",
        "https://a.example/p?page=2&sort=name&author=x&keyword=y&country_code=de&state=CA",
        "https://a.example/p?id=123e4567-e89b-12d3-a456-426614174000",
        "https://a.example/p?at=2025-10-20T06:45:00.123Z&from=52.5200&_=1700000000000",
        "https://a.example/p?slug=how-to-read-a-very-long-title-in-2024-and-2025",
        "https://a.example/p?url=https%3A%2F%2Fb.example%2Fa%2Fb%3Fx%3D1",
        "https://a.example/p?build=report-ui_20251020-0645_RC000",
        "https://a.example/p;v=1;x=2/q?a;b",
        "https://a.example/logo.png?3f9a8c7b3f9a8c7b3f9a8c7b3f9a8c7b",
        "https://a.example/token=t",
      })
  void whatNamesAVersionOrSaysWhatIsWantedIs(String uri) {
    assertEquals(uri, shown(uri));
    assertFalse(Credentials.inUri(URI.create(uri), DEFAULTS));
  }

  @ParameterizedTest
  @CsvSource({
    "x=eyJhbGciOiJIUzI1NiJ9.e30.abc, x=...",
    "k=AIzaSyD3x9Kq7LmN0pQ2rS4tU6vW8yZ1aB5cD7e, k=...",
    "x=ghp_16C7e42F292c6912E7710c838347Ae178B4a, x=...",
    "x=9b74c9897bac770ffc029102a200c5de, x=...",
    "x=U2FsdGVkX1%2B3n0a9Zq8w7e6r5t4y3u2i1o0p, x=...",
    "next=%2Fcallback%3Fcode%3Dabc%26state%3D1, next=...",
    "u=https%3A%2F%2Fb.example%2F%3Faccess_token%3Dab, u=...",
  })
  void aSecretByItsValueIsNot(String query, String expected) {
    String page = "https://a.example/p?a=1&";
    assertEquals(page + expected, shown(page + query));
    assertFalse(Credentials.inUri(URI.create(page + query), DEFAULTS), "it tells nobody apart");
  }

  @Test
  void noPlaceShowsAParameterOfThePath() {
    URI uri = URI.create("https://a.example/p;jsessionid=ab/q;x=1?y=2");
    String told = CacheStatus.hit(Duration.ZERO).key(uri).toString();
    assertTrue(told.endsWith("key=\"https://a.example/p;.../q;...?...\""), told);
    assertEquals(
        "GET https://a.example/p;.../q;...?...", RequestHead.get(uri, Headers.empty()).toString());
  }
}
