package dev.larder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each class and each method that a page of the documentation names in code style exists. */
class DocumentedClassesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

  /** A name of two words at least, perhaps behind packages or folders, perhaps with a member. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?<place>(?:[a-z][\\w]*[./])*)(?<type>[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+)"
              + "(?:[.#](?<member>[a-z]\\w*)(?:\\(.*\\))?)?");

  /** Names of others, none of which the tests have on their class path. */
  private static final Set<String> FOREIGN =
      Set.of(
          "APIRequestContextImpl",
          "BrowserContext",
          "ChannelOwner",
          "GoogleAccessId", // a query parameter
          "ReaderThread");

  private static final List<String> PACKAGES_OF_THE_JDK =
      List.of(
          "java.lang.",
          "java.io.",
          "java.util.",
          "java.net.",
          "java.net.http.",
          "java.net.http.HttpRequest$",
          "java.nio.");

  @Test
  void classesThatTheDocumentationNamesExist() throws IOException {
    List<Path> sources = files(".java");
    Set<String> missing = new HashSet<>();
    for (Path page : files(".md")) {
      String text = FENCED.matcher(Files.readString(page)).replaceAll("");
      for (MatchResult code : CODE.matcher(text).results().toList()) {
        var name = NAME.matcher(code.group(1));
        if (name.matches()
            && !FOREIGN.contains(name.group("type"))
            && !isOfTheJdk(name.group("place"), name.group("type"))
            && !isIn(sources, name.group("place"), name.group("type"), name.group("member"))) {
          missing.add(page.getFileName() + ": " + code.group(1));
        }
      }
    }
    assertEquals(Set.of(), missing);
  }

  /**
   * Whether a source file has this class.
   *
   * @param place the end of its package, or its module and package behind dev.larder
   */
  private static boolean isIn(List<Path> sources, String place, String type, String member)
      throws IOException {
    String folder = place.replace('.', '/').replaceFirst("^(core|agent)/", "/");
    for (Path source : sources) {
      String path = source.toString().replace('\\', '/');
      if (path.endsWith("/" + type + ".java")
          && (place.startsWith("dev.") || path.endsWith(folder + type + ".java"))
          && (member == null || Files.readString(source).contains(member + "("))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfTheJdk(String place, String type) {
    List<String> names = new ArrayList<>(PACKAGES_OF_THE_JDK);
    names.add(place);
    for (String name : names) {
      try {
        Class.forName(name + type, false, ClassLoader.getPlatformClassLoader());
        return true;
      } catch (ClassNotFoundException e) {
        // another one, or ours
      }
    }
    return false;
  }

  private static List<Path> files(String ending) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : List.of("docs", "core", "agent", "integration-tests", "benchmarks")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(ending))
            .filter(file -> !file.toString().contains("target"))
            .forEach(found::add);
      }
    }
    found.removeIf(file -> ending.equals(".md") && !file.startsWith(ROOT.resolve("docs")));
    return found;
  }
}
