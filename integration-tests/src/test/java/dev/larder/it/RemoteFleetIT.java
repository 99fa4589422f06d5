package dev.larder.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Fetch;
import dev.larder.it.programs.Show;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many JVMs with directories of their own, which have one real server in common, ask for the same
 * things in the same order, all at once.
 */
@Tag(Extensive.ONE_JDK)
class RemoteFleetIT {

  /** Bytes of most bodies, by turns. */
  private static final int[] SIZES = {
    1_000, 2_000, 3_000, 5_000, 8_000, 16_000, 24_000, 32_000, 64_000, 128_000
  };

  /** What is held when the machine that fetches it is killed. */
  private static final String HELD = "/held";

  private static final int HELD_SIZE = 1000;

  private final Path folder;
  private final OriginServer origin;
  private final RedisProcess redis;

  /** How often the origin sent a whole response, and how often it said that one is still good. */
  private final Map<String, Integer> fetched = new ConcurrentHashMap<>();

  private final Map<String, Integer> validated = new ConcurrentHashMap<>();
  private volatile boolean seeding;

  RemoteFleetIT(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.redis = RedisProcess.start(folder);
    this.origin = OriginServer.http();
    origin.otherwise(this::answer);
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
    redis.close();
  }

  /** One thing to ask for: each seventh has a language, each fifth is stored and stale. */
  private record Item(int number) {

    boolean isStale() {
      return number % 5 == 4;
    }

    boolean varies() {
      return number % 7 == 3;
    }

    String name() {
      int resource = varies() ? number / 14 : number; // two languages of each
      return (varies() ? "/varies/" : "/plain/") + (isStale() ? "stale-" : "new-") + resource;
    }

    String language() {
      return number % 2 == 0 ? "de" : "en";
    }

    String step() {
      return "GET " + name() + "|Accept-Language: " + language();
    }

    static int size(String name) {
      int number = Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
      return switch (number % 100) {
        case 16 -> 4_194_304;
        case 41 -> 1_000_000;
        default -> SIZES[number % SIZES.length];
      };
    }

    /** What is asked for, variants apart. */
    String target() {
      return name() + (varies() ? " " + language() : "");
    }

    String line() {
      return lineOf(body(target(), size(name())));
    }

    /** What a program prints that gets this. */
    static String lineOf(String body) {
      return "200 " + Show.body(body);
    }

    static String body(String target, int size) {
      return (target + ".").repeat(size / (target.length() + 1) + 1).substring(0, size);
    }
  }

  private void answer(Received request, Wire wire) throws Exception {
    String path = request.target();
    if (path.equals(HELD) && request.number() == 1) {
      origin.gates().open("asked");
      wire.in().readAllBytes(); // until the client is gone
      return;
    }
    boolean varies = path.startsWith("/varies/");
    String target = varies ? path + " " + request.first("accept-language") : path;
    String tag = '"' + target.replace(' ', '-') + '"';
    String life = seeding ? "max-age=0" : "max-age=3600";
    boolean same = tag.equals(request.first("if-none-match"));
    (same ? validated : fetched).merge(target, 1, Integer::sum);
    int size = path.equals(HELD) ? HELD_SIZE : Item.size(path);
    byte[] body = same ? new byte[0] : Item.body(target, size).getBytes(US_ASCII);
    Page page = Page.of(same ? 304 : 200, body, "Cache-Control", life, "ETag", tag);
    wire.send(varies ? page.with("Vary", "Accept-Language") : page, request.method());
  }

  private ForkedJvm machine(Path directory, List<String> steps) {
    return ForkedJvm.on(Jdk.running())
        .agent()
        .option("-Xmx64m")
        .property("larder.dir", directory)
        .property("larder.memory.store", "off")
        .main(Fetch.class, origin.uri("/"), Steps.of(folder, steps).file(), 0);
  }

  private ForkedJvm member(Path directory, List<String> steps) {
    return machine(directory, steps)
        .property("larder.remote", redis.url())
        .property("larder.remote.patience", "10s")
        .property("larder.collapse.max-wait", "1m");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Files.copy(one, to.resolve(from.relativize(one).toString()));
      }
    }
  }

  private static void assertEnded(List<String> lines, ForkedJvm.Result result) {
    assertEquals("", result.stderr());
    assertEquals(lines, result.lines());
  }

  /** Without what is in both. */
  private static void assertSame(
      Map<String, Integer> expected, Map<String, Integer> actual, String what) {
    Map<String, Integer> missing = new TreeMap<>(expected);
    missing.entrySet().removeAll(actual.entrySet());
    Map<String, Integer> more = new TreeMap<>(actual);
    more.entrySet().removeAll(expected.entrySet());
    assertEquals(missing, more, what);
  }

  @Test
  void threeMachinesAskOnceForEach() throws Exception {
    eachIsFetchedOnceAndValidatedOnce(3, 20);
  }

  @Test
  @Tag(Extensive.TAG)
  void twentyMachinesAskOnceForEach() throws Exception {
    eachIsFetchedOnceAndValidatedOnce(20, 200);
  }

  private void eachIsFetchedOnceAndValidatedOnce(int machines, int count) throws Exception {
    assumeTrue(Agent.present());
    List<Item> items = Stream.iterate(0, i -> i + 1).limit(count).map(Item::new).toList();
    List<Item> stale = items.stream().filter(Item::isStale).toList();
    Path seed = folder.resolve("seed");
    seeding = true;
    assertEnded(
        stale.stream().map(Item::line).toList(),
        machine(seed, stale.stream().map(Item::step).toList()).run());
    seeding = false;
    fetched.clear();

    List<ForkedJvm.Running> running = new ArrayList<>();
    for (int i = 0; i < machines; i++) {
      copy(seed, folder.resolve("m" + i));
      List<String> steps =
          new ArrayList<>(
              List.of("GET /gate/open/ready-" + i, "GET /gate/await/asked", "GET " + HELD));
      items.forEach(item -> steps.add(item.step()));
      running.add(member(folder.resolve("m" + i), steps).start());
    }
    List<String> waits = new ArrayList<>();
    for (int i = 0; i < machines; i++) {
      waits.add("GET /gate/await/ready-" + i);
    }
    waits.add("GET " + HELD);
    ForkedJvm.Running killed = member(folder.resolve("killed"), waits).start();
    origin.gates().await("asked");
    killed.kill();

    List<String> lines = new ArrayList<>(List.of("200 ", "200 "));
    lines.add(Item.lineOf(Item.body(HELD, HELD_SIZE)));
    items.forEach(item -> lines.add(item.line()));
    for (ForkedJvm.Running one : running) {
      assertEnded(lines, one.await());
    }
    Map<String, Integer> onceFetched = new TreeMap<>(Map.of(HELD, 1));
    Map<String, Integer> onceValidated = new TreeMap<>();
    items.forEach(item -> (item.isStale() ? onceValidated : onceFetched).put(item.target(), 1));
    assertSame(onceFetched, fetched, "fetched");
    assertSame(onceValidated, validated, "validated");
  }
}
