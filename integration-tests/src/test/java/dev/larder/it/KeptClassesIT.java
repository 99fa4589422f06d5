package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Fetch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Classes of clients stay in the cache directory as they were woven, for later processes. */
class KeptClassesIT {

  private static final String FRESH = "max-age=3600";

  private final Path folder;
  private final Path cache;
  private final OriginServer origin;

  KeptClassesIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.cache = folder.resolve("cache");
    this.origin = OriginServer.http();
    origin.on("/a", Page.of(200, "a", "Cache-Control", FRESH));
    origin.on("/b", Page.of(200, "b", "Cache-Control", FRESH));
  }

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
  }

  private Path sealed() {
    return cache.resolve("v1").resolve("sealed");
  }

  private List<Path> kept() throws IOException {
    if (!Files.exists(sealed())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(sealed())) {
      return files.sorted().toList();
    }
  }

  /** Runs a program that gets /a and /b; whether Byte Buddy was loaded. */
  private boolean weaves(ForkedJvm jvm) throws Exception {
    Path loaded = folder.resolve("loaded.txt");
    Path steps = Files.write(folder.resolve("steps"), List.of("GET /a", "GET /b"));
    ForkedJvm.Result result =
        jvm.option("-Xlog:class+load:file=" + loaded)
            .property("larder.dir", cache)
            .main(Fetch.class, origin.uri("/"), steps, 0)
            .run();
    assertEquals(List.of("200 a", "200 b"), result.lines(), result.stderr());
    // The JVM says this of agents that append to its own class path.
    List<String> said =
        result.stderr().lines().filter(line -> !line.contains(" warning: Sharing is ")).toList();
    assertEquals(List.of(), said);
    Path log = cache.resolve("larder.log");
    assertEquals(List.of(), Files.exists(log) ? Files.readAllLines(log) : List.of());
    try (Stream<String> lines = Files.lines(loaded)) {
      return lines.anyMatch(line -> line.contains(" net.bytebuddy."));
    }
  }

  private ForkedJvm jvm(Jdk jdk) {
    return ForkedJvm.on(jdk).agent();
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aLaterProcessWeavesNothing(Jdk jdk) throws Exception {
    assertTrue(weaves(jvm(jdk)));
    assertEquals(Map.of("/a", 1, "/b", 1), origin.take());
    List<Path> kept = kept();
    assertFalse(kept.isEmpty());
    assertFalse(weaves(jvm(jdk)));
    assertEquals(Map.of(), origin.take(), "woven all the same");
    assertEquals(kept, kept());
  }

  @Test
  void switchedOffNothingIsKeptOrUsed() throws Exception {
    weaves(jvm(Jdk.running()).property("larder.weave.cache", "false"));
    assertEquals(List.of(), kept());
    weaves(jvm(Jdk.running()));
    assertFalse(kept().isEmpty());
    assertTrue(weaves(jvm(Jdk.running()).property("larder.weave.cache", "false")));
  }

  @Test
  void aModeThatWritesNothingKeepsNothing() throws Exception {
    weaves(jvm(Jdk.running()).property("larder.weave.cache", "false"));
    assertTrue(weaves(jvm(Jdk.running()).property("larder.mode", "read-only")));
    assertEquals(List.of(), kept());
  }

  /** What somebody did to the files, and whether all of them are of no use then. */
  private interface Attack {
    void on(Path file, Path other) throws IOException;
  }

  @Tag(Extensive.TAG)
  @Test
  void whatWasTamperedWithIsWovenAnew() throws Exception {
    weaves(jvm(Jdk.running()));
    Map<String, Attack> attacks =
        Map.of(
            "a byte is another one",
            (file, other) -> {
              byte[] bytes = Files.readAllBytes(file);
              bytes[bytes.length - 1] ^= 1;
              Files.write(file, bytes);
            },
            "it is empty",
            (file, other) -> Files.write(file, new byte[0]),
            "it is another class",
            (file, other) -> Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING),
            "everybody may write it",
            (file, other) ->
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-")),
            "it is a link",
            (file, other) -> {
              Path target = folder.resolve("linked-" + file.getFileName());
              Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
              Files.createSymbolicLink(file, target);
            });
    for (Map.Entry<String, Attack> attack : attacks.entrySet()) {
      List<Path> kept = kept();
      Path other =
          Files.copy(kept.get(0), folder.resolve("other"), StandardCopyOption.REPLACE_EXISTING);
      Path first =
          Files.copy(kept.get(1), folder.resolve("first"), StandardCopyOption.REPLACE_EXISTING);
      for (Path file : kept) {
        attack.getValue().on(file, file.equals(kept.get(0)) ? first : other);
      }
      assertTrue(weaves(jvm(Jdk.running())), attack.getKey());
      assertFalse(weaves(jvm(Jdk.running())), attack.getKey() + ", and written anew");
    }
  }

  /** Another agent changes the classes before they are woven, or sees them when they are. */
  @Tag(Extensive.TAG)
  @Test
  void jdksAndOtherAgentsShareADirectory() throws Exception {
    Path telemetry = NeighboursIT.TARGET.resolve("agents").resolve("opentelemetry-javaagent.jar");
    assertTrue(Files.isRegularFile(telemetry), "The build copies it to " + telemetry);
    for (int round = 0; round < 2; round++) {
      for (Jdk jdk : Jdks.wanted().toList()) {
        assertEquals(round == 0, weaves(jvm(jdk)), jdk + " in round " + round);
        weaves(NeighboursIT.telemetry(ForkedJvm.on(jdk), telemetry).agent());
        weaves(NeighboursIT.telemetry(jvm(jdk), telemetry));
      }
    }
    assertEquals(Map.of("/a", 1, "/b", 1), origin.take(), "each of them is woven");
  }
}
