package dev.larder.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.it.programs.Account;
import dev.larder.it.programs.Dropped;
import dev.larder.it.programs.Fetch;
import dev.larder.it.programs.Harm;
import dev.larder.it.programs.LastByte;
import dev.larder.it.programs.ManyHits;
import dev.larder.it.programs.OwnLoader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cache can show one what is another's, hide what is new, or get in the way: this one not. */
class HarmIT {

  private static final String CERTIFIED = "account of CN=";
  private static final String REFUSED = "javax.net.ssl.SSLHandshakeException";
  private static final String[] STEPS = {"GET /page", "GET /page", "GET /public", "GET /page"};

  private static Certificate server;
  private static Certificate alice;
  private static Certificate bob;

  @BeforeAll
  static void certificates(@TempDir Path directory) throws Exception {
    server = Certificate.create(directory);
    alice = Certificate.create(directory, "alice");
    bob = Certificate.create(directory, "bob");
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void everyoneGetsTheirOwnAndTheNewest(Jdk jdk, @TempDir Path directory) throws Exception {
    Path cache = directory.resolve("cache");
    try (OriginServer origin = HarmOrigin.start()) {
      Comparison runs =
          Comparison.of(
                  jdk,
                  cache,
                  List.of(origin),
                  jvm -> jvm.allCompilers().main(Harm.class, origin.uri("/")))
              .same();
      assertEquals(0, runs.without().result().exitCode());
      if (Agent.present()) {
        assertEquals(1, runs.cold().requests("/public"), "what is public is for all");
        assertEquals(0, runs.warm().requests("/public"), "what is public is for all");
        assertEquals(List.of(), filesWith(cache, "secret"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void clientCertificatesAndTrustAreNotShared(Jdk jdk, @TempDir Path cache) throws Exception {
    try (OriginServer origin = OriginServer.httpsForClients(server)) {
      for (String path : List.of("/own", "/other")) {
        origin.script(
            path,
            (request, wire) ->
                wire.send(
                    Page.of(200, "account of " + wire.client())
                        .with("Cache-Control", "private, max-age=600"),
                    "GET"));
      }
      Supplier<ForkedJvm> unknown = () -> Comparison.withAgent(jdk, cache);
      Supplier<ForkedJvm> trusting = () -> server.trustedBy(unknown.get());
      account(alice.shownBy(trusting.get()), CERTIFIED + "alice", false, origin.uri("/own"));
      account(trusting.get(), "account of nobody", false, origin.uri("/own"));
      account(bob.shownBy(trusting.get()), CERTIFIED + "bob", false, origin.uri("/own"));
      account(unknown.get(), "account of nobody", true, origin.uri("/other"));
      account(unknown.get(), REFUSED, false, origin.uri("/own"), origin.uri("/other"));
    }
  }

  /** Fetches each URL twice. */
  private static void account(ForkedJvm jvm, String expected, boolean trustsAnyone, URI... urls)
      throws Exception {
    List<Object> arguments = new ArrayList<>(List.of(trustsAnyone ? "anyone" : "nobody-else"));
    arguments.addAll(List.of(urls));
    ForkedJvm.Result result = jvm.main(Account.class, arguments.toArray()).run();
    assertEquals(Collections.nCopies(2 * urls.length, expected), result.lines(), result.stderr());
    assertEquals("", result.stderr());
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void manyHitsFitIntoASmallHeap(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/many", Page.of(200, new byte[60_000], "Cache-Control", HarmOrigin.FRESH));
      ForkedJvm jvm = Comparison.withAgent(jdk, directory.resolve("cache")).option("-Xmx40m");
      ForkedJvm.Result result =
          jvm.allCompilers().main(ManyHits.class, origin.uri("/many"), 8, 2000).run();
      assertEquals(List.of("16000 answered"), result.lines(), result.stderr());
      assertEquals("", result.stderr());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void logAndEntriesAreForTheUserAlone(Jdk jdk, @TempDir Path directory) throws Exception {
    Path cache = directory.resolve("below").resolve("cache");
    Path linked = Files.createDirectory(directory.resolve("linked"));
    Path victim = Files.writeString(directory.resolve("victim"), "mine");
    Files.createSymbolicLink(linked.resolve("larder.log"), victim);
    try (OriginServer origin = HarmOrigin.start()) {
      Consumer<ForkedJvm> program = Steps.of(directory, STEPS).program(origin, 0);
      ForkedJvm.Result without =
          Comparison.run(ForkedJvm.on(jdk), List.of(origin), program).result();
      for (Path place : List.of(cache, linked)) {
        ForkedJvm jvm = Comparison.withAgent(jdk, place).property("larder.log.level", "debug");
        ForkedJvm.Result with = Comparison.run(jvm, List.of(origin), program).result();
        Comparison.sameOutput(without, with, "a log in " + place);
        assertTrue(with.stderr().lines().count() <= 1, with.stderr());
      }
    }
    assertEquals("mine", Files.readString(victim));
    if (Agent.present()) {
      assertTrue(Files.exists(cache.resolve("larder.log")));
      assertEquals(List.of(), notPrivate(cache));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aDetailedLogTellsNoSecret(Jdk jdk, @TempDir Path directory) throws Exception {
    Path cache = directory.resolve("cache");
    try (OriginServer origin = HarmOrigin.start()) {
      String withUser = origin.uri("/public-user").toString().replace("//", "//user:secret@");
      Consumer<ForkedJvm> program =
          Steps.of(directory, "GET " + withUser, "GET /vary|X-Api-Key: secret", "GET " + withUser)
              .program(origin, 0);
      ForkedJvm jvm = Comparison.withAgent(jdk, cache).property("larder.log.level", "debug");
      ForkedJvm.Result result = Comparison.run(jvm, List.of(origin), program).result();
      assertEquals(List.of("200 for all", "200 length 6", "200 for all"), result.lines());
      assertEquals(List.of(), filesWith(cache, "secret"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aSecurityManagerThatKnowsTheProgramOnly(Jdk jdk, @TempDir Path directory) throws Exception {
    Path policy =
        Files.writeString(
            directory.resolve("program.policy"),
            """
            grant codeBase "%s-" {
              permission java.net.URLPermission "http://127.0.0.1:*/-", "*:*";
              permission java.net.SocketPermission "*", "connect,resolve";
              permission java.io.FilePermission "<<ALL FILES>>", "read";
              permission java.lang.RuntimePermission "exitVM.*";
            };
            """
                .formatted(ForkedJvm.locationOf(Fetch.class).toUri()));
    try (OriginServer origin = HarmOrigin.start()) {
      Consumer<ForkedJvm> program =
          jvm ->
              Steps.of(directory, STEPS)
                  .program(origin, 0)
                  .accept(
                      jvm.option("-Djava.security.manager")
                          .property("java.security.policy", policy));
      ForkedJvm.Result without =
          Comparison.run(ForkedJvm.on(jdk), List.of(origin), program).result();
      // From JDK 24 on there is none, and the JVM says so and ends.
      assertEquals(jdk.feature() < 24 ? 0 : 1, without.exitCode());
      ForkedJvm jvm = Comparison.withAgent(jdk, directory.resolve("cache"));
      ForkedJvm.Result with = Comparison.run(jvm, List.of(origin), program).result();
      Comparison.sameOutput(without, with, "a security manager");
      assertEquals(without.stderr(), with.stderr());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void howeverTheAgentIsGiven(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = HarmOrigin.start()) {
      Consumer<ForkedJvm> program = Steps.of(directory, STEPS).program(origin, 3);
      ForkedJvm.Result without =
          Comparison.run(ForkedJvm.on(jdk), List.of(origin), program).result();
      List<ForkedJvm> given = new ArrayList<>();
      given.add(ForkedJvm.on(jdk).agent().agent());
      given.add(
          ForkedJvm.on(jdk)
              .agent()
              .property("java.system.class.loader", OwnLoader.class.getName())
              // Else the JVM warns that it can't share classes with such a loader.
              .option("-Xshare:off"));
      if (Agent.present()) {
        Path odd = Files.createDirectories(directory.resolve("a b%20c+ü#d/50%!"));
        Path jar = Files.copy(Agent.jar(), odd.resolve("larder.jar"));
        given.add(ForkedJvm.on(jdk).option("-javaagent:" + jar));
      }
      for (ForkedJvm jvm : given) {
        Path cache = Files.createTempDirectory(directory, "cache");
        Comparison.Run with =
            Comparison.run(jvm.property("larder.dir", cache), List.of(origin), program);
        Comparison.sameOutput(without, with.result(), "an agent given otherwise");
        assertEquals("", with.result().stderr());
        if (Agent.present()) {
          assertEquals(1, with.requests("/page"), "an agent given otherwise caches");
        }
      }
    }
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theApplicationThatMakesTheFirstRequestIsCollected(Jdk jdk, @TempDir Path directory)
      throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/a", Page.of(200, "a", "Cache-Control", "max-age=3600"));
      origin.on(
          "/slow",
          request -> {
            Thread.sleep(300); // so that the other one comes meanwhile
            return Page.of(200, "slow", "Cache-Control", "max-age=3600");
          });
      origin.on(
          "/stale",
          request ->
              Page.of(200, "stale " + request.number(), "ETag", "\"" + request.number() + "\"")
                  .with("Cache-Control", "max-age=0, stale-while-revalidate=3600"));
      Comparison runs =
          Comparison.of(
              jdk,
              directory.resolve("cache"),
              List.of(origin),
              jvm ->
                  jvm.property("larder.report", true)
                      .property("larder.jmx", true)
                      .main(Dropped.class, origin.uri("/")));
      assertTrue(runs.without().result().lines().contains("collected"), "it is without the agent");
      for (Comparison.Run run : List.of(runs.cold(), runs.warm())) {
        Comparison.sameOutput(runs.without().result(), run.result(), "the agent");
      }
      if (Agent.present()) {
        assertEquals(1, runs.cold().requests("/slow"), "one has waited for the other");
        assertTrue(runs.cold().result().stderr().startsWith("larder: "), "the report is a hook");
      }
    }
  }

  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void toolsOfTheJdkSayNothingOfIt(Jdk jdk, @TempDir Path directory) throws Exception {
    Path cache = directory.resolve("cache");
    for (List<String> tool : List.of(List.of("keytool", "-help"), List.of("jps", "-help"))) {
      assertEquals(output(jdk, tool, directory, ""), output(jdk, tool, directory, agent()));
    }
    assertFalse(Files.exists(cache));
  }

  private static String agent() {
    return Agent.present() ? "-javaagent:" + Agent.jar() : "-Dnothing=here";
  }

  /** What a tool prints, with settings that would show: the report, and a wrong one. */
  private static String output(Jdk jdk, List<String> tool, Path directory, String options)
      throws Exception {
    List<String> command = new ArrayList<>(tool);
    command.set(0, jdk.tool(tool.get(0)).toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    if (!options.isEmpty()) {
      builder.environment().put("JAVA_TOOL_OPTIONS", options);
      builder.environment().put("LARDER_DIR", directory.resolve("cache").toString());
      builder.environment().put("LARDER_REPORT", "true");
      builder.environment().put("LARDER_MODE", "sometimes");
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return text.replaceFirst("(?m)^Picked up JAVA_TOOL_OPTIONS: .*\\R", "");
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whoExitsAtTheLastByteHasFilledTheCache(Jdk jdk, @TempDir Path directory) throws Exception {
    byte[] body = new byte[3_000_000];
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/large", Page.of(200, body, "Cache-Control", HarmOrigin.FRESH));
      Comparison runs =
          Comparison.of(
                  jdk,
                  directory.resolve("cache"),
                  List.of(origin),
                  jvm -> jvm.main(LastByte.class, origin.uri("/large"), body.length))
              .same();
      assertEquals(0, runs.without().result().exitCode());
      if (Agent.present()) {
        assertEquals(0, runs.warm().requests("/large"));
      }
    }
  }

  private static List<Path> filesWith(Path directory, String text) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path path : walk(directory)) {
      if (Files.isRegularFile(path)
          && new String(Files.readAllBytes(path), ISO_8859_1).contains(text)) {
        found.add(path);
      }
    }
    return found;
  }

  /** Files and directories that others than the user may do something with. */
  private static List<String> notPrivate(Path directory) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path path : walk(directory)) {
      String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
      if (!permissions.equals(Files.isDirectory(path) ? "rwx------" : "rw-------")) {
        found.add(path + " " + permissions);
      }
    }
    return found;
  }

  private static List<Path> walk(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.toList();
    }
  }
}
