package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.mizosoft.methanol.Methanol;
import dev.larder.it.programs.Neighbours;
import dev.larder.it.programs.OverMethanol;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent shares its JVM with older libraries, other agents, modules and small runtimes. */
class NeighboursIT {

  static final Path TARGET = Path.of(System.getProperty("larder.it.target", "target"));

  /** Of the agent's classes, those that the program may see. */
  private static final List<String> SHARED =
      List.of("dev.larder.agent.boot.", "dev.larder.bridge.");

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theProgramKeepsItsOwnLibraries(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = origin()) {
      Path names = Files.write(directory.resolve("names.txt"), classesOfAgent());
      Consumer<ForkedJvm> alone =
          jvm -> jvm.main(Neighbours.class, origin.uri("/a"), names, agentName());
      Consumer<ForkedJvm> withLibraries = jvm -> alone.accept(withNeighbours(jvm));
      for (Consumer<ForkedJvm> program : List.of(alone, withLibraries)) {
        Path cache = Files.createTempDirectory(directory, "cache");
        List<OriginServer> origins = List.of(origin);
        ForkedJvm.Result without = Comparison.run(ForkedJvm.on(jdk), origins, program).result();
        Comparison.Run with = Comparison.run(Comparison.withAgent(jdk, cache), origins, program);
        assertEquals(without.lines(), withoutShared(with.result().lines()));
        assertEquals(without.stderr(), with.result().stderr());
        assertEquals(0, with.result().exitCode());
        if (Agent.present()) {
          assertEquals(1, with.requests("/a"));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void methanolOverHttpClient(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = origin()) {
      Path methanol = ForkedJvm.locationOf(Methanol.class);
      compare(
          jdk,
          directory,
          origin,
          jvm -> jvm.addToClassPath(methanol).main(OverMethanol.class, origin.uri("/a")));
    }
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theOpenTelemetryAgentOnEitherSide(Jdk jdk, @TempDir Path directory) throws Exception {
    Path other = TARGET.resolve("agents").resolve("opentelemetry-javaagent.jar");
    assertTrue(Files.isRegularFile(other), "The build copies it to " + other);
    try (OriginServer origin = origin()) {
      Consumer<ForkedJvm> program =
          Steps.of(directory, "GET /a", "GET /a", "GET /b", "GET /a").program(origin, 0);
      List<OriginServer> origins = List.of(origin);
      ForkedJvm.Result alone =
          Comparison.run(telemetry(ForkedJvm.on(jdk), other), origins, program).result();
      ForkedJvm before = telemetry(ForkedJvm.on(jdk), other).agent();
      ForkedJvm after = telemetry(ForkedJvm.on(jdk).agent(), other);
      for (ForkedJvm both : List.of(before, after)) {
        Path cache = Files.createTempDirectory(directory, "cache");
        Comparison.Run run = Comparison.run(both.property("larder.dir", cache), origins, program);
        Comparison.sameOutput(alone, run.result(), "the OpenTelemetry agent");
        assertEquals(alone.stderr(), run.result().stderr());
        if (Agent.present()) {
          assertEquals(1, run.requests("/a"));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aModularProgram(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = origin()) {
      Path modules = module(directory);
      compare(
          jdk,
          directory,
          origin,
          jvm -> jvm.module(modules, "example.app/example.app.Main", origin.uri("/a")));
    }
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aRuntimeImageWithoutCompiler(Jdk jdk, @TempDir Path directory) throws Exception {
    Jdk image = RuntimeImage.of(jdk, RuntimeImage.MODULES);
    try (OriginServer origin = origin()) {
      Consumer<ForkedJvm> program =
          Steps.of(directory, "GET /a", "GET /a", "GET /b").program(origin, 0);
      compare(image, directory, origin, program);
    }
  }

  /** Also where JMX is asked for, which alone is missing there. */
  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aRuntimeImageOfTheFewestModules(Jdk jdk, @TempDir Path directory) throws Exception {
    Jdk image = RuntimeImage.of(jdk, RuntimeImage.FEWEST);
    try (OriginServer origin = origin()) {
      Consumer<ForkedJvm> program =
          Steps.of(directory, "GET /a", "GET /a", "GET /b").program(origin, 0);
      compare(image, directory, origin, jvm -> program.accept(jvm.property("larder.jmx", true)));
      if (Agent.present()) {
        ForkedJvm jvm = Comparison.withAgent(image, directory.resolve("cache"));
        Comparison.Run run =
            Comparison.run(jvm.property("larder.report", true), List.of(origin), program);
        assertTrue(run.result().stderr().startsWith("larder: 3 requests, 3 hits"));
        assertTrue(
            run.result().stderr().lines().allMatch(line -> line.startsWith("larder: ")),
            run.result().stderr());
        String log = Files.readString(directory.resolve("cache").resolve("larder.log"));
        assertTrue(log.contains("showing the cache to JMX failed"), log);
      }
    }
  }

  private static void compare(
      Jdk jdk, Path directory, OriginServer origin, Consumer<ForkedJvm> program) throws Exception {
    Comparison runs =
        Comparison.of(jdk, directory.resolve("cache"), List.of(origin), program).same();
    assertEquals(0, runs.without().result().exitCode());
    assertTrue(runs.without().result().stdout().contains("200"));
    if (Agent.present()) {
      assertEquals(1, runs.cold().requests("/a"));
      assertEquals(0, runs.warm().requests("/a"));
    }
  }

  private static OriginServer origin() throws IOException {
    OriginServer origin = OriginServer.http();
    for (String path : List.of("/a", "/b")) {
      origin.on(path, Page.of(200, "content of " + path, "Cache-Control", "max-age=3600"));
    }
    return origin;
  }

  private static ForkedJvm withNeighbours(ForkedJvm jvm) {
    Path jars = TARGET.resolve("neighbours");
    try (Stream<Path> files = Files.list(jars)) {
      files.sorted().forEach(jvm::addToClassPath);
    } catch (IOException e) {
      throw new UncheckedIOException("The build copies the libraries to " + jars, e);
    }
    return jvm;
  }

  /** The OpenTelemetry agent, which sends nothing anywhere. */
  static ForkedJvm telemetry(ForkedJvm jvm, Path agent) {
    return jvm.option("-javaagent:" + agent)
        .property("otel.traces.exporter", "none")
        .property("otel.metrics.exporter", "none")
        .property("otel.logs.exporter", "none")
        .property("otel.javaagent.logging", "none");
  }

  private static String agentName() {
    return Agent.present() ? String.valueOf(Agent.jar().getFileName()) : "larder.jar";
  }

  private static List<String> withoutShared(List<String> lines) {
    return lines.stream()
        .filter(line -> SHARED.stream().noneMatch(shared -> line.startsWith("visible " + shared)))
        .toList();
  }

  /** Every name that an entry of the agent's jar could give a class, under whatever folder. */
  private static Set<String> classesOfAgent() throws IOException {
    Set<String> names = new TreeSet<>();
    if (Agent.present()) {
      try (JarFile jar = new JarFile(Agent.jar().toFile())) {
        jar.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.contains(".class"))
            .map(name -> name.substring(0, name.lastIndexOf(".class")))
            .forEach(name -> addSuffixes(name, names));
      }
    }
    return names;
  }

  private static void addSuffixes(String path, Set<String> names) {
    String rest = path;
    for (int slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/')) {
      names.add(rest.replace('/', '.'));
      rest = rest.substring(slash + 1);
    }
  }

  /** A module path with one small program that names its module and fetches what it is told. */
  private static Path module(Path directory) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("module-src/example/app"));
    Path descriptor =
        Files.writeString(
            directory.resolve("module-src/module-info.java"),
            "module example.app { requires java.net.http; }");
    Path main =
        Files.writeString(
            sources.resolve("Main.java"),
            """
            package example.app;

            import java.net.URI;
            import java.net.http.*;

            public class Main {
              public static void main(String[] arguments) throws Exception {
                var client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                for (int i = 0; i < 2; i++) {
                  var response =
                      client.send(
                          HttpRequest.newBuilder(URI.create(arguments[0])).build(),
                          HttpResponse.BodyHandlers.ofString());
                  System.out.println(
                      Main.class.getModule() + " " + response.statusCode() + response.body());
                }
              }
            }
            """);
    Path classes = directory.resolve("module-classes");
    tool(
        "javac",
        "--release",
        "17",
        "-d",
        classes.toString(),
        descriptor.toString(),
        main.toString());
    Path modules = Files.createDirectory(directory.resolve("modules"));
    tool(
        "jar",
        "--create",
        "--file",
        modules.resolve("app.jar").toString(),
        "-C",
        classes.toString(),
        ".");
    return modules;
  }

  private static void tool(String name, String... arguments) {
    PrintStream out = System.out;
    int code = ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments);
    assertEquals(0, code, name);
  }
}
