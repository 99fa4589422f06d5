package dev.larder.it;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for each client that is woven. A program of the client ({@link
 * dev.larder.it.programs.ContractProgram}) does all cases in one JVM, without the agent, with it
 * and an empty cache, and with it and a full one. It must see the same each time; the tests look at
 * what reached the origin.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClientContract {

  /** Where the client runs, and what a program needs there. */
  record Platform(Jdk jdk, String client, Consumer<ForkedJvm> setUp) {
    @Override
    public String toString() {
      return client + " on " + jdk;
    }
  }

  private static final String NOT_POSSIBLE = "not possible";

  /** How programs print a body of both parts: its length and its hash. */
  private static final String WHOLE = " " + 2 * ContractSite.PART.length + "/";

  private final Path directory;
  private final Class<?> program;
  private final Map<Platform, Comparison> runs = new LinkedHashMap<>();
  private final Map<Platform, OriginServer> sites = new LinkedHashMap<>();
  private final List<Platform> platforms;

  ClientContract(@TempDir Path directory, Class<?> program, Stream<Platform> platforms) {
    this.directory = directory;
    this.program = program;
    this.platforms = platforms.toList();
  }

  @AfterAll
  void closeSites() throws Exception {
    for (OriginServer site : sites.values()) {
      site.close();
    }
  }

  Stream<Platform> platforms() {
    return platforms.stream();
  }

  /** On which of them everything fails once: the agent's part is the same in all versions. */
  Stream<Platform> faultPlatforms() {
    return platforms.stream().skip(platforms.size() - 1);
  }

  /** How many of two followed redirects are asked for each time. */
  int redirectsAskedFor() {
    return 0;
  }

  /** How many of a request for a range go to the origin though all is stored. */
  int rangesAskedFor() {
    return 0;
  }

  /** Whether the client waits for another request for the same. */
  boolean collapses() {
    return true;
  }

  /** Whether the program gets a body as it comes and can cancel a request. */
  boolean streams() {
    return true;
  }

  /** How many threads ask at once. */
  int threads() {
    return 20;
  }

  /** What of the integration fails beside what all integrations call. */
  abstract FaultInjection faults(Platform platform);

  protected final Comparison runs(Platform platform) throws Exception {
    Comparison known = runs.get(platform);
    if (known == null) {
      OriginServer origin = ContractSite.open();
      sites.put(platform, origin);
      known =
          Comparison.of(
              platform.jdk, cache(platform), List.of(origin), jvm -> set(platform, jvm, origin));
      runs.put(platform, known);
    }
    return known;
  }

  private Path cache(Platform platform) {
    return directory.resolve("cache" + platforms.indexOf(platform));
  }

  private void set(Platform platform, ForkedJvm jvm, OriginServer origin, Object... more) {
    platform.setUp.accept(jvm);
    Object[] arguments = new Object[more.length + 1];
    arguments[0] = origin.uri("/");
    System.arraycopy(more, 0, arguments, 1, more.length);
    jvm.main(program, arguments);
  }

  /** What the program prints of a case. */
  private List<String> lines(Platform platform, String name, int count) throws Exception {
    List<String> lines =
        runs(platform).without().result().lines().stream()
            .filter(line -> line.startsWith(name + ' ') || line.startsWith(name + ':'))
            .toList();
    assertEquals(count, lines.size(), () -> name + ": " + lines);
    return lines;
  }

  private static boolean isFailure(String line) {
    return line.endsWith("Exception") || line.endsWith("Error");
  }

  protected final void eachAnswers(Platform platform, String name, int count, String status)
      throws Exception {
    for (String line : lines(platform, name, count)) {
      assertTrue(line.contains(": " + status + " "), line);
    }
  }

  /**
   * How often a path reaches the origin without the agent, with an empty cache, with a full one.
   */
  protected final void asked(Platform platform, String path, int without, int cold, int warm)
      throws Exception {
    Comparison all = runs(platform);
    assertEquals(without, requests(all.without(), path), path + " without the agent");
    if (Agent.present()) {
      assertEquals(cold, requests(all.cold(), path), path + " with an empty cache");
      assertEquals(warm, requests(all.warm(), path), path + " with a full cache");
    }
  }

  private static int requests(Comparison.Run run, String path) {
    return run.requests().entrySet().stream()
        .filter(request -> request.getKey().replaceFirst("\\?.*", "").equals(path))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void theProgramSeesTheSameAndNothingIsSaidOnStderr(Platform platform) throws Exception {
    assertEquals(0, runs(platform).same().without().result().exitCode());
    Path log = cache(platform).resolve("larder.log");
    assertEquals(List.of(), Files.exists(log) ? Files.readAllLines(log) : List.of());
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void whatIsFreshIsServed(Platform platform) throws Exception {
    eachAnswers(platform, "hit", 2, "200");
    asked(platform, "/hit", 2, 1, 0);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void whatIsNotStorableIsAskedForEachTime(Platform platform) throws Exception {
    eachAnswers(platform, "miss", 2, "200");
    asked(platform, "/no-store", 2, 2, 2);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void whatIsStaleIsValidatedAndTheProgramSeesNo304(Platform platform) throws Exception {
    eachAnswers(platform, "validated", 2, "200");
    asked(platform, "/validated", 3, 3, 3);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void aConditionOfTheProgramIsAnsweredByA304(Platform platform) throws Exception {
    eachAnswers(platform, "condition", 1, "304");
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void redirectsAreServedToClientsThatFollowAndToThoseThatDoNot(Platform platform)
      throws Exception {
    List<String> lines = lines(platform, "redirect", 4);
    assertTrue(lines.get(0).contains(": 301 /moved "), lines.get(0));
    assertTrue(lines.get(2).contains(": 200 /landed "), lines.get(2));
    int more = redirectsAskedFor();
    asked(platform, "/moved", 4, 1 + more, more);
    asked(platform, "/landed", 2, Math.max(1, more), more);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void eachVariantIsStored(Platform platform) throws Exception {
    eachAnswers(platform, "vary", 3, "200");
    asked(platform, "/language", 3, 2, 0);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void nobodyGetsAnothersResponse(Platform platform) throws Exception {
    eachAnswers(platform, "identity", 4, "200");
    asked(platform, "/account", 4, 3, 0);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void anUnsafeRequestInvalidates(Platform platform) throws Exception {
    eachAnswers(platform, "invalidation", 6, "200");
    asked(platform, "/item", 6, 4, 4);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void aHeadIsAnsweredByWhatAGetHasStored(Platform platform) throws Exception {
    List<String> lines = lines(platform, "head", 3);
    assertTrue(lines.get(2).contains("content-length=[6]"), lines.get(2));
    asked(platform, "/headed", 3, 1, 0);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void aRangeIsARange(Platform platform) throws Exception {
    List<String> lines = lines(platform, "range", 3);
    assertTrue(lines.get(2).contains(": 206 /range "), lines.get(2));
    asked(platform, "/range", 3, 1 + rangesAskedFor(), rangesAskedFor());
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void aLargeBodyIsStored(Platform platform) throws Exception {
    eachAnswers(platform, "large", 2, "200");
    asked(platform, "/large", 2, 1, 0);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void aBodyArrivesAsItIsSent(Platform platform) throws Exception {
    for (String line : lines(platform, "stream", 3)) {
      assertEquals(!streams(), line.endsWith(NOT_POSSIBLE), line);
    }
    int asked = streams() ? 1 : 0;
    for (String path : List.of("/two-parts", "/two-chunks", "/head-first")) {
      asked(platform, path, asked, asked, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void whoAbandonsABodyLeavesNoPartOfItForOthers(Platform platform) throws Exception {
    List<String> lines = lines(platform, "abandoned", streams() ? 2 : 1);
    assertTrue(lines.get(lines.size() - 1).contains(WHOLE), lines::toString);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void whatBreaksOffIsNeverStored(Platform platform) throws Exception {
    for (String line : lines(platform, "broken", 8)) {
      assertTrue(isFailure(line), line);
    }
    for (String path : List.of("/short", "/short-chunked", "/bad-chunk", "/reset")) {
      asked(platform, path, 2, 2, 2);
    }
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void whatBrokeOffIsFollowedByAWholeOne(Platform platform) throws Exception {
    List<String> paths = List.of("/recovers", "/recovers-chunked");
    try (OriginServer origin = ContractSite.open()) {
      Consumer<ForkedJvm> again = jvm -> set(platform, jvm, origin, paths.toArray());
      List<OriginServer> origins = List.of(origin);
      Comparison.Run without = Comparison.run(ForkedJvm.on(platform.jdk), origins, again);
      Path cache = directory.resolve("recovers" + platforms.indexOf(platform));
      Comparison.Run cold =
          Comparison.run(Comparison.withAgent(platform.jdk, cache), origins, again);
      Comparison.sameOutput(without.result(), cold.result(), "an empty cache");
      List<String> lines = cold.result().lines();
      for (int i = 0; i < paths.size(); i++) {
        assertEquals(2, cold.requests(paths.get(i)), paths.get(i));
        assertTrue(lines.get(2 * i + 1).contains(WHOLE), lines::toString);
      }
    }
  }

  /** The second time the server answers with an error, or ends each connection. */
  @ParameterizedTest
  @MethodSource("faultPlatforms")
  void whatIsStaleTakesThePlaceOfAFailure(Platform platform) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    try (OriginServer origin = OriginServer.http()) {
      // On a kept connection that is closed a client tries again, maybe on another kept one.
      Page stale =
          Page.of(200, "stored", "Cache-Control", "max-age=5, stale-if-error=3600")
              .with("Age", "10")
              .with("Connection", "close");
      Page unavailable = Page.of(503, "not now", "Connection", "close");
      origin.on("/unavailable", request -> request.number() == 1 ? stale : unavailable);
      origin.script(
          "/gone",
          (request, wire) -> {
            if (request.number() == 1) {
              wire.send(stale, request.method());
            } else {
              wire.close();
            }
          });
      ForkedJvm jvm = Comparison.withAgent(platform.jdk, directory.resolve("stale"));
      set(platform, jvm, origin, "/unavailable", "/gone");
      ForkedJvm.Result result = jvm.run();
      assertEquals("", result.stderr());
      assertEquals(
          List.of("/unavailable", "/unavailable", "/gone", "/gone"),
          result.lines().stream()
              .map(line -> line.replaceFirst("again (.*): 200 .*", "$1"))
              .toList());
    }
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void aBodyThatEndsWithTheConnectionArrives(Platform platform) throws Exception {
    eachAnswers(platform, "unframed", 2, "200");
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void aCancelledRequestHoldsUpNoOther(Platform platform) throws Exception {
    List<String> lines = lines(platform, "cancelled", streams() ? 2 : 1);
    assertEquals(streams() ? "cancelled: true" : "cancelled: " + NOT_POSSIBLE, lines.get(0));
    int asked = streams() ? 2 : 0;
    asked(platform, "/cancelled", asked, asked, asked);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void aTimeOutIsTheClientsOwn(Platform platform) throws Exception {
    List<String> lines = lines(platform, "timeout", 2);
    assertTrue(isFailure(lines.get(0)), lines.get(0));
    assertTrue(lines.get(1).contains(": 200 /timeout "), lines.get(1));
    asked(platform, "/timeout", 2, 2, 2);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void whoAskAtOnceGetTheSame(Platform platform) throws Exception {
    for (String line : lines(platform, "at-once", 3)) {
      assertTrue(line.contains(": " + threads() + " times "), line);
    }
    if (collapses() || !Agent.present()) {
      asked(platform, "/collapse", threads(), 1, 0);
    } else {
      int cold = requests(runs(platform).cold(), "/collapse");
      assertTrue(cold >= 1 && cold <= threads(), "a late thread may find what is stored: " + cold);
      asked(platform, "/collapse", threads(), cold, 0);
    }
    asked(platform, "/not-storable", threads(), threads(), threads());
  }

  /** A file lies where the cache directory is to be made. */
  @ParameterizedTest
  @MethodSource("platforms")
  void withoutACacheTheProgramDoesTheSame(Platform platform) throws Exception {
    Path file = Files.writeString(directory.resolve("file" + platforms.indexOf(platform)), "mine");
    Comparison.Run without = runs(platform).without();
    OriginServer origin = requireNonNull(sites.get(platform));
    Consumer<ForkedJvm> set = jvm -> set(platform, jvm, origin);
    for (Path cache : List.of(file, file.resolve("below"))) {
      ForkedJvm jvm = Comparison.withAgent(platform.jdk, cache);
      ForkedJvm.Result with = Comparison.run(jvm, List.of(origin), set).result();
      Comparison.sameOutput(without.result(), with, "the directory " + cache);
      assertTrue(with.stderr().lines().count() <= 1, with.stderr());
    }
    assertEquals("mine", Files.readString(file));
  }

  /** Each call that the integration makes into the cache fails once. */
  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("faultPlatforms")
  void aFailureAnywhereInTheCacheIsNotFelt(Platform platform) throws Exception {
    if (Agent.present()) {
      Path faults = directory.resolve("faults" + platforms.indexOf(platform));
      faults(platform).check(platform.jdk, platform.setUp, Files.createDirectory(faults));
    }
  }
}
