package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The one jar as it was built. */
class PackagingIT {

  private static final String BOOT = "dev/larder/agent/boot/";
  private static final Path TEMPLATE = Path.of("..", "MANIFEST.MF.template");

  /** The libraries by the packages of their classes. */
  private static final Map<String, String> LIBRARIES =
      Map.ofEntries(
          Map.entry("com/fasterxml/jackson/core", "jackson-core"),
          Map.entry("net/bytebuddy", "byte-buddy"),
          Map.entry("net/openhft/chronicle/algo", "chronicle-algorithms"),
          Map.entry("net/openhft/chronicle/bytes", "chronicle-bytes"),
          Map.entry("net/openhft/chronicle/core", "chronicle-core"),
          Map.entry("net/openhft/chronicle/hash", "chronicle-map"),
          Map.entry("net/openhft/chronicle/map", "chronicle-map"),
          Map.entry("net/openhft/chronicle/set", "chronicle-map"),
          Map.entry("net/openhft/chronicle/threads", "chronicle-threads"),
          Map.entry("net/openhft/chronicle/values", "chronicle-values"),
          Map.entry("net/openhft/chronicle/wire", "chronicle-wire"),
          Map.entry("net/openhft/posix", "posix"),
          Map.entry("net/openhft/sg", "chronicle-map"),
          Map.entry("net/openhft/xstream", "chronicle-map"),
          Map.entry("org/slf4j", "slf4j-api"),
          Map.entry("picocli", "picocli"),
          Map.entry("redis/clients/jedis", "jedis"));

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
                    name.matches(".*(com/microsoft|io/netty|okhttp3|org/apache)/.*")
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

