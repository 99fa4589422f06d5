package dev.larder.policy.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WellKnownCookiesTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| .*\\|$");

  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  private static String page() throws IOException {
    return Files.readString(Path.of("..", "docs", "cookies.md"));
  }

  @Test
  void thePageTellsOfEachWhoseItIs() throws IOException {
    String page = page();
    List<String> told =
        ROW.matcher(page.substring(0, page.indexOf("## What is not among them")))
            .results()
            .map((MatchResult row) -> row.group(1))
            .sorted()
            .toList();
    assertEquals(WellKnownCookies.ALL.patterns().stream().sorted().toList(), told);
  }

  static List<String> leftOut() throws IOException {
    String page = page();
    List<String> names =
        page.substring(page.indexOf("## What is not among them"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|", -1)[1])
            .flatMap(cell -> NAME.matcher(cell).results())
            .map(name -> name.group(1).replace("*", "x"))
            .toList();
    assertTrue(names.size() > 20, names::toString);
    return names;
  }

  @ParameterizedTest
  @MethodSource("leftOut")
  void noPatternFitsWhatIsNotAmongThem(String name) {
    assertFalse(WellKnownCookies.ALL.fit(name));
  }
}
