package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a page of the documentation shows to be copied is understood: options, settings and
 * rules are loaded without a problem, commands name what exists. A snippet of no known kind fails.
 * What recipes do is tested by {@code RecipesIT}, examples in Java by {@code ReadmeTest}.
 */
class SnippetsTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");
  private static final Pattern INLINE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
  private static final String OPTION = "-Dlarder.";
  private static final String ARGUMENTS = "-javaagent:larder.jar=";
  private static final Pattern ASSIGNMENT = Pattern.compile("larder\\.[\\w.-]+=[^\\s`]+");
  private static final Pattern VARIABLE = Pattern.compile("(LARDER_\\w+)=(\\S+)");
  private static final Pattern MEMBER = Pattern.compile("\"([\\w-]+)\": .+");
  private static final Pattern NAMED =
      Pattern.compile("-D(?:it\\.)?test='?([\\w*]+)|\\b((?:\\w+\\.)+[A-Z]\\w+)(?:#\\w+)?");

  /** Blocks that other tests look at: {@code ReadmeTest} and {@code DocumentedClassesTest}. */
  private static final Set<String> LANGUAGES = Set.of("java", "mermaid");

  /** Files of other tools, in which options of Larder stand somewhere; {@code RunWithIT}. */
  private static final Set<String> FILES_OF_TOOLS =
      Set.of("dockerfile", "kotlin", "properties", "sh", "xml", "yaml");

  private static final Pattern EMBEDDED =
      Pattern.compile("-javaagent:\\S*?larder\\.jar(=[^\\s\"'<]+)?");

  /** Blocks that show what is printed or stored, by how they begin; nobody copies them. */
  private static final List<String> OUTPUT =
      List.of(
          "<larder.dir>/v1/ab/", // file-format.md, DiskStoreTest
          "ACL SETUSER larder on", // for the server, TopologiesTest
          "clock at its last use", // a formula
          "GET http://127.0.0.1:8080/a: larder;", // the log, CacheStatusFieldTest
          "larder; fwd=", // Cache-Status, the same
          "library    load, save", // floors, FloorsTest
          "larder: /etc/larder.json: line", // RulesTest
          "[error][aot] Mismatched", // the JVM, ClassArchivesIT
          "agent.boot             starts", // floors, FloorsTest
          "{\n  \"resource\" : ", // the ledger, VersionLogTest
          "<dependency>"); // coordinates, PublicApiTest

  /** Commands of others, of a shell, and options of the JVM alone. */
  private static final List<String> COMMANDS =
      List.of(
          "mvn ",
          "java -javaagent:larder.jar -jar app.jar",
          "java ",
          "mitmdump ",
          "docker build ",
          "sha256sum ",
          "--add-opens ",
          "echo ",
          "alias larder=");

  @TempDir Path folder = Path.of("");

  private record Snippet(String page, String language, String text) {
    @Override
    public String toString() {
      return page + ": " + text;
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      Stream<Path> pages = docs.filter(page -> page.toString().endsWith(".md")).sorted();
      Stream<Path> first = Stream.of("README.md", "CONTRIBUTING.md").map(ROOT::resolve);
      return Stream.concat(first, pages).toList();
    }
  }

  private static List<Snippet> snippets(boolean blocks) throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    for (Path page : pages()) {
      String text = Files.readString(page).replace("\r\n", "\n");
      String name = String.valueOf(page.getFileName());
      String rest = blocks ? text : BLOCK.matcher(text).replaceAll("");
      for (MatchResult found : (blocks ? BLOCK : INLINE).matcher(rest).results().toList()) {
        String language = blocks ? found.group(1) : "";
        snippets.add(new Snippet(name, language, found.group(blocks ? 2 : 1).strip()));
      }
    }
    return snippets;
  }

  @Test
  void everyBlockIsUnderstood() throws IOException {
    int understood = 0;
    for (Snippet block : snippets(true)) {
      String text = block.text;
      if (LANGUAGES.contains(block.language) || OUTPUT.stream().anyMatch(text::startsWith)) {
        continue;
      }
      understood++;
      if (text.startsWith("{")) {
        assertEquals("json", block.language, block::toString);
        requireFile(block, text);
      } else if (FILES_OF_TOOLS.contains(block.language)) {
        requireEmbedded(block);
      } else if (!requireOptions(block, text)) {
        assertTrue(COMMANDS.stream().anyMatch(text::startsWith), () -> "Who runs this? " + block);
      }
      requireNames(block);
    }
    assertTrue(understood > 10);
  }

  @Test
  void everythingInTheTextThatIsToBeCopiedIsUnderstood() throws IOException {
    int understood = 0;
    for (Snippet inline : snippets(false)) {
      String text = inline.text;
      if (text.startsWith("{\"")) {
        requireFile(inline, text);
      } else if (MEMBER.matcher(text).matches()) {
        requireMember(inline);
      } else if (VARIABLE.matcher(text).matches()) {
        String[] both = text.split("=", 2);
        require(inline, Map.of(), null, Map.of(both[0], both[1]));
      } else if (ASSIGNMENT.matcher(text).matches()) {
        requireOptions(inline, "-D" + text);
      } else if (!requireOptions(inline, text)) {
        understood--;
      }
      understood++;
    }
    assertTrue(understood > 30);
  }

  /** What a file of another tool hands to the agent. */
  private void requireEmbedded(Snippet snippet) {
    for (MatchResult option : EMBEDDED.matcher(snippet.text).results().toList()) {
      String arguments = option.group(1);
      require(snippet, Map.of(), arguments == null ? null : arguments.substring(1), Map.of());
    }
  }

  /** Whether there are options of Larder, which must be understood. */
  private boolean requireOptions(Snippet snippet, String text) throws IOException {
    Map<String, String> properties = new HashMap<>();
    String arguments = null;
    boolean any = false;
    for (MatchResult found : WORD.matcher(text).results().toList()) {
      String word = found.group().replaceAll("'([^']*)'|\"([^\"]*)\"", "$1$2"); // as a shell does
      any |= word.startsWith(OPTION) || word.startsWith(ARGUMENTS);
      if (word.startsWith(ARGUMENTS)) {
        arguments = word.substring(ARGUMENTS.length());
      } else if (word.startsWith(OPTION)) {
        String[] both = word.substring(2).split("=", 2);
        Setting<?> setting = SettingTable.named(both[0].substring("larder.".length()));
        boolean named = both.length == 1 && setting != null; // a name in running text
        if (!named && !isForTests(both[0])) {
          properties.put(both[0], both.length == 1 ? "" : both[1]);
        }
      }
    }
    require(snippet, properties, arguments, Map.of());
    return any;
  }

  private void require(
      Snippet snippet,
      Map<String, String> properties,
      @Nullable String arguments,
      Map<String, String> environment) {
    Configuration loaded = Configuration.load(properties, arguments, environment);
    assertEquals(List.of(), loaded.problems(), snippet::toString);
  }

  private void requireFile(Snippet snippet, String json) throws IOException {
    Path file = Files.writeString(folder.resolve("larder.json"), json);
    require(snippet, Map.of("larder.config", file.toString()), null, Map.of());
  }

  /** A member of a rule. */
  private void requireMember(Snippet snippet) throws IOException {
    boolean timed = snippet.text.contains("age");
    String age = timed && !snippet.text.startsWith("\"max-age\"") ? "\"max-age\": \"1h\", " : "";
    requireFile(snippet, "{\"rules\": [{" + age + snippet.text + "}]}");
  }

  /** Whether a property is one of the tests, which then is named in one. */
  private static boolean isForTests(String property) throws IOException {
    boolean forTests =
        Stream.of("it", "soak", "fuzz", "tenants", "kills", "largest")
            .anyMatch(
                name ->
                    property.equals("larder." + name)
                        || property.startsWith("larder." + name + "."));
    if (forTests) {
      boolean found = false;
      for (Path source : sources()) {
        found = found || Files.readString(source).contains('"' + property + '"');
      }
      assertTrue(found, () -> "No test knows " + property);
    }
    return forTests;
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("core", "agent", "integration-tests", "benchmarks")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }

  /** Tests and programs that a command names are there. */
  private static void requireNames(Snippet snippet) throws IOException {
    Set<String> names = new TreeSet<>();
    for (MatchResult named : NAMED.matcher(snippet.text).results().toList()) {
      String name = named.group(1) == null ? named.group(2) : named.group(1);
      if (!name.equals("NoSuchTest")) {
        names.add(name.substring(name.lastIndexOf('.') + 1).replace("*", "\\w*"));
      }
    }
    for (String name : snippet.text.startsWith("{") ? Set.<String>of() : names) {
      boolean there = false;
      for (Path source : sources()) {
        there = there || String.valueOf(source.getFileName()).matches(name + "\\.java");
      }
      assertTrue(there, () -> name + " is not there: " + snippet);
    }
  }
}
