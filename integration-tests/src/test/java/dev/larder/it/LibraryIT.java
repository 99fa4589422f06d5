package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import dev.larder.it.programs.Fetch;
import dev.larder.it.programs.Librarian;
import dev.larder.library.LarderCache;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Programs with core on their class path, beside others with the agent. */
class LibraryIT {

  /** All that a program needs. */
  private static final List<Path> JARS =
      Stream.of(LarderCache.class, JsonFactory.class, LoggerFactory.class)
          .map(ForkedJvm::locationOf)
          .toList();

  private static final URI NOWHERE = URI.create("http://example.org/");

  @TempDir Path folder = Path.of("");

  private Path cache() {
    return folder.resolve("cache");
  }

  private List<String> library(ForkedJvm jvm, URI origin, String... steps) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of(cache(), origin));
    arguments.addAll(List.of(steps));
    ForkedJvm.Result result = jvm.main(Librarian.class, arguments.toArray()).run();
    assertEquals(0, result.exitCode(), result.toString());
    assertTrue(result.stderr().lines().allMatch(line -> line.startsWith("SLF4J")), result.stderr());
    List<String> lines = result.lines();
    assertEquals("0 failures", lines.get(lines.size() - 1));
    return lines.subList(0, lines.size() - 1);
  }

  private List<String> library(Jdk jdk, URI origin, String... steps) throws Exception {
    ForkedJvm jvm = ForkedJvm.on(jdk);
    JARS.forEach(jvm::addToClassPath);
    return library(jvm, origin, steps);
  }

  private List<String> agent(Jdk jdk, URI origin, String... requests) throws Exception {
    Path steps = Files.write(folder.resolve("steps"), List.of(requests));
    return ForkedJvm.on(jdk)
        .agent()
        .property("larder.dir", cache())
        .main(Fetch.class, origin, steps, 0)
        .run()
        .lines();
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void threeJarsAndNoFlagAreEnough(Jdk jdk) throws Exception {
    assertEquals(
        List.of("nothing", "stored", "200 hello", "http://example.org/a"),
        library(jdk, NOWHERE, "load /a", "save /a hello", "load /a", "list"));
    assertEquals(List.of("200 hello"), library(jdk, NOWHERE, "load /a"));
  }

  /** An automatic one, so that those that it needs have to be named. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void itIsAModuleOfItsOwn(Jdk jdk) throws Exception {
    String path = JARS.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .option("--module-path=" + path)
            .option("--add-modules=dev.larder.core,org.slf4j,com.fasterxml.jackson.core");
    assertEquals(
        List.of("dev.larder.core", "stored", "200 hello"),
        library(jvm, NOWHERE, "module", "save /a hello", "load /a"));
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatAnAgentStoredIsLoaded(Jdk jdk) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    try (OriginServer origin = OriginServer.http()) {
      URI uri = origin.uri("/");
      origin.on("/a", Page.of(200, "for all", "Cache-Control", "max-age=600"));
      origin.on("/b", Page.of(200, "for ann", "Cache-Control", "max-age=600"));
      origin.on("/c", Page.of(200, "nobody's", "Cache-Control", "no-store"));
      agent(jdk, uri, "GET /a", "GET /b|Authorization: ann", "GET /c");
      assertEquals(
          List.of("200 for all", "200 for ann", "nothing", "nothing", "nothing"),
          library(
              jdk,
              uri,
              "load /a",
              "load /b|Authorization: ann",
              "load /b|Authorization: bob",
              "load /b",
              "load /c"));
      origin.take();
      library(jdk, uri, "remove /a");
      agent(jdk, uri, "GET /a", "GET /b|Authorization: ann");
      assertEquals(Map.of("/a", 1), origin.take());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatIsSavedIsServedByAnAgent(Jdk jdk) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    try (OriginServer origin = OriginServer.http()) {
      URI uri = origin.uri("/");
      origin.on("/b", Page.of(200, "for bob", "Cache-Control", "max-age=600"));
      library(jdk, uri, "save /a for all", "save /b for ann|Authorization: ann");
      assertEquals(
          List.of("200 for all", "200 for ann", "200 for bob"),
          agent(jdk, uri, "GET /a", "GET /b|Authorization: ann", "GET /b|Authorization: bob"));
      assertEquals(Map.of("/b", 1), origin.take());
    }
  }
}
