package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import dev.larder.it.programs.Managed;
import dev.larder.it.programs.PlaywrightCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.AssertionFailedError;

/** Machines with directories of their own that share a real Redis server. */
class RemoteTierIT {

  /** Three responses, and the index of the one that varies. */
  private static final int ENTRIES = 4;

  private final Path folder;
  private final OriginServer origin;
  private final RedisProcess redis;

  RemoteTierIT(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.redis = RedisProcess.start(folder);
    this.origin = OriginServer.http();
  }

  @BeforeEach
  void furnish() {
    assumeTrue(Agent.present());
    origin.on("/small", Page.of(200, "small", "Cache-Control", "max-age=3600"));
    origin.on("/large", Page.of(200, "l".repeat(700_000), "Cache-Control", "max-age=3600"));
    origin.on(
        "/varies",
        Page.of(200, "varies", "Cache-Control", "max-age=3600").with("Vary", "Accept-Language"));
    origin.on("/private", Page.of(200, "private", "Cache-Control", "private, max-age=3600"));
    origin.script(
        "/when-pushed",
        (request, wire) -> {
          while (redis.entries() < ENTRIES) {
            Thread.sleep(10);
          }
          wire.send(Page.of(200, "", "Cache-Control", "no-store"), "GET");
        });
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
    redis.close();
  }

  private ForkedJvm shared(Jdk jdk, String name) {
    return Comparison.withAgent(jdk, folder.resolve(name))
        .property("larder.remote", redis.url())
        .property("larder.remote.patience", "10s");
  }

  private Comparison.Run machine(Jdk jdk, String name, String... steps) throws Exception {
    Comparison.Run run =
        Comparison.run(
            shared(jdk, name), List.of(origin), Steps.of(folder, steps).program(origin, 0));
    assertEquals("", run.result().stderr());
    return run;
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aSecondMachineAsksForNothingThatIsForAll(Jdk jdk) throws Exception {
    String[] steps = {
      "GET /small", "GET /large", "GET /varies|Accept-Language: de", "GET /private"
    };
    String[] first = Arrays.copyOf(steps, steps.length + 1);
    first[steps.length] = "GET /when-pushed";
    Comparison.Run fetching = machine(jdk, "first", first);
    assertEquals(first.length, fetching.result().lines().size());
    assertEquals(1, fetching.requests("/small"));
    Comparison.Run sharing = machine(jdk, "second", steps);
    assertEquals(fetching.result().lines().subList(0, steps.length), sharing.result().lines());
    assertEquals(0, sharing.requests("/small"));
    assertEquals(0, sharing.requests("/large"));
    assertEquals(0, sharing.requests("/varies"));
    assertEquals(1, sharing.requests("/private"));
    redis.close();
    assertTrue(machine(jdk, "second", steps).requests().isEmpty(), "what came was stored");
  }

  /** Once through JMX by the program itself, and once by the command. */
  @Test
  void whatIsPurgedIsNotBroughtBack() throws Exception {
    Jdk jdk = Jdk.running();
    List<String> lines =
        shared(jdk, "first")
            .property("larder.jmx", true)
            .main(Managed.class, origin.uri("/small"))
            .run()
            .lines();
    assertTrue(lines.contains("1 response, 5 bytes removed"), lines.toString());
    assertEquals("misses 2", lines.get(lines.size() - 1));
    machine(jdk, "second", "GET /small");
    LarderTool.Ended ended =
        new LarderTool(jdk, folder)
            .run(
                List.of(
                    "-Dlarder.dir=" + folder.resolve("first"), "-Dlarder.remote=" + redis.url()),
                "purge",
                "--all")
            .is(0);
    assertEquals("1 response, 5 bytes removed\n", ended.stdout());
    assertEquals("", ended.stderr());
    assertEquals(1, machine(jdk, "third", "GET /small").requests("/small"));
  }

  @Test
  void aPurgeSaysThatTheTierIsAway() throws Exception {
    Jdk jdk = Jdk.running();
    machine(jdk, "first", "GET /small");
    redis.close();
    LarderTool tool = new LarderTool(jdk, folder);
    List<String> options =
        List.of("-Dlarder.dir=" + folder.resolve("first"), "-Dlarder.remote=" + redis.url());
    LarderTool.Ended status = tool.run(options, "status").is(0);
    assertEquals("", status.stderr(), "it does not ask the tier");
    LarderTool.Ended ended = tool.run(options, "purge", "--all").is(0);
    String why = tool.run(options, "explain", origin.uri("/small").toString()).is(0).stdout();
    assertTrue(why.contains("\nRemote tier  It is asked before the server, if "), why);
    assertEquals(
        "1 response, 5 bytes removed; the remote tier was not told, and may bring them back\n",
        ended.stdout());
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.PlaywrightVersion#all")
  void fetchesOfPlaywrightAreShared(PlaywrightVersion version) throws Exception {
    version.require();
    PlaywrightSite.furnish(origin);
    Comparison.Run fetching = playwright(version, "first");
    assertEquals(1, fetching.requests("/fresh"));
    Comparison.Run sharing = playwright(version, "second");
    assertEquals(fetching.result().lines(), sharing.result().lines());
    for (String path : List.of("/fresh", "/coded", "/chunked", "/empty")) {
      assertEquals(0, sharing.requests(path), path);
    }
  }

  private Comparison.Run playwright(PlaywrightVersion version, String name) throws Exception {
    return Comparison.run(
        version.set(shared(Jdk.running(), name), Gson.class, AssertionFailedError.class),
        List.of(origin),
        jvm -> jvm.main(PlaywrightCalls.class, origin.uri("/")));
  }
}
