package dev.larder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each type and each method that a page of the documentation names in code style exists. */
class DocumentedClassesTest {
  private static final Path ROOT = Path.of("..");

  private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)$(.*?)^```$");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern LABEL = Pattern.compile("\"([A-Z]\\w+)\"");
  private static final Pattern TYPE = Pattern.compile("\\b(?:class|record|interface|enum) (\\w+)");

  private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:[a-z]\\w*\\.)+([A-Z]\\w*)");

  /** Perhaps behind packages or folders, perhaps with a member. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?<place>(?:[a-z]\\w*[./])*)(?<type>[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)*)"
              + "(?:[.#](?<member>[a-z]\\w*)(?:\\(.*\\))?)?");

  /** The pages on which single words are types as well; elsewhere most are fields of HTTP. */
  private static final Set<String> OF_CODE = Set.of("how-it-works.md", "where-to-look.md");

  /**
   * Words of HTTP, attributes of JMX, and types of others that are not on the class path of the
   * tests.
   */
  private static final Set<String> FOREIGN =
      Set.of(
          "Host",
          "APIRequestContextImpl",
          "AuthCache",
          "BridgeInterceptor",
          "BrowserContext",
          "BytesFromNetwork",
          "CachingHttpAsyncClients",
          "ChannelOwner",
          "DefaultHttpClient",
          "DiskBytes",
          "DiskEntries",
          "DnsResolver",
          "GoogleAccessId",
          "HitRate",
          "HttpAsyncClients",
          "HttpLoggingInterceptor",
          "MinimalHttpClient",
          "ReaderThread",
          "RemoteBreaks",
          "RemoteLate",
          "RemoteMicrosMedian",
          "SchemePortResolver",
          "SimpleClientHttpRequestFactory",
          "VersionChange");

  private static final List<String> JDK =
      List.of(
          "java.lang.",
          "java.io.",
          "java.util.",
          "java.net.",
          "java.net.http.",
          "java.net.http.HttpRequest$",
          "java.nio.",
          "javax.imageio.",
          "javax.net.ssl.");

  private final Map<String, List<Path>> sources = new HashMap<>();

  /** Types that some source imports, of libraries, too. */
  private final Set<String> imported = new HashSet<>();

  @Test
  void typesThatTheDocumentationNamesExist() throws IOException {
    for (String module : List.of("core", "agent", "integration-tests", "benchmarks")) {
      for (Path source : files(ROOT.resolve(module), ".java")) {
        String text = Files.readString(source);
        for (MatchResult type : TYPE.matcher(text).results().toList()) {
          sources.computeIfAbsent(type.group(1), name -> new ArrayList<>()).add(source);
        }
        IMPORT.matcher(text).results().forEach(type -> imported.add(type.group(1)));
      }
    }
    Set<String> missing = new TreeSet<>();
    int found = 0;
    List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
    pages.add(ROOT.resolve("CONTRIBUTING.md"));
    for (Path page : pages) {
      for (String code : code(Files.readString(page).replace("\r\n", "\n"))) {
        Matcher name = NAME.matcher(code);
        boolean ours =
            name.matches()
                && (OF_CODE.contains(page.getFileName().toString())
                    || name.group("type").matches(".+[A-Z].*"))
                && !FOREIGN.contains(name.group("type"));
        if (ours && !exists(name.group("place"), name.group("type"), name.group("member"))) {
          missing.add(page.getFileName() + ": " + code);
        }
        found += ours ? 1 : 0;
      }
    }
    assertEquals(Set.of(), missing);
    assertTrue(found > 100, "so many: " + found);
  }

  /** What a page shows in code style, and the labels of its diagrams. */
  private static List<String> code(String page) {
    List<String> code = new ArrayList<>();
    for (MatchResult block : FENCED.matcher(page).results().toList()) {
      if (block.group(1).equals("mermaid")) {
        LABEL.matcher(block.group(2)).results().forEach(label -> code.add(label.group(1)));
      }
    }
    String text = FENCED.matcher(page).replaceAll("");
    CODE.matcher(text).results().forEach(inline -> code.add(inline.group(1)));
    return code;
  }

  /**
   * Whether there is such a type.
   *
   * @param place its package, or the module and the end of the package
   */
  private boolean exists(String place, String type, String member) throws IOException {
    String folder = place.replace('.', '/').replaceFirst("^(core|agent)/", "/");
    for (Path source : sources.getOrDefault(type, List.of())) {
      boolean there = (source.getParent().toString().replace('\\', '/') + "/").endsWith(folder);
      if (there && (member == null || Files.readString(source).contains(member + "("))) {
        return true;
      }
    }
    return (place.isEmpty() && imported.contains(type)) || isOfTheJdk(place, type);
  }

  private static boolean isOfTheJdk(String place, String type) {
    for (String prefix : place.isEmpty() ? JDK : List.of(place)) {
      try {
        Class.forName(prefix + type, false, ClassLoader.getPlatformClassLoader());
        return true;
      } catch (ClassNotFoundException e) {
        // perhaps in another package
      }
    }
    return false;
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .filter(file -> !file.toString().contains("target"))
          .toList();
    }
  }
}
