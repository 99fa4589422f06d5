package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The one jar as it was built. */
class PackagingIT {

  private static final String BOOT = "dev/larder/agent/boot/";
  private static final Path TEMPLATE = Path.of("..", "MANIFEST.MF.template");

  @BeforeEach
  void onlyWithTheJar() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  private static List<JarEntry> files() throws IOException {
    try (JarFile jar = new JarFile(Agent.jar().toFile())) {
      return jar.stream().filter(entry -> !entry.isDirectory()).toList();
    }
  }

  private static Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    files().forEach(entry -> names.add(entry.getName()));
    return names;
  }

  /** A line of the template is there as it stands, or with a value in place of its mark. */
  @Test
  void theManifestIsTheTemplateFilledIn() throws IOException {
    Attributes attributes;
    try (JarFile jar = new JarFile(Agent.jar().toFile())) {
      attributes = new Manifest(jar.getManifest()).getMainAttributes();
    }
    for (String line : Files.readAllLines(TEMPLATE)) {
      String[] field = line.split(": ", 2);
      String value = attributes.getValue(field[0]);
      assertTrue(value != null && !value.isBlank() && !value.contains("@"), line + " is " + value);
      if (!field[1].contains("@")) {
        assertEquals(field[1], value, line);
      }
    }
    assertFalse(attributes.containsKey(Attributes.Name.CLASS_PATH));
  }

  /** What an application could see of the agent. */
  @Test
  void theRootHoldsTheBootClassesAlone() throws IOException {
    for (String name : names()) {
      assertTrue(
          name.startsWith(BOOT) || name.startsWith("META-INF/") || name.startsWith("isolated/"),
          name);
      assertEquals(
          name.startsWith(BOOT), name.endsWith(".class"), () -> "found by class loaders: " + name);
    }
  }

  @Test
  void nothingIsThereTwice() throws IOException {
    List<String> twice = new ArrayList<>();
    Set<String> classes = new HashSet<>();
    for (JarEntry entry : files()) {
      String name =
          entry
              .getName()
              .replaceFirst("^isolated/(bridge/|companions/)?", "")
              .replaceFirst("\\.classdata$", ".class");
      if (!classes.add(name)) {
        twice.add(name);
      }
    }
    assertEquals(List.of(), twice);
    assertTrue(classes.contains("dev/larder/bridge/HttpClientHooks.class"));
    assertTrue(classes.contains("org/slf4j/LoggerFactory.class"));
  }

  /** What lies beside the clients' classes at run time, and none of those themselves. */
  @Test
  void ofTheClientsPackagesThereAreOurCompanionsAlone() throws IOException {
    List<String> companions =
        names().stream()
            .filter(
                name ->
                    name.matches(".*(com/microsoft|okhttp3|org/apache)/.*")
                        || name.startsWith("isolated/companions/"))
            .filter(name -> !name.endsWith("/"))
            .toList();
    assertFalse(companions.isEmpty());
    for (String name : companions) {
      assertTrue(
          name.matches("isolated/companions/(?!dev/)[\\w/]+/Larder[\\w$]+\\.classdata"), name);
    }
  }

  @Test
  void noServicesNoVersionsAndNoModule() throws IOException {
    for (String name : names()) {
      assertFalse(name.contains("META-INF/services/"), name);
      assertFalse(name.contains("META-INF/versions/"), name);
      assertFalse(name.contains("module-info"), name);
    }
  }

  /** Chronicle Map as shipped reports to its makers and compiles a class while it runs. */
  @Test
  void ofChronicleMapNothingReportsOrCompiles() throws IOException {
    Set<String> names = names();
    assertTrue(names.contains("isolated/net/openhft/chronicle/map/ChronicleMap.classdata"));
    assertTrue(
        names.contains(
            "isolated/net/openhft/chronicle/hash/VanillaGlobalMutableState$$Native.classdata"));
    for (String name : names) {
      assertFalse(name.startsWith("isolated/net/openhft/chronicle/analytics/"), name);
      assertFalse(name.startsWith("isolated/net/openhft/chronicle/core/internal/analytics/"), name);
      for (String library :
          List.of(
              "net/openhft/compiler/",
              "com/squareup/",
              "net/openhft/affinity/",
              "com/sun/jna/",
              "jnr/",
              "com/kenai/",
              "org/objectweb/")) {
        assertFalse(name.startsWith("isolated/" + library), name);
      }
    }
    try (JarFile jar = new JarFile(Agent.jar().toFile())) {
      for (JarEntry entry : files()) {
        if (entry.getName().startsWith("isolated/net/openhft/")) {
          String constants =
              new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
          assertFalse(constants.contains("javax/tools/JavaCompiler"), entry.getName());
          assertFalse(constants.contains("google-analytics"), entry.getName());
        }
      }
    }
  }

  /** It is for programs that have core on their class path. */
  @Test
  void theLibraryIsNotThere() throws IOException {
    Set<String> names = names();
    assertTrue(names.contains("isolated/dev/larder/engine/HttpCache.classdata"));
    for (String name : names) {
      assertFalse(name.contains("dev/larder/library"), name);
    }
  }

  @Test
  void theLicencesAreThere() throws IOException {
    Set<String> names = names();
    assertTrue(names.contains("META-INF/LICENSE"));
    for (String library : List.of("byte-buddy", "jackson-core", "slf4j-api")) {
      assertTrue(
          names.stream()
              .anyMatch(
                  name ->
                      name.startsWith("META-INF/licenses/")
                          && name.contains(library)
                          && name.contains("LICENSE")),
          library);
    }
  }

  /** One time for all of them: the same sources give the same bytes. */
  @Test
  void everyEntryHasTheFixedTime() throws IOException {
    for (JarEntry entry : files()) {
      assertEquals(
          LocalDateTime.parse("2026-11-01T00:00:00"), entry.getTimeLocal(), entry.getName());
    }
  }
}
