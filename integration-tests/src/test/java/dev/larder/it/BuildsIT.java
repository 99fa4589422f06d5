package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Visitors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Consecutive releases of real packages under URLs with their versions, and a page that goes from
 * one to the next while a program with several threads runs.
 */
@Tag(Extensive.TAG)
class BuildsIT {
  private static final int PAGES_OF_A_BUILD = 100;
  private static final int MOST_PAGES = 6000;
  private static final Pattern ENTRY = Pattern.compile("\"([0-9a-f]{64})\"");

  /** The file of each package that the page names, by its releases. */
  private static final Map<String, List<String>> PACKAGES =
      Map.of(
          "jquery/*/jquery.min.js", List.of("3.6.4", "3.7.0", "3.7.1"),
          "bootstrap/*/js/bootstrap.min.js", List.of("5.3.0", "5.3.2", "5.3.3"),
          "momentjs/*/moment.js", List.of("2.29.4", "2.30.1"),
          "swagger-ui/*/swagger-ui.css", List.of("5.33.3", "5.34.1"));

  @TempDir Path cache = Path.of("");

  private final AtomicInteger pages = new AtomicInteger();

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theBytesOfOldBuildsGoAndNothingWrongIsServed(Jdk jdk) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      Map<String, String> digests = new TreeMap<>();
      for (Map.Entry<String, List<String>> released : PACKAGES.entrySet()) {
        for (String release : released.getValue()) {
          String path = path(released.getKey(), release);
          byte[] body = body(path);
          digests.put(path, digest(body));
          origin.on(path, Page.of(200, body, "Cache-Control", "max-age=3600"));
        }
      }
      origin.on("/tick", request -> Page.of(200, "", "Cache-Control", "max-age=3600"));
      origin.on("/", request -> Page.of(200, page(digests), "Cache-Control", "no-store"));
      ForkedJvm.Result result =
          ForkedJvm.on(jdk)
              .agent("versions.grace=2s,versions.keep=0")
              .property("larder.dir", cache)
              .main(Visitors.class, origin.uri("/"), 4)
              .run();
      assertFalse(result.stdout().contains("wrong"), result.stdout());
      assertEquals("", result.stderr());
      assertTrue(pages.get() < MOST_PAGES, this::ledger);
      Map<String, Integer> asked = origin.take();
      for (String path : digests.keySet()) {
        assertEquals(1, asked.get(path), path);
      }
      for (Map.Entry<String, List<String>> released : PACKAGES.entrySet()) {
        requireHistory(origin, released.getKey(), released.getValue());
      }
    }
  }

  /** What the ledger says of one package, and whether its entries are what it says. */
  private void requireHistory(OriginServer origin, String file, List<String> releases)
      throws IOException {
    String history =
        histories().stream()
            .filter(text -> text.contains(origin.uri(path(file, "*")).toString()))
            .findFirst()
            .orElse("");
    List<String> rows = List.of(history.split("\"version\" : ", -1));
    assertEquals(releases.size(), rows.size() - 1, history);
    for (int i = 0; i < releases.size(); i++) {
      String release = releases.get(i);
      boolean latest = i == releases.size() - 1;
      String row =
          rows.stream().filter(text -> text.startsWith('"' + release)).findFirst().orElse("");
      assertTrue(row.contains("\"count\" : 1,"), history);
      assertEquals(!latest, row.contains("\"reclaimed\""), history);
      Matcher entry = ENTRY.matcher(row);
      assertTrue(entry.find(), history);
      String key = entry.group(1);
      Path stored = cache.resolve("v1").resolve(key.substring(0, 2)).resolve(key + ".entry");
      assertEquals(latest, Files.exists(stored), history);
    }
  }

  /** A build after the other, then the last one until the others are gone. */
  private String page(Map<String, String> digests) throws IOException {
    int number = pages.incrementAndGet();
    int build = Math.min(2, number / PAGES_OF_A_BUILD);
    if (number >= MOST_PAGES || (build == 2 && reclaimed() == 6)) {
      return "";
    }
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, List<String>> released : PACKAGES.entrySet()) {
      List<String> releases = released.getValue();
      String path = path(released.getKey(), releases.get(Math.min(build, releases.size() - 1)));
      lines.add(path + ' ' + digests.get(path));
    }
    if (number % 20 == 0) {
      lines.add("/tick?page=" + number + ' ' + digest(new byte[0]));
    }
    return String.join("\n", lines);
  }

  private int reclaimed() throws IOException {
    int count = 0;
    for (String history : histories()) {
      count += history.split("\"reclaimed\"", -1).length - 1;
    }
    return count;
  }

  private String ledger() {
    try {
      return String.join("\n", histories());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private List<String> histories() throws IOException {
    Path folder = cache.resolve("v1").resolve("versions");
    if (!Files.exists(folder)) {
      return List.of();
    }
    List<String> histories = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        histories.add(Files.readString(file));
      }
    }
    return histories;
  }

  private static String path(String file, String release) {
    return "/webjars/" + file.replace("*", release);
  }

  private static byte[] body(String path) throws IOException {
    String[] names = path.split("/", -1);
    String jar = names[2] + '-' + names[3] + ".jar";
    Path target = Path.of(System.getProperty("larder.it.target", "target"));
    Path folder = target.resolve(names[2].equals("swagger-ui") ? "site" : "webjars");
    try (ZipFile zip = new ZipFile(folder.resolve(jar).toFile())) {
      ZipEntry entry = zip.getEntry("META-INF/resources" + path);
      assertTrue(
          entry != null,
          () -> path + zip.stream().map(ZipEntry::getName).collect(Collectors.toList()));
      try (InputStream in = zip.getInputStream(entry)) {
        return in.readAllBytes();
      }
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
