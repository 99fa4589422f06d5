package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import dev.larder.it.programs.PlaywrightLoaders;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/**
 * A client whose classes lie in loaders of the application, two versions of it at once: it is woven
 * in each loader, and no loader stays for our sake.
 */
@Tag(Extensive.ONE_JDK)
@Tag(Extensive.TAG)
class PlaywrightLoadersIT {

  @Test
  void eachLoaderIsWovenAndCollectedWhenItIsGone(@TempDir Path directory) throws Exception {
    List<Object> arguments = new ArrayList<>();
    try (OriginServer origin = OriginServer.http()) {
      furnish(origin);
      arguments.add(origin.uri("/"));
      arguments.add(PlaywrightVersion.chromium());
      List<PlaywrightVersion> versions =
          PlaywrightVersion.all().filter(version -> !version.bringsItsDriver()).toList();
      for (PlaywrightVersion version : versions) {
        arguments.add(version.require().driver());
        arguments.add(classPath(version));
      }
      assertEquals(2, versions.size());
      Path cache = directory.resolve("cache");
      Consumer<ForkedJvm> program =
          jvm ->
              versions
                  .get(0)
                  .environment(jvm)
                  .property("larder.playwright.pages", "on")
                  .main(PlaywrightLoaders.class, arguments.toArray());
      List<OriginServer> origins = List.of(origin);
      Comparison.Run without = Comparison.run(ForkedJvm.on(Jdk.running()), origins, program);
      Comparison.Run with =
          Comparison.run(Comparison.withAgent(Jdk.running(), cache), origins, program);
      Comparison.sameOutput(without.result(), with.result(), "an empty cache");
      assertEquals("", with.result().stderr());
      assertEquals(List.of(), log(cache));
      List<String> lines = without.result().lines();
      assertEquals(2, Collections.frequency(lines, "collected true"), lines::toString);
      assertEquals(0, without.result().exitCode());
      for (int loader = 0; loader < 2; loader++) {
        for (String path : List.of("/fetch?", "/script.js?")) {
          assertEquals(2, without.requests(path + loader), path + loader);
          if (Agent.present()) {
            assertEquals(1, with.requests(path + loader), path + loader);
          }
        }
      }
    }
  }

  private static void furnish(OriginServer origin) {
    String fresh = "max-age=3600";
    origin.on("/fetch", Page.of(200, "fetched", "Cache-Control", fresh));
    origin.on(
        "/page",
        request -> {
          String script = request.target().replace("/page", "/script.js");
          return Page.of(
              200, "<script src='" + script + "'></script>", "Content-Type", "text/html");
        });
    origin.on(
        "/script.js",
        Page.of(200, "loaded = 1", "Cache-Control", fresh, "Content-Type", "text/javascript"));
  }

  private static String classPath(PlaywrightVersion version) {
    return Stream.concat(
            version.jars().stream(),
            Stream.of(PlaywrightLoaders.class, Gson.class, AssertionFailedError.class)
                .map(ForkedJvm::locationOf))
        .map(path -> path.toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static List<String> log(Path cache) throws Exception {
    Path log = cache.resolve("larder.log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }
}
