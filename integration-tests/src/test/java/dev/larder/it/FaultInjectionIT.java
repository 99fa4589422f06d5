package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.it.faults.Fault.Kind;
import dev.larder.it.faults.FaultAgent;
import dev.larder.it.faults.Rounds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the integration calls may throw: the program does what it does without the agent, and
 * the failure is counted.
 */
class FaultInjectionIT {

  /** All that the integration calls, and what the cache calls in turn. */
  private static final List<String> CLASSES =
      List.of(
          "dev.larder.engine.HttpCache",
          "dev.larder.engine.ResponseHandler",
          "dev.larder.engine.Exchange",
          "dev.larder.engine.write.EntryRecorder",
          "dev.larder.engine.Served",
          "dev.larder.engine.RequestDecision$Serve",
          "dev.larder.engine.Forward",
          "dev.larder.engine.Wait",
          "dev.larder.engine.ResponseDecision$Relay",
          "dev.larder.engine.ResponseDecision$Serve",
          "dev.larder.engine.collapse.InFlightFetch",
          "dev.larder.engine.collapse.RequestCollapser",
          "dev.larder.engine.report.OutcomeRecorder",
          "dev.larder.engine.lookup.Identities",
          "dev.larder.engine.lookup.Lookup",
          "dev.larder.engine.write.NewEntry",
          "dev.larder.policy.CachePlanner",
          "dev.larder.engine.write.FreshenedEntry",
          "dev.larder.engine.lookup.PrimaryKey",
          "dev.larder.engine.lookup.VariantIndex",
          "dev.larder.engine.write.StorePlan",
          "dev.larder.engine.lookup.ExchangeKeys",
          "dev.larder.store.disk.DiskStore",
          "dev.larder.store.disk.DiskEntryWriter",
          "dev.larder.store.disk.shared.InvalidationFile",
          "dev.larder.store.disk.shared.IdentityKeyFile",
          "dev.larder.agent.client.jdk.Translation");

  /** Called once, when the cache is made. */
  private static final Set<String> AT_START =
      Set.of(
          "dev.larder.engine.HttpCache.<init>",
          "dev.larder.engine.collapse.RequestCollapser.<init>",
          "dev.larder.engine.lookup.Identities.<init>",
          "dev.larder.engine.lookup.VariantIndex.<init>",
          "dev.larder.store.disk.shared.InvalidationFile.<init>",
          "dev.larder.store.disk.shared.IdentityKeyFile.<init>",
          "dev.larder.store.disk.DiskStore.<init>");

  /** Some of what must have been reached for the test to have tested anything. */
  private static final Set<String> REACHED =
      Set.of(
          "dev.larder.engine.HttpCache.<init>",
          "dev.larder.engine.HttpCache.exchange",
          "dev.larder.engine.Exchange.<init>",
          "dev.larder.engine.Exchange.begin",
          "dev.larder.engine.Forward.received",
          "dev.larder.engine.Forward.failed",
          "dev.larder.engine.write.EntryRecorder.<init>",
          "dev.larder.engine.write.EntryRecorder.write",
          "dev.larder.engine.write.EntryRecorder.completeLater",
          "dev.larder.engine.write.EntryRecorder.abort",
          "dev.larder.engine.write.EntryRecorder.isStoring",
          "dev.larder.engine.write.EntryRecorder.expectedLength",
          "dev.larder.engine.Served.<init>",
          "dev.larder.engine.Served.head",
          "dev.larder.engine.Served.body",
          "dev.larder.engine.Served.tls",
          "dev.larder.engine.Served.receivedMillis",
          "dev.larder.engine.RequestDecision$Serve.served",
          "dev.larder.engine.RequestDecision$Serve.background",
          "dev.larder.engine.Forward.fields",
          "dev.larder.engine.Wait.resume",
          "dev.larder.engine.Wait.released",
          "dev.larder.engine.ResponseDecision$Relay.recorder",
          "dev.larder.engine.ResponseDecision$Relay.head",
          "dev.larder.engine.ResponseDecision$Relay.splice",
          "dev.larder.engine.ResponseDecision$Serve.served",
          "dev.larder.store.disk.DiskStore.<init>",
          "dev.larder.store.disk.DiskStore.open",
          "dev.larder.store.disk.DiskStore.writer",
          "dev.larder.store.disk.DiskStore.refresh",
          "dev.larder.store.disk.DiskStore.remove",
          "dev.larder.agent.client.jdk.Translation.request",
          "dev.larder.agent.client.jdk.Translation.response",
          "dev.larder.agent.client.jdk.Translation.headers",
          "dev.larder.agent.client.jdk.Translation.version",
          "dev.larder.agent.client.jdk.Translation.info",
          "dev.larder.agent.client.jdk.Translation.tls");

