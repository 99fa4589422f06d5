package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
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
    "h:*/**, true",
    "other:8080/**, false",
    "h:80/**, false",
    "/a/?/main.dart, false",
    "/a/b/main.dart.js/, false",
    "/a//b/**, false",
    "dart.js, false",
  })
  void comparesHostAndPath(String pattern, boolean fits) {
    assertEquals(fits, glob(pattern).matches("h", ":8080", "/a/b/main.dart.js"), pattern);
  }

  @ParameterizedTest
  @CsvSource({
    "api.example.org, http://api.example.org/v1/a.js, true",
    "api.example.org, https://api.example.org:8443/, true",
    "API.Example.org, https://api.example.org/, true",
    "api.example.org, https://example.org/api.example.org, false",
    "api.example.org:8443, https://api.example.org:8443/, true",
    "api.example.org:8443, https://api.example.org/, false",
    "api.example.org:443, https://api.example.org/, true",
    "*.example.org, https://a.b.example.org/x, true",
    "*.example.org, https://example.org/x, false",
    "example.com.br, http://example.com.br/, true",
    "bun.xn--p1ai, http://bun.xn--p1ai/, true",
    "127.0.0.1, http://127.0.0.1:4711/a, true",
    "127.0.0.*, http://127.0.0.9/a, true",
    "127.0.0.1, http://127.0.0.10/a, false",
    "localhost, http://LOCALHOST:4711/a, true",
    "localhost:8080, http://localhost:8080/a, true",
    "[::1], http://[::1]:4711/a, true",
    "[::1]:80, http://[::1]/a, true",
    "CDN.example.org/**, https://cdn.example.org:444/A, true",
    "cdn.example.org/A, https://cdn.example.org/a, false",
    "127.0.0.1/**, http://127.0.0.1:4711/a, true",
    "*.js, https://js.example.org/a, false",
    "*.js, https://example.org/a.js, true",
    "app.js, https://example.org/app.js, true",
    "*.woff2, https://example.org/a.woff2, true",
    "*.js.map, https://example.org/a.js.map, true",
    "app.js.br, https://example.org/app.js.br, true",
    "main.*, https://example.org/main.css, true",
    "favicon, https://example.org/favicon, true",
    "1.2.3, https://example.org/1.2.3, true",
    ".htaccess, https://example.org/.htaccess, true",
  })
  void aPatternWithoutSlashIsForAHostIfItLooksLikeOne(String pattern, URI uri, boolean fits) {
    RequestMatch match = RequestMatch.ofPaths(List.of(glob(pattern)));
    assertEquals(fits, match.fits("GET", uri), pattern);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "https://cdn.example.org/a/** | has a scheme: did you mean cdn.example.org/a/**?",
        "https://cdn.example.org | did you mean cdn.example.org?",
        "**/[a.js | has a character that no URL has there: did you mean **/?a.js?",
        "**/[ab].js | did you mean **/?ab.js?",
        "/a b | did you mean /a?b?",
        "*.{js | has a brace: each alternative is a pattern of its own",
        "/search?q=* | has a query, which no pattern sees, only url in a rule: did you mean /search?",
        "/a#b | did you mean /a?",
        "!*.js | is no negation",
        ".js | fits no URL: did you mean *.js?",
        ".example.org | did you mean *.example.org?",
        "docs.rs | could be a host or a file: did you mean docs.rs/** or **/docs.rs?",
        "*.foo | did you mean *.foo/** or **/*.foo?",
        "assets/** | could be a host or a folder: did you mean assets:*/** or /assets/**?",
      })
  void aPatternThatFitsNothingIsRefusedWithTheFormThatWorks(String pattern, String said) {
    assertNull(Glob.of(pattern));
    String wrong = String.valueOf(GlobSyntax.wrong(pattern));
    assertTrue(wrong.startsWith(pattern) && wrong.contains(said), wrong);
  }

  @ParameterizedTest
  @CsvSource({"docs.rs/**", "**/docs.rs", "*.foo/**", "**/*.foo", "assets:*/**", "/assets/**"})
  void theFormsThatAreProposedWork(String pattern) {
    assertNull(GlobSyntax.wrong(pattern));
  }

  @Test
  void agreesWithARegularExpressionOfTheSameMeaning() {
    Random random = new Random(5);
    List<String> globs = List.of("a", "b", "/", "?", "*", "**", "**/", "{version}");
    List<String> meanings = List.of("a", "b", "/", "[^/]", "[^/]*", ".*", "(?:.*/)?", "[^/]+");
    int fitting = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder glob = new StringBuilder();
      StringBuilder meaning = new StringBuilder();
      StringBuilder text = new StringBuilder();
      int before = random.nextInt(140); // so that wildcards stand on both sides of a word's end
      text.append("a".repeat(before));
      glob.append(text);
      meaning.append(text);
      int last = 0;
      for (int parts = random.nextInt(8); parts > 0; parts--) {
        int part = random.nextInt(globs.size());
        if ((last == 4 && part >= 4) || (last == 5 && part >= 2)) {
          part = random.nextInt(2); // a star or slash behind a star would be read together with it
        }
        glob.append(globs.get(part));
        meaning.append(meanings.get(part));
        last = part;
      }
      for (int length = random.nextInt(8); length > 0; length--) {
        text.append("ab/".charAt(random.nextInt(3)));
      }
      boolean fits = Pattern.matches(meaning.toString(), text);
      assertEquals(
          fits, new GlobAutomaton(glob.toString()).matches(text.toString()), glob + " " + text);
      fitting += fits ? 1 : 0;
    }
    assertTrue(fitting > 1000, "enough of both: " + fitting);
  }

  @Test
  void isQuickWithPatternsThatMakeOthersGoBackForLong() {
    assertFalse(
        glob("**/" + "*a".repeat(100) + "b").matches("h", "", "/" + "a".repeat(4000) + "cb"));
    assertTrue(glob("**/" + "*a".repeat(100) + "*").matches("h", "", "/" + "a".repeat(4000)));
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
