package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.programs.ClientLoaders;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients in class loaders of the application: each loader is woven, unless it hides what woven
 * code calls, and no loader stays for our sake.
 */
class ClientLoadersIT {

  private static final String DELEGATES = "delegates";

  private final Path cache;
  private final OriginServer origin;
  private final List<String> arguments = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  ClientLoadersIT(@TempDir Path folder) throws IOException {
    this.cache = folder.resolve("cache");
    this.origin = OriginServer.http();
  }

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
  }

  /** Adds a loader that asks twice for a path. */
  private void add(String kind, ClientVersion version, String path) {
    add(kind, version, version.client().name().toLowerCase(Locale.ROOT), path);
  }

  private void add(String kind, ClientVersion version, String client, String path) {
    origin.on(path, Page.of(200, path, "Cache-Control", "max-age=3600"));
    int number = arguments.size() / 4;
    arguments.addAll(List.of(kind, client, path));
    arguments.add(
        Stream.concat(version.jars().stream(), Stream.of(ForkedJvm.locationOf(ClientLoaders.class)))
            .map(jar -> jar.toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    expected.addAll(
        List.of(number + ": 200 " + path, number + ": 200 " + path, number + ": closed"));
  }

  /** Runs the program; it sees what it would see without the agent, and its loaders are garbage. */
  private void run(Jdk jdk, int rounds) throws Exception {
    List<Object> all = new ArrayList<>(List.of(origin.uri("/"), rounds));
    all.addAll(arguments);
    ForkedJvm.Result result =
        ForkedJvm.on(jdk)
            .reachingBelowJava() // as Netty does
            .agent()
            .property("larder.dir", cache)
            .main(ClientLoaders.class, all.toArray())
            .run();
    int loaders = rounds * arguments.size() / 4;
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      lines.addAll(expected);
    }
    if (rounds > 1) {
      lines.add("collected " + loaders + " of " + loaders);
    }
    assertEquals(lines, result.lines(), result.stderr());
    assertEquals("", result.stderr());
  }

  private List<String> log() throws IOException {
    Path log = cache.resolve("larder.log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aLoaderThatHidesTheBridgeIsLeftAloneWithOneSentence(Jdk jdk) throws Exception {
    TreeMap<String, Integer> asked = new TreeMap<>();
    for (Client client : Client.values()) {
      for (String kind : List.of("hides all", "hides most", DELEGATES)) {
        String path = "/" + client + "/" + kind.replace(' ', '-');
        add(kind, client.newest(), path);
        asked.put(path, kind.equals(DELEGATES) ? 1 : 2);
      }
    }
    run(jdk, 1);
    assertEquals(asked, new TreeMap<>(origin.take()));
    List<String> log = log();
    // AsyncHttpClient is Netty to the cache.
    List<String> names = List.of("OkHttp", "Apache HttpClient 4", "Apache HttpClient 5", "Netty");
    assertEquals(names.size(), log.size(), log::toString);
    for (String name : names) {
      assertTrue(
          log.stream()
              .anyMatch(
                  line ->
                      line.contains(name + " is not cached")
                          && line.contains(ClientLoaders.class.getName() + "$HidingLoader")
                          && line.contains("(hiding-loader)")),
          log::toString);
    }
  }

  /**
   * An application that is deployed again has the client in a new loader. Not of Reactor Netty,
   * whose clients share threads that end with the JVM.
   */
  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void noLoaderStaysWhenAnApplicationIsDeployedAgain(Jdk jdk) throws Exception {
    TreeMap<String, Integer> asked = new TreeMap<>();
    for (Client client : List.of(Client.OKHTTP, Client.APACHE4, Client.APACHE5)) {
      add(DELEGATES, client.newest(), "/" + client);
      asked.put("/" + client, 1);
    }
    add(DELEGATES, Client.APACHE5.newest(), "apache5-async", "/async");
    asked.put("/async", 1);
    run(jdk, 10);
    assertEquals(asked, new TreeMap<>(origin.take()));
    assertEquals(List.of(), log());
  }

  /** Several applications in one JVM, each with its own version of a client. */
  @Tag(Extensive.TAG)
  @Test
  void allVersionsAtOnceShareWhatIsStored() throws Exception {
    for (Client client : Client.values()) {
      client.versions().forEach(version -> add(DELEGATES, version, "/shared"));
    }
    run(Jdk.running(), 1);
    assertEquals(1, origin.take().get("/shared"));
    assertEquals(List.of(), log());
  }
}
