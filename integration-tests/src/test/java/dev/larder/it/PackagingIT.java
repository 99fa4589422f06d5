package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
                name -> name.contains("com/microsoft/") || name.startsWith("isolated/companions/"))
            .toList();
    assertFalse(companions.isEmpty());
    for (String name : companions) {
      assertTrue(name.matches("isolated/companions/(?!dev/)[\\w/]+/Larder\\w+\\.classdata"), name);
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

  private record Ended(int exitCode, String stdout, String stderr) {}

  private static Ended run(Jdk jdk, Path directory, String... arguments) throws Exception {
    return run(jdk, directory, List.of(), arguments);
  }

  private static Ended run(Jdk jdk, Path directory, List<String> options, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(jdk.tool("java").toString());
    command.addAll(options);
    command.add("-jar");
    command.add(Agent.jar().toString());
    command.addAll(List.of(arguments));
    File out = directory.resolve("out").toFile();
    File err = directory.resolve("err").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
    builder.environment().keySet().removeIf(name -> name.startsWith("LARDER_"));
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    int exitCode = builder.start().waitFor();
    return new Ended(
        exitCode, Files.readString(out.toPath(), UTF_8), Files.readString(err.toPath(), UTF_8));
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theCommandLineWorks(Jdk jdk, @TempDir Path directory) throws Exception {
    Ended version = run(jdk, directory, "version");
    assertEquals(0, version.exitCode, version.stderr);
    assertTrue(version.stdout.matches("larder \\d\\S*\\R"), version.stdout);
    assertEquals("", version.stderr);

    Ended settings = run(jdk, directory, "settings");
    assertEquals(0, settings.exitCode, settings.stderr);
    assertTrue(settings.stdout.lines().anyMatch(line -> line.startsWith("larder.mode ")));
    assertTrue(settings.stdout.lines().allMatch(line -> line.startsWith("larder.")));
    assertEquals("", settings.stderr);

    Path config =
        Files.writeString(
            directory.resolve("larder.json"),
            "{\"exclude\": [\"api.example.org\", \"*.js\"], \"force\": \"**/[a.js\","
                + " \"memory.ttl\": \"90m\", \"rules\": [{\"mach\": {}}, {\"force\": true}]}");
    settings = run(jdk, directory, List.of("-Dlarder.config=" + config), "settings");
    for (String line :
        List.of(
            "larder\\.exclude +api\\.example\\.org,\\*\\.js",
            "larder\\.max-age +24h",
            "larder\\.memory\\.ttl +90m",
            "larder\\.max-header-size +64KiB",
            "larder\\.include +none")) {
      assertTrue(settings.stdout.lines().anyMatch(shown -> shown.matches(line)), settings.stdout);
    }
    assertEquals(3, settings.stderr.lines().count(), settings.stderr);
    for (String said :
        List.of("did you mean **/?a.js?", "did you mean match?", "force needs max-age")) {
      assertTrue(settings.stderr.contains(said), settings.stderr);
    }

    Ended help = run(jdk, directory);
    assertEquals(0, help.exitCode);
    assertTrue(help.stdout.contains("-javaagent:larder.jar"), help.stdout);

    Ended wrong = run(jdk, directory, "setings");
    assertEquals(2, wrong.exitCode);
    assertEquals("", wrong.stdout);
    assertTrue(wrong.stderr.startsWith("larder: no such command: setings"), wrong.stderr);
  }
}
