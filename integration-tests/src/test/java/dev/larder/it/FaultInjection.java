package dev.larder.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.it.faults.Fault.Kind;
import dev.larder.it.faults.FaultAgent;
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
import java.util.function.Consumer;
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

/**
 * Lets every call fail that an integration makes into the cache, one after the other: a program of
 * the client does what it does without the agent, and each failure is counted.
 *
 * @param program a {@link dev.larder.it.faults.Rounds}
 * @param parts what fails beside what every integration calls: classes, each of whose methods does,
 *     or single methods
 * @param kinds how many kinds of failure are tried at each method that the integration calls
 * @param reached more of what must have been reached
 * @param trusting tells a program that it is to trust a certificate
 */
record FaultInjection(
    Class<?> program, List<String> parts, int kinds, Set<String> reached, Trusting trusting) {

  /** Lets a JVM trust the authority of a certificate, of which a directory holds more. */
  interface Trusting {
    void set(ForkedJvm jvm, Certificate certificate, Path directory) throws Exception;
  }

  /** What every integration calls. */
  private static final List<String> CALLED =
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
          "dev.larder.engine.ResponseDecision$Serve");

  /** What the cache calls in turn, whatever the client: one client's tests let it fail. */
  static final List<String> INNER =
      List.of(
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
          "dev.larder.store.disk.shared.IdentityKeyFile");

  /** Some of what must have been reached of it. */
  static final Set<String> INNER_REACHED =
      Set.of(
          "dev.larder.store.disk.DiskStore.<init>",
          "dev.larder.store.disk.DiskStore.open",
          "dev.larder.store.disk.DiskStore.writer",
          "dev.larder.store.disk.DiskStore.refresh",
          "dev.larder.store.disk.DiskStore.remove");

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

  /** Some of what must have been reached for a test to have tested anything, with every client. */
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
          "dev.larder.engine.Served.<init>",
          "dev.larder.engine.Served.head",
          "dev.larder.engine.Served.body",
          "dev.larder.engine.RequestDecision$Serve.served",
          "dev.larder.engine.Forward.fields",
          "dev.larder.engine.ResponseDecision$Relay.recorder",
          "dev.larder.engine.ResponseDecision$Relay.head",
          "dev.larder.engine.ResponseDecision$Serve.served");

  private static final String FRESH = "max-age=3600";

  /** How long a response takes for which others are to wait; nobody sees whether they do yet. */
  private static final long TOGETHER_MILLIS = 30;

  /**
   * Does it.
   *
   * @param client sets up what a program of the client needs
   */
  void check(Jdk jdk, Consumer<ForkedJvm> client, Path directory) throws Exception {
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.https(certificate)) {
      furnish(http);
      furnish(https);
      List<String> rounds = rounds();
      Path notes = directory.resolve("notes");
      Origins origins = new Origins(http, https);
      ForkedJvm without = ForkedJvm.on(jdk);
      List<String> one = List.of("run RUNTIME_EXCEPTION nothing");
      setUp(without, client, certificate, directory);
      ForkedJvm.Result expected = main(without, origins, one, notes).run();
      assertEquals("", expected.stderr());
      assertEquals(0, expected.exitCode());

      Path cache = directory.resolve("cache");
      ForkedJvm with =
          ForkedJvm.on(jdk)
              .option("-javaagent:" + faultAgent(directory) + "=" + String.join(",", owners()))
              // Some faults keep requests waiting for each other up to this limit.
              .property("larder.collapse.max-wait", "200ms")
              .agent()
              .property("larder.dir", cache);
      if (jdk.feature() >= 24) {
        // Byte Buddy, here on the class path of the program, uses it.
        with.option("--sun-misc-unsafe-memory-access=allow");
      }
      setUp(with, client, certificate, directory);
      ForkedJvm.Result actual = main(with, origins, rounds, notes).run();
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
  private void checkNotes(List<String> notes) {
    List<Executable> checks = new ArrayList<>();
    Set<String> missing = new TreeSet<>(REACHED);
    missing.addAll(reached);
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

  /** Without and with TLS. */
  private record Origins(Origin http, Origin https) {}

  private void setUp(
      ForkedJvm jvm, Consumer<ForkedJvm> client, Certificate certificate, Path directory)
      throws Exception {
    client.accept(jvm);
    trusting.set(jvm.addToClassPath(ForkedJvm.locationOf(ByteBuddy.class)), certificate, directory);
  }

  private ForkedJvm main(ForkedJvm jvm, Origins origins, List<String> rounds, Path notes)
      throws IOException {
    Path file = Files.write(notes.resolveSibling("rounds-" + rounds.size()), rounds);
    return jvm.main(program, origins.http.uri("/"), origins.https.uri("/"), file, notes);
  }

  private List<String> all() {
    List<String> all = new ArrayList<>(CALLED);
    all.addAll(parts);
    return all;
  }

  private List<String> owners() {
    return all().stream().map(FaultInjection::owner).distinct().toList();
  }

  /** The class that a part is, or is a method of. */
  private static String owner(String part) {
    int dot = part.lastIndexOf('.');
    return Character.isLowerCase(part.charAt(dot + 1)) ? part.substring(0, dot) : part;
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
   * Each point with one kind of failure, those that the integration calls with as many as are
   * wanted; those that come but once before all others.
   */
  private List<String> rounds() throws IOException {
    List<String> first = new ArrayList<>();
    List<String> others = new ArrayList<>();
    List<String> points = points();
    for (String point : points) {
      boolean start = AT_START.contains(point.substring(0, point.indexOf('(')));
      int tried = isCalledByIntegration(point) ? kinds : 1;
      for (int i = 0; i < tried; i++) {
        Kind kind = KINDS[(points.indexOf(point) + i * 2) % KINDS.length];
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

  /** In turns: exceptions at two points, then errors; a second kind at one is of the other sort. */
  private static final Kind[] KINDS = {
    Kind.RUNTIME_EXCEPTION, Kind.IO_EXCEPTION, Kind.NO_CLASS, Kind.STACK_OVERFLOW
  };

  /** The methods and constructors of the classes, as the built jar has them. */
  private List<String> points() throws IOException {
    List<String> points = new ArrayList<>();
    try (JarFile jar = new JarFile(Agent.jar().toFile())) {
      for (String name : owners()) {
        String entry = "isolated/" + name.replace('.', '/') + ".classdata";
        try (InputStream in = jar.getInputStream(jar.getJarEntry(entry))) {
          ClassReader reader = new ClassReader(in.readAllBytes());
          reader.accept(new Points(name, points), ClassReader.SKIP_CODE);
        }
      }
    }
    List<String> all = all();
    points.removeIf(
        point -> {
          String method = point.substring(0, point.indexOf('('));
          return !all.contains(method)
              && !all.contains(method.substring(0, method.lastIndexOf('.')));
        });
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

  private static void furnish(OriginServer origin) {
    String text = "some text";
    Page fresh = Page.of(200, text, "Cache-Control", FRESH, "ETag", "\"f\"");
    for (String path : List.of("/fresh", "/new", "/broken")) {
      origin.on(path, fresh);
    }
    origin.on(
        "/together",
        request -> {
          Thread.sleep(TOGETHER_MILLIS);
          return fresh;
        });
    origin.on("/varied", Page.of(200, text, "Cache-Control", FRESH, "Vary", "Accept-Language"));
    origin.on("/chunked", Page.of(200, new byte[5_500], "Cache-Control", FRESH).inChunks());
    origin.on("/large", Page.of(200, new byte[150_000], "Cache-Control", FRESH));
    origin.on("/closed-early", Page.of(200, "x".repeat(200_000), "Cache-Control", FRESH));
    origin.on("/empty", Page.of(200, "", "Cache-Control", FRESH));
    origin.script("/closes", (request, wire) -> wire.close());
    origin.script(
        "/cut",
        (request, wire) -> {
          wire.head("HTTP/1.1 200 OK", "Cache-Control: " + FRESH, "Content-Length: 1000");
          wire.bytes(text.getBytes(US_ASCII));
          wire.close();
        });
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
