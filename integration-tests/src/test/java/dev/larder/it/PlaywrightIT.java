package dev.larder.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import dev.larder.it.programs.PlaywrightCalls;
import dev.larder.it.programs.PlaywrightOffline;
import dev.larder.it.programs.PlaywrightPages;
import dev.larder.it.programs.PlaywrightThreads;
import dev.larder.it.programs.PlaywrightTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;

/** A program that fetches with Playwright for Java can't tell the cache from the network. */
@Tag(Extensive.ONE_JDK)
class PlaywrightIT {

  private final Path directory;

  PlaywrightIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.PlaywrightVersion#all")
  void callsGiveTheSame(PlaywrightVersion version) throws Exception {
    version.require();
    try (OriginServer origin = OriginServer.http()) {
      PlaywrightSite.furnish(origin);
      Comparison runs = compared(version, origin, PlaywrightCalls.class, origin.uri("/"));
      assertTrue(runs.without().result().lines().size() > 100, "everything was tried");
      if (!Agent.present()) {
        return;
      }
      Comparison.Run warm = runs.warm();
      for (String path :
          List.of("/fresh", "/coded", "/chunked", "/empty", "/query?a+b=%C3%BC", "/language")) {
        assertEquals(0, warm.requests(path), path);
      }
      assertEquals(2, warm.requests("/agent"), "the driver's own field is not known");
      assertEquals(2, runs.cold().requests("/language"), "one for each language");
      assertEquals(1, runs.cold().requests("/public"), "what is public is for all");
      assertEquals(2, runs.cold().requests("/validated"), "validated, never served without");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.PlaywrightVersion#all")
  void offlineNeitherCallsNorScriptsGoToTheNetwork(PlaywrightVersion version) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    version.require();
    Path chromium = PlaywrightVersion.chromium();
    try (OriginServer origin = OriginServer.http()) {
      origin.on(
          "/",
          Page.of(
              200,
              "<script src=kept.js></script>"
                  + "<script src=other.js onerror='other = \"failed\"'></script>"
                  + "<script src=routed.js onerror='routed = \"failed\"'></script>",
              "Content-Type",
              "text/html",
              "Cache-Control",
              "no-store"));
      for (String name : List.of("kept", "other", "routed")) {
        String lifetime = name.equals("kept") ? "max-age=3600" : "no-store";
        origin.on(
            "/" + name + ".js",
            Page.of(
                200,
                name + " = 'loaded'",
                "Content-Type",
                "text/javascript",
                "Cache-Control",
                lifetime));
        origin.on("/" + name, Page.of(504, "gone", "Cache-Control", "no-store"));
      }
      origin.on(
          "/kept",
          request ->
              request.method().equals("GET")
                  ? Page.of(200, "kept", "Cache-Control", "max-age=3600")
                  : Page.of(504, "gone"));
      List<String> online = offline(version, "on", origin, chromium);
      assertEquals(1, origin.take().get("/kept.js"));
      String raised = " PlaywrightException of DriverException message='504 Status";
      assertEquals(
          List.of(
              "kept 200 kept",
              "other 504 gone",
              "other failing" + raised,
              "post 504 gone",
              "post failing" + raised,
              "options" + raised,
              "kept 200 kept",
              "page kept loaded",
              "page other loaded",
              "page routed loaded"),
          online);
      for (String mode : List.of("offline", "replay")) {
        List<String> lines = offline(version, mode, origin, chromium);
        String refused = raised.replace("Status", "Gateway Timeout");
        String ours = " 504 Larder answers this itself, as the mode of the cache, " + mode;
        assertEquals(
            List.of(
                "kept 200 kept",
                "other" + ours,
                "other failing" + refused,
                "post" + ours,
                "post failing" + refused,
                "options" + refused,
                "kept 200 kept",
                "page kept loaded",
                "page other failed",
                "page routed failed"),
            lines.stream().map(line -> line.replaceFirst(", allows no network.*", "")).toList());
        Map<String, Integer> requests = origin.take();
        requests.remove("/favicon.ico"); // which some versions of the browser ask for
        assertEquals(Map.of("/", 1), requests, "the document of the page");
      }
    }
  }

  private List<String> offline(
      PlaywrightVersion version, String mode, OriginServer origin, Path chromium) throws Exception {
    ForkedJvm.Result result =
        on(
                version,
                ForkedJvm.on(Jdk.running())
                    .agent("playwright.pages=on,mode=" + mode)
                    .property("larder.dir", directory.resolve("cache")))
            .main(PlaywrightOffline.class, origin.uri("/"), chromium)
            .run();
    assertEquals("", result.stderr());
    return result.lines();
  }

  @Test
  void callsBesidePagesGiveTheSame() throws Exception {
    PlaywrightVersion version = PlaywrightVersion.newest().require();
    Path chromium = PlaywrightVersion.chromium();
    try (OriginServer origin = OriginServer.http()) {
      PlaywrightSite.furnish(origin);
      Comparison runs = compared(version, origin, PlaywrightPages.class, origin.uri("/"), chromium);
      if (Agent.present()) {
        assertEquals(1, runs.cold().requests("/public"), "what is public is for all");
        assertEquals(1, runs.cold().requests("/lib.js"), "fetched once for a route");
        assertEquals(0, runs.warm().requests("/lib.js"), "fetched for a route");
        assertEquals(0, runs.warm().requests("/account"), "everybody's own");
        assertEquals(1, runs.warm().requests("/traced"), "the trace shows a request");
      }
    }
  }

  @Tag(Extensive.TAG)
  @Test
  void severalPlaywrightsOnSeveralThreadsGiveTheSame() throws Exception {
    PlaywrightVersion version = PlaywrightVersion.newest().require();
    try (OriginServer origin = OriginServer.http()) {
      PlaywrightSite.furnish(origin);
      Comparison runs = compared(version, origin, PlaywrightThreads.class, origin.uri("/"), false);
      if (Agent.present()) {
        assertEquals(0, runs.warm().requests().values().stream().mapToInt(n -> n).sum());
      }
    }
  }

  /** The library itself complains on stderr, from a thread of its own. */
  @Tag(Extensive.TAG)
  @Test
  void aDriverThatDiesLeavesTheProgramAsItWouldBe() throws Exception {
    PlaywrightVersion version = PlaywrightVersion.newest().require();
    Path cache = directory.resolve("cache");
    try (OriginServer origin = OriginServer.http()) {
      PlaywrightSite.furnish(origin);
      Comparison runs =
          Comparison.of(
              Jdk.running(),
              cache,
              List.of(origin),
              jvm -> on(version, jvm).main(PlaywrightThreads.class, origin.uri("/"), true));
      assertTrue(runs.without().result().lines().contains("driver true"));
      Comparison.sameOutput(runs.without().result(), runs.cold().result(), "an empty cache");
      Comparison.sameOutput(runs.without().result(), runs.warm().result(), "a full cache");
      assertFalse(Files.exists(cache.resolve("larder.log")), "nothing of ours failed");
    }
  }

  @Test
  void whatIsSharedOverTlsIsSharedAmongThoseWhoCheckAlike() throws Exception {
    PlaywrightVersion version = PlaywrightVersion.newest().require();
    Certificate certificate = Certificate.create(directory);
    Path authority = Files.writeString(directory.resolve("ca.pem"), certificate.pem());
    try (OriginServer origin = OriginServer.https(certificate)) {
      origin.on("/secret", Page.of(200, "secret", "Cache-Control", "max-age=3600"));
      Comparison runs =
          Comparison.of(
                  Jdk.running(),
                  directory.resolve("cache"),
                  List.of(origin),
                  jvm ->
                      on(version, jvm)
                          .environment("NODE_EXTRA_CA_CERTS", authority.toString())
                          .main(PlaywrightTrust.class, origin.uri("/secret")))
              .same();
      assertFalse(runs.without().result().lines().contains("refused"));
      if (Agent.present()) {
        assertEquals(5, runs.cold().requests("/secret"), "the careful one asks once");
        assertEquals(4, runs.warm().requests("/secret"), "the careful one does not ask");
      }
      Comparison.Run strangers =
          Comparison.run(
              on(version, Comparison.withAgent(Jdk.running(), directory.resolve("cache"))),
              List.of(origin),
              jvm -> jvm.main(PlaywrightTrust.class, origin.uri("/secret")));
      assertEquals(2, Collections.frequency(strangers.result().lines(), "refused"));
      assertEquals(4, strangers.requests("/secret"), "what nobody checked is not stored");
    }
  }

  /** A class that is woven, and one that is extended, lack a method. */
  @Tag(Extensive.TAG)
  @ParameterizedTest
  @ValueSource(strings = {"sendMessageAsync", "fetchLog"})
  void anUnknownPlaywrightIsLeftAlone(String missing) throws Exception {
    PlaywrightVersion version = PlaywrightVersion.newest().require();
    Path other = withoutMethod(version.jars().get(0), missing);
    Path cache = directory.resolve("cache");
    try (OriginServer origin = OriginServer.http()) {
      PlaywrightSite.furnish(origin);
      Comparison.Run without = trusting(version, other, ForkedJvm.on(Jdk.running()), origin);
      Comparison.Run with =
          trusting(version, other, Comparison.withAgent(Jdk.running(), cache), origin);
      assertEquals("", with.result().stderr());
      Comparison.sameOutput(without.result(), with.result(), "an unknown version");
      assertEquals(Map.of("/fresh", 6), without.requests());
      assertEquals(without.requests(), with.requests());
      if (Agent.present()) {
        List<String> log = Files.readAllLines(cache.resolve("larder.log"));
        assertEquals(1, log.size(), () -> "one sentence: " + log);
        assertTrue(log.get(0).contains("is not cached"), log.get(0));
      }
    }
  }

  private static Comparison.Run trusting(
      PlaywrightVersion version, Path first, ForkedJvm jvm, OriginServer origin) throws Exception {
    return Comparison.run(
        on(version, jvm.addToClassPath(first)),
        List.of(origin),
        any -> any.main(PlaywrightTrust.class, origin.uri("/fresh")));
  }

  private Comparison compared(
      PlaywrightVersion version, OriginServer origin, Class<?> program, Object... arguments)
      throws Exception {
    Path cache = directory.resolve("cache");
    Comparison runs =
        Comparison.of(
                Jdk.running(),
                cache,
                List.of(origin),
                jvm -> on(version, jvm).main(program, arguments))
            .same();
    assertEquals(0, runs.without().result().exitCode());
    Path log = cache.resolve("larder.log");
    assertEquals(List.of(), Files.exists(log) ? Files.readAllLines(log) : List.of());
    return runs;
  }

  private static ForkedJvm on(PlaywrightVersion version, ForkedJvm jvm) {
    return version.set(jvm, Gson.class, AssertionFailedError.class);
  }

  /** A copy of a library in which a method has another name wherever it is declared or called. */
  private Path withoutMethod(Path jar, String name) throws IOException {
    String other = name.substring(0, name.length() - 1) + 'X';
    Path copy = directory.resolve("other.jar");
    try (ZipFile in = new ZipFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (ZipEntry entry : in.stream().toList()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        if (entry.getName().endsWith(".class")) {
          String text = new String(bytes, ISO_8859_1);
          bytes = text.replace(name, other).getBytes(ISO_8859_1);
        }
        out.write(bytes);
      }
    }
    return copy;
  }
}
