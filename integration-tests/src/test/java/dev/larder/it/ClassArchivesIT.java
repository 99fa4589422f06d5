package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Fetch;
import dev.larder.it.programs.Show;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that start from an archive of loaded classes: AppCDS, and the AOT cache of JDK 25. See
 * {@code docs/startup.md}.
 */
class ClassArchivesIT {

  /** How a program is recorded and started, and what of the archive a start with the agent uses. */
  private enum Recording {
    CDS_WITHOUT_THE_AGENT(true, ""),
    AOT_WITH_THE_AGENT(true, ""),
    AOT_WITH_THE_MODULE_OF_AGENTS(true, "--add-modules java.instrument"),
    AOT_WITHOUT_THE_AGENT(false, "");

    /** Whether the classes of the program come from the archive when the agent is there. */
    private final boolean used;

    private final String options;

    Recording(boolean used, String options) {
      this.used = used;
      this.options = options;
    }

    List<String> options() {
      return options.isEmpty() ? List.of() : List.of(options.split(" ", -1));
    }

    /** What most users do; the tests of the profile full try the others, too. */
    boolean isUsual() {
      return this == CDS_WITHOUT_THE_AGENT || this == AOT_WITH_THE_AGENT;
    }

    boolean isAot() {
      return name().startsWith("AOT");
    }

    boolean withAgent() {
      return name().endsWith("_WITH_THE_AGENT");
    }

    String recordTo(Path archive) {
      return (isAot() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive;
    }

    String startFrom(Path archive) {
      return (isAot() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive;
    }
  }

  private static final String FRESH = "max-age=3600";

  private final Path folder;
  private final Path archive;
  private final Path loaded;
  private final OriginServer origin;

  ClassArchivesIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.archive = folder.resolve("archive");
    this.loaded = folder.resolve("loaded.txt");
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

  static Stream<Arguments> recordings() {
    return Jdks.all()
        .flatMap(
            jdk ->
                Stream.of(Recording.values())
                    .filter(recording -> !recording.isAot() || jdk.feature() >= 25)
                    .filter(recording -> recording.isUsual() || Extensive.isOn())
                    .map(recording -> Arguments.of(jdk, recording)));
  }

  /** The JVM archives the classes of jars alone. */
  private Path program() throws IOException {
    Path jar = folder.resolve("program.jar");
    if (Files.exists(jar)) {
      return jar; // the JVM compares its time
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> type : List.of(Fetch.class, Show.class)) {
        String entry = type.getName().replace('.', '/') + ".class";
        try (InputStream in = ClassArchivesIT.class.getClassLoader().getResourceAsStream(entry)) {
          assertTrue(in != null, entry);
          out.putNextEntry(new JarEntry(entry));
          in.transferTo(out);
        }
      }
    }
    return jar;
  }

  /** Gets /a and /b, and returns what the JVM said beside that. */
  private List<String> fetch(ForkedJvm jvm, List<String> options) throws Exception {
    options.forEach(jvm::option);
    Path steps = Files.write(folder.resolve("steps"), List.of("GET /a", "GET /b"));
    ForkedJvm.Result result =
        jvm.property("larder.dir", folder.resolve("cache"))
            .main(Fetch.class.getName(), program().toString(), origin.uri("/"), steps, 0)
            .run();
    assertEquals(0, result.exitCode(), result::stderr);
    List<String> said = new ArrayList<>(result.lines());
    assertTrue(said.removeAll(List.of("200 a", "200 b")), result::toString);
    assertEquals(
        List.of("200 a", "200 b"),
        result.lines().stream().filter(line -> line.startsWith("200 ")).toList());
    return said;
  }

  private static ForkedJvm jvm(Jdk jdk, boolean withAgent) {
    ForkedJvm jvm = ForkedJvm.on(jdk);
    return withAgent ? jvm.agent() : jvm;
  }

  private void record(Jdk jdk, Recording recording) throws Exception {
    List<String> options = new ArrayList<>(recording.options());
    options.add(recording.recordTo(archive));
    fetch(jvm(jdk, recording.withAgent()), options);
    assertTrue(Files.isRegularFile(archive), recording::name);
    assertEquals(Map.of("/a", 1, "/b", 1), origin.take());
  }

  /** With the options of a user, of which {@code --add-modules} is needed for recording alone. */
  private List<String> starting(Recording recording) {
    List<String> options = new ArrayList<>(recording.options());
    options.removeAll(List.of("--add-modules", "java.instrument"));
    options.add(recording.startFrom(archive));
    options.add("-Xlog:class+load:file=" + loaded);
    return options;
  }

  private boolean isFromTheArchive() throws IOException {
    String name = " " + Fetch.class.getName() + " source: ";
    List<String> sources =
        Files.readAllLines(loaded).stream().filter(line -> line.contains(name)).toList();
    assertEquals(1, sources.size(), "times that the program was loaded");
    return sources.get(0).contains("shared objects file");
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void theAgentCachesWhatStartsFromAnArchive(Jdk jdk, Recording recording) throws Exception {
    record(jdk, recording);
    for (int start = 0; start < 2; start++) {
      List<String> said = fetch(jvm(jdk, true), starting(recording));
      boolean stored = start > 0 || recording.withAgent();
      assertEquals(stored ? Map.of() : Map.of("/a", 1, "/b", 1), origin.take());
      assertEquals(recording.used, isFromTheArchive(), () -> String.join("\n", said));
      boolean refused = said.stream().anyMatch(line -> line.contains("[error"));
      if (recording.isAot()) {
        assertEquals(!recording.used, refused, () -> String.join("\n", said));
      }
    }
    assertFalse(Files.exists(folder.resolve("cache").resolve("larder.log")));
  }

  static Stream<Jdk> withAotCaches() {
    return Jdks.wanted().filter(jdk -> jdk.feature() >= 25);
  }

  /** What the agent has changed is not in the archive. */
  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("withAotCaches")
  void withoutTheAgentNothingOfItIsLeft(Jdk jdk) throws Exception {
    Recording recording = Recording.AOT_WITH_THE_AGENT;
    record(jdk, recording);
    fetch(jvm(jdk, false), starting(recording));
    assertEquals(Map.of("/a", 1, "/b", 1), origin.take());
    assertFalse(Files.readString(loaded).contains(" dev.larder.agent."));
  }
}