  /** A few classes of it, and all those that they refer to. */
  @Test
  void ofJedisThereIsTheProtocolLayerAlone() throws IOException {
    String folder = "isolated/redis/clients/jedis/";
    Set<String> classes = new TreeSet<>();
    for (String name : names()) {
      if (name.startsWith(folder)) {
        classes.add(name.substring("isolated/".length()).replace(".classdata", ""));
      }
    }
    assertTrue(classes.contains("redis/clients/jedis/Protocol"));
    assertFalse(classes.contains("redis/clients/jedis/Connection"));
    // Nobody looks for its annotations.
    Pattern reference = Pattern.compile("redis/clients/jedis/(?!annots/)[\\w/$]+");
    try (JarFile jar = new JarFile(Agent.jar().toFile())) {
      for (String name : classes) {
        JarEntry entry = jar.getJarEntry("isolated/" + name + ".classdata");
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        Matcher found = reference.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        while (found.find()) {
          assertTrue(classes.contains(found.group()), name + " refers to " + found.group());
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

  private static String text(String entry) throws IOException {
    try (JarFile jar = new JarFile(Agent.jar().toFile())) {
      JarEntry found = jar.getJarEntry(entry);
      assertNotNull(found, entry);
      return new String(jar.getInputStream(found).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Set<String> bundled() throws IOException {
    Set<String> bundled = new TreeSet<>();
    for (String name : names()) {
      String path = name.replaceFirst("^isolated/", "");
      boolean ofALibrary =
          name.startsWith("isolated/")
              && name.endsWith(".classdata")
              && !path.matches("(bridge|companions|dev/larder)/.*");
      if (ofALibrary) {
        List<String> libraries =
            LIBRARIES.keySet().stream().filter(root -> path.startsWith(root + '/')).toList();
        assertEquals(1, libraries.size(), () -> "of an unknown library: " + name);
        bundled.add(LIBRARIES.get(libraries.get(0)));
      }
    }
    return bundled;
  }

  @Test
  void everyLibraryHasItsLicence() throws IOException {
    Set<String> names = names();
    for (String library : bundled()) {
      String start = "META-INF/licenses/" + library + "/LICENSE";
      String license = names.stream().filter(name -> name.startsWith(start)).findAny().orElse("");
      assertFalse(license.isEmpty(), library);
      boolean mit = List.of("slf4j-api", "jedis").contains(library);
      assertTrue(
          text(license).contains(mit ? "Permission is hereby granted" : "Apache License"), license);
    }
    assertTrue(text("META-INF/LICENSE").contains("Apache License"));
    for (String changed : List.of("chronicle-", "posix", "slf4j-api", "jedis")) {
      assertTrue(text("META-INF/NOTICE").contains('"' + changed + '"'), changed);
    }
  }

  /** Copies of other libraries in the libraries. */
  @Test
  void whatTheLibrariesHoldOfOthersHasItsLicence() throws IOException {
    Map<String, String> copies =
        Map.of(
            "net/bytebuddy/jar/asm/", "byte-buddy/ASM-LICENSE",
            "com/fasterxml/jackson/core/io/schubfach/", "jackson-core/Schubfach-LICENSE",
            "com/fasterxml/jackson/core/internal/shaded/fdp/",
                "jackson-core/FastDoubleParser-LICENSE");
    Set<String> names = names();
    copies.forEach(
        (folder, license) -> {
          assertTrue(
              names.stream().anyMatch(name -> name.startsWith("isolated/" + folder)), folder);
          assertTrue(names.contains("META-INF/licenses/" + license), license);
        });
  }

  @Test
  void theBillOfMaterialsNamesEveryLibrary() throws IOException {
    String bill = text("META-INF/sbom/larder-agent.cdx.json");
    Set<String> named = new TreeSet<>();
    int hashes = 0;
    int licenses = 0;
    Matcher found = Pattern.compile("\"(purl|alg|id)\" : \"([^\"]+)\"").matcher(bill);
    while (found.find()) {
      hashes += found.group(1).equals("alg") ? 1 : 0;
      licenses += found.group(1).equals("id") ? 1 : 0;
      if (found.group(1).equals("purl")) {
        assertTrue(found.group(2).matches("pkg:maven/[\\w.]+/[\\w-]+@[\\w.-]+\\?type=jar"), bill);
        named.add(found.group(2).replaceFirst(".*/([\\w-]+)@.*", "$1"));
      }
    }
    assertTrue(named.remove("larder-agent"), bill);
    assertEquals(bundled(), named);
    assertEquals(named.size(), hashes, bill);
    assertEquals(named.size() + 1, licenses, bill);
    assertTrue(bill.contains("\"bomFormat\" : \"CycloneDX\""), bill);
  }

  /** Scanners find the libraries by these files, but programs don't see them. */
  @Test
  void theCoordinatesAreThere() throws IOException {
    String own = "META-INF/maven/dev.larder/larder-agent/";
    Properties properties = new Properties();
    properties.load(new StringReader(text(own + "pom.properties")));
    assertEquals("larder-agent", properties.getProperty("artifactId"));
    assertEquals("dev.larder", properties.getProperty("groupId"));
    try (JarFile jar = new JarFile(Agent.jar().toFile())) {
      assertEquals(
          jar.getManifest().getMainAttributes().getValue("Implementation-Version"),
          properties.getProperty("version"));
    }
    Set<String> names = names();
    for (String name : names) {
      assertTrue(!name.startsWith("META-INF/maven/") || name.startsWith(own), name);
    }
    for (String library : bundled()) {
      assertTrue(
          library.equals("picocli") // published without
              || names.stream().anyMatch(name -> name.endsWith(library + "/pom.properties")),
          library);
    }
  }

  /** The jar holds its dependencies: who depends on it must not get them once more. */
  @Test
  void thePublishedPomHasNoDependencies() throws IOException {
    String pom = text("META-INF/maven/dev.larder/larder-agent/pom.xml");
    assertTrue(pom.contains("<artifactId>larder-agent</artifactId>"), pom);
    assertFalse(pom.contains("dependenc"), pom);
    assertFalse(pom.contains("<parent>"), pom);
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