  private static final String FRESH = "max-age=3600";

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aFailureAnywhereIsNotFelt(Jdk jdk, @TempDir Path directory) throws Exception {
    if (!Agent.present()) {
      return;
    }
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate)) {
      furnish(http);
      furnish(https);
      List<String> rounds = rounds();
      ForkedJvm without = ForkedJvm.on(jdk).addToClassPath(ForkedJvm.locationOf(ByteBuddy.class));
      List<String> one = List.of("run RUNTIME_EXCEPTION nothing");
      Path notes = directory.resolve("notes");
      Program program = new Program(directory, certificate, http, https, notes);
      ForkedJvm.Result expected = program.of(without, one).run();
      assertEquals("", expected.stderr());
      assertEquals(0, expected.exitCode());

      Path cache = directory.resolve("cache");
      ForkedJvm with =
          ForkedJvm.on(jdk)
              .addToClassPath(ForkedJvm.locationOf(ByteBuddy.class))
              .option("-XX:TieredStopAtLevel=1")
              .option("-javaagent:" + faultAgent(directory) + "=" + String.join(",", CLASSES))
              // Some faults keep requests waiting for each other up to this limit.
              .property("larder.collapse.max-wait", "200ms")
              .agent()
              .property("larder.dir", cache);
      if (jdk.feature() >= 24) {
        // Byte Buddy, here on the class path of the program, uses it.
        with.option("--sun-misc-unsafe-memory-access=allow");
      }
      ForkedJvm.Result actual = program.of(with, rounds).run();
      List<Executable> checks = new ArrayList<>();
      checks.add(() -> assertEquals("", actual.stderr()));
      checks.add(() -> assertEquals(0, actual.exitCode()));
      checks.add(() -> checkSeen(sections(expected), sections(actual), rounds));
      checks.add(() -> checkNotes(Files.readAllLines(notes)));
      checks.add(
          () ->
              assertTrue(
                  Files.readAllLines(cache.resolve("larder.log")).stream()
                      .anyMatch(line -> line.contains(" WARN ") && line.contains("on purpose")),
                  "a warning in the log"));
      assertAll(checks);
    }
  }

  /** Each round looks like the one without the agent. */
  private static void checkSeen(
      Map<String, List<String>> expected, Map<String, List<String>> actual, List<String> rounds) {
    List<String> plain = expected.values().iterator().next();
    List<Executable> checks = new ArrayList<>();
    for (String round : rounds) {
      List<String> wanted = new ArrayList<>(plain);
      if (round.startsWith("start ")) {
        wanted.removeIf(line -> line.startsWith("after:"));
        wanted.replaceAll(line -> line.replaceFirst("^before:", "meanwhile:"));
      }
      List<String> seen = actual.getOrDefault(round, List.of());
      checks.add(() -> sameLines(wanted, seen, round));
    }
    assertAll(checks);
  }

  private static void sameLines(List<String> wanted, List<String> seen, String round) {
    for (int i = 0; i < wanted.size(); i++) {
      assertEquals(wanted.get(i), i < seen.size() ? seen.get(i) : "(nothing)", round);
    }
    assertEquals(wanted.size(), seen.size(), round);
  }

  /** What was thrown was counted, and enough was. */
  private static void checkNotes(List<String> notes) {
    List<Executable> checks = new ArrayList<>();
    Set<String> missing = new TreeSet<>(REACHED);
    for (String note : notes) {
      String[] words = note.split(" ", 4);
      if (words[2].equals("thrown")) {
        missing.remove(words[0].substring(0, words[0].indexOf('(')));
        checks.add(() -> assertTrue(Long.parseLong(words[3]) > 0, () -> "not counted: " + note));
      }
    }
    checks.add(() -> assertEquals(Set.of(), missing, "never thrown"));
    assertAll(checks);
  }

  private static Map<String, List<String>> sections(ForkedJvm.Result result) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (String line : result.lines()) {
      if (line.startsWith("== ")) {
        lines = new ArrayList<>();
        sections.put(line.substring(3), lines);
      } else {
        lines.add(line);
      }
    }
    return sections;
  }

  private record Program(
      Path directory, Certificate certificate, Origin http, Origin https, Path notes) {

    ForkedJvm of(ForkedJvm jvm, List<String> rounds) throws IOException {
      Path file = Files.write(Files.createTempFile(directory, "rounds", ".txt"), rounds);
      return certificate
          .trustedBy(jvm)
          .main(Rounds.class, http.uri("/"), https.uri("/"), file, notes);
    }
  }

  /** An agent is a jar with a manifest; its classes are on the program's class path. */
  static Path faultAgent(Path directory) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", FaultAgent.class.getName());
    manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
    Path jar = directory.resolve("faults.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  /**
   * Each point with an exception, those that the integration calls with an error too; those that
   * come but once before all others.
   */
  private static List<String> rounds() throws IOException {
    List<String> first = new ArrayList<>();
    List<String> others = new ArrayList<>();
    List<String> points = points();
    for (String point : points) {
      boolean start = AT_START.contains(point.substring(0, point.indexOf('(')));
      List<Kind> kinds = points.indexOf(point) % 2 == 0 ? EVEN : ODD;
      for (Kind kind : isCalledByIntegration(point) ? kinds : kinds.subList(0, 1)) {
        (start ? first : others).add((start ? "start " : "run ") + kind + " " + point);
      }
    }
    first.addAll(others);
    return first;
  }

  private static boolean isCalledByIntegration(String point) {
    return !point.startsWith("dev.larder.store.")
        && !point.startsWith("dev.larder.engine.collapse.RequestCollapser")
        && !point.startsWith("dev.larder.engine.collapse.InFlightFetch")
        && !point.startsWith("dev.larder.engine.lookup.VariantIndex");
  }

  private static final List<Kind> EVEN = List.of(Kind.RUNTIME_EXCEPTION, Kind.NO_CLASS);
  private static final List<Kind> ODD = List.of(Kind.IO_EXCEPTION, Kind.STACK_OVERFLOW);

  /** The methods and constructors of the classes, as the built jar has them. */
  private static List<String> points() throws IOException {
    List<String> points = new ArrayList<>();
    try (JarFile jar = new JarFile(Agent.jar().toFile())) {
      for (String name : CLASSES) {
        String entry = "isolated/" + name.replace('.', '/') + ".classdata";
        try (InputStream in = jar.getInputStream(jar.getJarEntry(entry))) {
          ClassReader reader = new ClassReader(in.readAllBytes());
          reader.accept(new Points(name, points), ClassReader.SKIP_CODE);
        }
      }
    }
    return points;
  }

  private static final class Points extends ClassVisitor {
    private static final Set<String> NEVER_CALLED =
        Set.of("<clinit>", "toString", "hashCode", "equals");

    private final String owner;
    private final List<String> points;

    Points(String owner, List<String> points) {
      super(OpenedClassReader.ASM_API);
      this.owner = owner;
      this.points = points;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      boolean has = (access & (Opcodes.ACC_SYNTHETIC | Opcodes.ACC_ABSTRACT)) == 0;
      // What is made from another one of its kind is not what is made at the start.
      boolean copies = name.equals("<init>") && (access & Opcodes.ACC_PRIVATE) != 0;
      if (has && !copies && !NEVER_CALLED.contains(name)) {
        points.add(owner + "." + name + descriptor);
      }
      return null;
    }
  }

  private static void furnish(Origin origin) {
    String text = "some text";
    for (String path : List.of("/fresh", "/new", "/together", "/broken")) {
      origin.on(path, Page.of(200, text, "Cache-Control", FRESH, "ETag", "\"f\""));
    }
    origin.on("/varied", Page.of(200, text, "Cache-Control", FRESH, "Vary", "Accept-Language"));
    origin.on("/chunked", Page.of(200, new byte[5_500], "Cache-Control", FRESH).inChunks());
    origin.on("/large", Page.of(200, new byte[150_000], "Cache-Control", FRESH));
    origin.on("/closed-early", Page.of(200, "x".repeat(200_000), "Cache-Control", FRESH));
    origin.on("/empty", Page.of(200, "", "Cache-Control", FRESH));
    origin.on("/no-store", Page.of(404, text, "Cache-Control", "no-store"));
    origin.on(
        "/validated",
        request -> {
          // Stale when it comes, as it is old already, and fresh when confirmed, so stored anew.
          Page page =
              Page.of(
                  request.first("if-none-match") == null ? 200 : 304,
                  text,
                  "Cache-Control",
                  "max-age=100",
                  "ETag",
                  "\"v\"");
          return page.status() == 200 ? page.with("Age", "200") : page;
        });
    for (String path : List.of("/redirect", "/redirect-new")) {
      origin.on(
          path,
          request ->
              Page.of(
                  301,
                  "moved",
                  "Cache-Control",
                  FRESH,
                  "Location",
                  request.target().replace(path, "/fresh")));
    }
  }
}
