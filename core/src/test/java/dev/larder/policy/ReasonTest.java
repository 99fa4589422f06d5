package dev.larder.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Mode;
import dev.larder.config.SettingTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReasonTest {

  private static final String HEAD =
      "| reason | section | what it means | what can be done |\n| --- | --- | --- | --- |\n";

  private static final Pattern SETTING = Pattern.compile("larder(\\.[a-z]+(-[a-z]+)*)+");

  private static final Pattern WORD = Pattern.compile("`([a-z-]+)`");

  private static String table() {
    StringBuilder table = new StringBuilder(HEAD);
    for (Reason reason : Reason.values()) {
      table.append("| `").append(reason.word()).append("` | ").append(reason.section());
      table.append(reason.section().isEmpty() ? "| " : " | ");
      table.append(reason.sentence()).append(" |");
      table.append(reason.remedy().isEmpty() ? "" : " ").append(reason.remedy()).append(" |\n");
    }
    return table.toString();
  }

  private static Path page(String name) throws IOException {
    Path module = Path.of("").toAbsolutePath();
    Path root = module.getParent();
    if (root == null || !Files.exists(root.resolve("LICENSE"))) {
      throw new IOException("Not in a module of the project: " + module);
    }
    return root.resolve("docs").resolve(name);
  }

  private static String text(String page) throws IOException {
    return Files.readString(page(page)).replace("\r\n", "\n");
  }

  @Test
  void thePageOfReasonsIsWhatTheEnumSays() throws IOException {
    String text = text("reasons.md");
    int from = text.indexOf(HEAD);
    assertTrue(from >= 0, "docs/reasons.md has the table");
    if (Boolean.getBoolean("reasons.doc.write")) {
      Files.writeString(page("reasons.md"), text.substring(0, from) + table());
      text = text("reasons.md");
    }
    assertEquals(
        table(),
        text.substring(from),
        "docs/reasons.md differs from Reason; write it anew with"
            + " mvn -pl core test -Dtest=ReasonTest -Dreasons.doc.write=true");
  }

  @Test
  void theRulesInSemanticsNameOnlyReasonsThatThereAre() throws IOException {
    requireKnown(text("semantics.md"), "| rule | section | reason |", 3);
  }

  @Test
  void thePageOfRemediesNamesOnlyReasonsThatThereAre() throws IOException {
    requireKnown(text("not-cached.md"), "| what the site does | reason | what helps |", 2);
  }

  /** A column of all tables with this head names only reasons that there are, and some. */
  private static void requireKnown(String text, String head, int column) {
    Set<String> known = new HashSet<>();
    for (Reason reason : Reason.values()) {
      known.add(reason.word());
    }
    List<String> unknown = new ArrayList<>();
    int words = 0;
    boolean inTable = false;
    for (String line : text.lines().toList()) {
      inTable = line.startsWith("|") && (inTable || line.equals(head));
      Matcher word = WORD.matcher(inTable ? line.split("(?<!\\\\)\\|", -1)[column] : "");
      for (; word.find(); words++) {
        if (!known.contains(word.group(1))) {
          unknown.add(word.group(1));
        }
      }
    }
    assertEquals(List.of(), unknown);
    assertTrue(words > 10, "words: " + words);
  }

  @Test
  void everyReasonHasAWordOfItsOwnAndASentence() {
    Set<String> words = new HashSet<>();
    for (Reason reason : Reason.values()) {
      assertTrue(words.add(reason.word()), reason.word());
      assertTrue(reason.sentence().endsWith("."), reason.word());
      assertFalse(reason.sentence().contains("|"), reason.word());
    }
  }

  @Test
  void aRemedyIsASentenceAndNamesOnlySettingsThatThereAre() {
    Set<String> settings = new HashSet<>();
    SettingTable.ALL.forEach(setting -> settings.add(setting.property()));
    int remedies = 0;
    for (Reason reason : Reason.values()) {
      String remedy = reason.remedy();
      assertTrue(remedy.isEmpty() || remedy.endsWith("."), reason.word());
      assertFalse(remedy.contains("|"), reason.word());
      Matcher named = SETTING.matcher(remedy);
      while (named.find()) {
        assertTrue(settings.contains(named.group()), remedy);
      }
      remedies += remedy.isEmpty() ? 0 : 1;
    }
    assertTrue(remedies > 30, "remedies: " + remedies);
  }

  @Test
  void theReasonOfAModeIsItsName() {
    for (Mode mode : Mode.values()) {
      if (mode != Mode.ON) {
        assertEquals("mode-" + mode.word(), Reason.of(mode).word());
      }
    }
  }
}
