package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Fetch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each section of {@code docs/run-with.md} does what it says. Where a tool is not a part of the
 * build, such as Docker, what its file hands to the JVM is taken from the page, and a JVM is
 * started with that. A section without a run here fails.
 */
@Tag(Extensive.ONE_JDK)
@Tag(Extensive.TAG)
class RunWithIT {

  /** A section of the page, and its blocks of code. */
  private record Section(String title, List<String> blocks) {
    @Override
    public String toString() {
      return title;
    }

    private static final Pattern OPTION =
        Pattern.compile("-javaagent:\\S*?larder\\.jar(?:=[^\\s\"'<]+)?");

    /** All options for the agent in its blocks. */
    List<String> options() {
      return blocks.stream()
          .flatMap(block -> OPTION.matcher(block).results())
          .map(MatchResult::group)
          .toList();
    }

    /** The one block that contains a text. */
    String block(String text) {
      List<String> found = blocks.stream().filter(block -> block.contains(text)).toList();
      assertEquals(1, found.size(), title + ": " + text);
      return found.get(0);
    }
  }

  /** Does what a section says. */
  private interface Run {
    void run(RunWithIT with, Section section) throws Exception;
  }

  private static final Path PAGE = Path.of("..", "docs", "run-with.md");
  private static final Pattern TITLE = Pattern.compile("(?ms)^## ([^\n]+)\n(.*?)(?=^## |\\z)");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\n(.*?)^```$");
  private static final Pattern VERSIONED =
      Pattern.compile(
          "<artifactId>(maven-(?:compiler|resources|surefire)-plugin)</artifactId>\\s*"
              + "<version>([^<]+)</version>");
  private static final Map<String, Run> RUNS = new LinkedHashMap<>();

  static {
    RUNS.put("Plain Java", RunWithIT::asOption);
    RUNS.put("A variable of the environment", RunWithIT::asVariable);
    RUNS.put("Tests under Maven", RunWithIT::testsUnderMaven);
    RUNS.put("Maven's own downloads", RunWithIT::mavenItself);
    RUNS.put("Gradle", RunWithIT::asOption);
    RUNS.put("Spring Boot", RunWithIT::asOption);
    RUNS.put("Docker and Compose", RunWithIT::asToolOptions);
    RUNS.put("Kubernetes", RunWithIT::asToolOptions);
    RUNS.put("Testcontainers", RunWithIT::asToolOptions);
    RUNS.put("JBang", RunWithIT::jbang);
    RUNS.put("GitHub Actions", RunWithIT::asToolOptions);
    RUNS.put("GitLab CI", RunWithIT::gitLab);
    RUNS.put("An IDE", RunWithIT::asOption);
    RUNS.put("A runtime image", RunWithIT::image);
    RUNS.put("A program that runs already", RunWithIT::attach);
  }

  @TempDir Path folder = Path.of("");

  private final OriginServer origin;

  RunWithIT() throws IOException {
    origin = OriginServer.http();
    origin.on("/a", Page.of(200, "a", "Cache-Control", "max-age=60"));
  }

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
  }

  static Stream<Section> sections() throws IOException {
    List<Section> sections = new ArrayList<>();
    for (MatchResult title : TITLE.matcher(Files.readString(PAGE)).results().toList()) {
      List<String> blocks = BLOCK.matcher(title.group(2)).results().map(b -> b.group(1)).toList();
      // Where there is no block, the text itself has the code.
      sections.add(
          new Section(title.group(1), blocks.isEmpty() ? List.of(title.group(2)) : blocks));
    }
    return sections.stream();
  }

  @Test
  void everySectionHasARunAndIsInTheContents() throws IOException {
    TreeSet<String> titles = new TreeSet<>();
    sections().forEach(section -> titles.add(section.title()));
    assertEquals(new TreeSet<>(RUNS.keySet()), titles);
    String page = Files.readString(PAGE);
    for (String title : titles) {
      String anchor = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z ]", "");
      assertTrue(page.contains("- [" + title + "](#" + anchor.replace(' ', '-') + ")\n"), title);
    }
  }

  @ParameterizedTest
  @MethodSource("sections")
  void aSectionDoesWhatItSays(Section section) throws Exception {
    Run run = RUNS.get(section.title());
    assertNotNull(run, "Nobody runs it");
    run.run(this, section);
  }

  /** An option of the page, for the jar and a directory of this test. */
  private String here(String option) {
    assertTrue(option.startsWith("-javaagent:"), option);
    String arguments = option.contains("=") ? option.substring(option.indexOf('=')) : "";
    return "-javaagent:"
        + Agent.jar()
        + arguments.replace("/tmp/larder", "/cache").replace("/cache", cache());
  }

  private String cache() {
    return folder.resolve("cache").toString();
  }

  /** Runs a program that asks twice for one page; the origin must be asked once. */
  private ForkedJvm.Result asksOnce(ForkedJvm jvm) throws Exception {
    Path steps = Files.write(folder.resolve("steps"), List.of("GET /a", "GET /a"));
    ForkedJvm.Result result =
        jvm.environment("XDG_CACHE_HOME", folder.resolve("cache-home").toString())
            .main(Fetch.class, origin.uri("/"), steps, 0)
            .run();
    assertEquals(2, result.lines().size(), result.toString());
    assertEquals(Map.of("/a", 1), origin.take(), result.toString());
    return result;
  }

  private ForkedJvm jvm() {
    return ForkedJvm.on(Jdk.running());
  }

  private void asOption(Section section) throws Exception {
    List<String> options = section.options();
    assertFalse(options.isEmpty(), section::toString);
    for (String option : options) {
      assertEquals(
          "", asksOnce(jvm().option(here(option)).property("larder.dir", fresh())).stderr());
    }
  }

  private Path fresh() throws IOException {
    return Files.createTempDirectory(folder, "cache");
  }

  private void asVariable(Section section) throws Exception {
    Matcher line = Pattern.compile("export (\\w+)=(\\S+)").matcher(String.join("", section.blocks));
    List<String> names = new ArrayList<>();
    while (line.find()) {
      names.add(line.group(1));
      ForkedJvm jvm = jvm().environment(line.group(1), here(line.group(2)));
      String said = asksOnce(jvm.property("larder.dir", fresh())).stderr();
      assertEquals(1, said.lines().count(), said);
      assertTrue(said.contains("Picked up"), said);
    }
    assertEquals(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"), names);
  }

  private void asToolOptions(Section section) throws Exception {
    List<String> options = section.options();
    assertFalse(options.isEmpty(), section::toString);
    for (String option : options) {
      Path cache = Path.of(cache());
      asksOnce(jvm().environment("JAVA_TOOL_OPTIONS", here(option)));
      assertTrue(Files.isDirectory(cache.resolve("v1")), option);
      Files.move(cache, fresh().resolve("old"));
    }
  }

  private void gitLab(Section section) throws Exception {
    assertTrue(section.block("LARDER_DIR").contains("LARDER_DIR: $CI_PROJECT_DIR/.larder\n"));
    assertTrue(section.block("cache:").contains("paths: [.larder]\n"));
    Path kept = folder.resolve(".larder");
    asksOnce(
        jvm()
            .environment("JAVA_TOOL_OPTIONS", here(section.options().get(0)))
            .environment("LARDER_DIR", kept.toString()));
    assertTrue(Files.isDirectory(kept.resolve("v1")));
  }

  /** JBang hands what follows {@code --javaagent} to the JVM as its option. */
  private void jbang(Section section) throws Exception {
    assertTrue(section.block("jbang").startsWith("jbang --javaagent=larder.jar "));
    asksOnce(jvm().option(here("-javaagent:larder.jar")).property("larder.dir", fresh()));
  }

  private void image(Section section) throws Exception {
    Matcher modules =
        Pattern.compile("jlink --add-modules (\\S+) ").matcher(section.block("jlink"));
    assertTrue(modules.find());
    Jdk image = RuntimeImage.of(Jdk.running(), modules.group(1));
    ForkedJvm jvm = ForkedJvm.on(image).option(here("-javaagent:larder.jar"));
    assertEquals("", asksOnce(jvm.property("larder.dir", fresh())).stderr());
  }

  /** What it does to a program is tested by {@link AttachIT}. */
  private void attach(Section section) throws Exception {
    String command = section.block("attach");
    assertEquals("java -jar larder.jar attach 4711 report=true\n", command);
    LarderTool.Ended ended =
        new LarderTool(Jdk.running(), folder).run(List.of(), "attach", "--help").is(0);
    assertTrue(ended.stdout().contains("PID"), ended.stdout());
  }

  private void testsUnderMaven(Section section) throws Exception {
    String page = section.block("maven-surefire-plugin");
    Path project = project(page.replace("/opt/larder/larder.jar", Agent.jar() + "=dir=" + cache()));
    Path repository = repository();
    String output = maven(project, repository, Map.of(), "-o", "test");
    assertTrue(output.contains("BUILD SUCCESS"), output);
    assertEquals(Map.of("/a", 1), origin.take(), output);
  }

  /** A build from an empty local repository, twice, with the rules of the recipe for a build. */
  private void mavenItself(Section section) throws Exception {
    Matcher export = Pattern.compile("export MAVEN_OPTS=(\\S+)").matcher(section.block("export"));
    assertTrue(export.find());
    Path repository = repository();
    Path project = project("<project>\n</project>\n");
    origin.otherwise(
        (request, wire) -> {
          String path = request.target().substring("/".length());
          Path file = repository.resolve(path).normalize();
          boolean served = file.startsWith(repository) && Files.isRegularFile(file);
          Page found =
              served
                  ? Page.of(200, Files.readAllBytes(file), "Cache-Control", "max-age=3600")
                  : Page.of(404, "none", "Cache-Control", "max-age=3600");
          wire.send(found, request.method());
        });
    Path settings =
        Files.writeString(
            folder.resolve("settings.xml"),
            """
            <settings><mirrors><mirror>
              <id>loopback</id><mirrorOf>*</mirrorOf><url>%s</url>
            </mirror></mirrors></settings>
            """
                .formatted(origin.uri("/")));
    Recipe build =
        Recipe.all().stream()
            .filter(r -> r.title().equals("A build (CI)"))
            .findFirst()
            .orElseThrow();
    String rules =
        build
            .code("maven-metadata")
            .replace("repo.example.org", "127.0.0.1")
            .replaceFirst("\"dir\": \"[^\"]+\", ", "");
    Path config = Files.writeString(folder.resolve("larder.json"), rules);
    String option = here(export.group(1)) + "=dir=" + cache() + ",config=" + config;
    List<Integer> asked = new ArrayList<>();
    for (String local : List.of("first", "second")) {
      String output =
          maven(
              project,
              folder.resolve(local),
              Map.of("MAVEN_OPTS", option),
              "-s",
              settings.toString(),
              "compile");
      assertTrue(output.contains("BUILD SUCCESS"), output);
      asked.add(origin.take().values().stream().mapToInt(Integer::intValue).sum());
    }
    assertTrue(asked.get(0) > 100, asked::toString);
    assertEquals(0, asked.get(1), "the second build asked for what is fresh");
  }

  /** A project with one test, which is the program; its plugins are those of this build. */
  private Path project(String page) throws IOException {
    Path project = Files.createDirectory(folder.resolve("project"));
    Path tests = Files.createDirectories(project.resolve("src/test/java"));
    Files.writeString(
        tests.resolve("TwiceTest.java"),
        """
        import java.net.URI;
        import java.net.http.*;

        class TwiceTest {
          @org.junit.jupiter.api.Test
          void twice() throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create("%s")).build();
            HttpClient client = HttpClient.newHttpClient();
            client.send(request, HttpResponse.BodyHandlers.ofString());
            client.send(request, HttpResponse.BodyHandlers.ofString());
          }
        }
        """
            .formatted(origin.uri("/a")));
    String root = Files.readString(Path.of("..", "pom.xml"));
    StringBuilder plugins = new StringBuilder("<pluginManagement><plugins>\n");
    for (MatchResult plugin : VERSIONED.matcher(root).results().toList()) {
      plugins.append(
          "<plugin><artifactId>%s</artifactId><version>%s</version></plugin>\n"
              .formatted(plugin.group(1), plugin.group(2)));
    }
    plugins.append("</plugins></pluginManagement>\n");
    String head =
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>example</groupId>
          <artifactId>example</artifactId>
          <version>1</version>
          <dependencies>
            <dependency>
              <groupId>org.junit.jupiter</groupId>
              <artifactId>junit-jupiter</artifactId>
              <version>%s</version>
              <scope>test</scope>
            </dependency>
          </dependencies>
        """
            .formatted(System.getProperty("larder.it.junit"));
    String pom = page.replace("<project>\n", head);
    pom =
        pom.contains("<build>")
            ? pom.replace("<build>", "<build>" + plugins)
            : pom.replace("</project>", "<build>" + plugins + "</build></project>");
    String release =
        "<maven.compiler.release>17</maven.compiler.release>"
            + "<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>";
    pom =
        pom.contains("<properties>")
            ? pom.replace("<properties>", "<properties>" + release)
            : pom.replace("<build>", "<properties>" + release + "</properties><build>");
    Files.writeString(project.resolve("pom.xml"), pom);
    return project;
  }

  /** The local repository of this build. */
  private static Path repository() {
    Path repository = Path.of(System.getProperty("larder.it.repository"));
    assertTrue(Files.isDirectory(repository), repository::toString);
    return repository;
  }

  /** What Maven said. */
  private String maven(Path project, Path local, Map<String, String> variables, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("mvn", "-B", "-Dmaven.repo.local=" + local));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "maven", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("LARDER_") || name.endsWith("_OPTS"));
    environment.put("JAVA_HOME", Jdk.running().require().toString());
    environment.putAll(variables);
    Process process = builder.start();
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return Files.readString(output, UTF_8);
  }
}
