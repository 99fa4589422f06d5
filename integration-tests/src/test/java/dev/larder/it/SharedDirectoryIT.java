package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.it.programs.Item;
import dev.larder.it.programs.Neighbour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of different JDKs share one directory, at once. */
class SharedDirectoryIT {

  private static final int PROCESSES = 8;
  private static final int ITEMS = 20;
  private static final int LIMIT = 16_000_000;
  private static final int BLOCK = 4096;
  private static final int[] SIZES = {100, 5_000, 70_000, 400_000};

  /** The states of the items of one origin; each POST begins a new one. */
  private final Map<String, Integer> states = new ConcurrentHashMap<>();

  @Test
  void eachSeesWhatTheOthersStoredAtOnce(@TempDir Path cache) throws Exception {
    try (OriginServer origin = origin("max-age=3600")) {
      List<ForkedJvm.Running> running = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        List<Object> steps = new ArrayList<>(List.of(origin.uri("/"), i));
        // All have used the cache before any of them stores what the others are to find.
        steps.addAll(List.of("get /warm/" + i + "/ 1", "open ready-" + i));
        if (i == 0) {
          for (int other = 1; other < PROCESSES; other++) {
            steps.add("await ready-" + other);
          }
          steps.addAll(List.of("get /first/ " + ITEMS, "open first"));
        }
        steps.addAll(List.of("await first", "get /first/ " + ITEMS));
        steps.addAll(List.of("get /own/" + i + "/ 3", "open own-" + i));
        for (int other = 0; other < PROCESSES; other++) {
          steps.addAll(List.of("await own-" + other, "get /own/" + other + "/ 3"));
        }
        running.add(start(i, cache, steps));
      }
      for (ForkedJvm.Running one : running) {
        assertDone(one.await());
      }
      if (Agent.present()) {
        origin.take().forEach((target, count) -> assertEquals(1, count, "requests for " + target));
      }
    }
  }

  @Test
  void whatOneChangesTheOtherAsksForAgain(@TempDir Path cache) throws Exception {
    try (OriginServer origin = origin("max-age=3600")) {
      ForkedJvm.Running reader =
          start(
              0,
              cache,
              List.of(
                  origin.uri("/"),
                  0,
                  "state /own/0",
                  "state /own/0",
                  "open read",
                  "await changed",
                  "sleep 1000",
                  "state /own/0",
                  "state /own/0",
                  "open again"));
      ForkedJvm.Running writer =
          start(
              1,
              cache,
              List.of(
                  origin.uri("/"),
                  1,
                  "await read",
                  "state /own/0",
                  "post /own/0",
                  "open changed",
                  "await again",
                  "state /own/0"));
      assertEquals(List.of("0", "0", "1", "1", "done"), reader.await().lines());
      assertEquals(List.of("0", "1", "done"), writer.await().lines());
      if (Agent.present()) {
        assertEquals(Map.of("/own/0", 3), origin.take(), "two GETs and a POST");
      }
    }
  }

  @Tag(Extensive.TAG)
  @Test
  void killedOnesDoNoHarmToTheOthers(@TempDir Path cache) throws Exception {
    try (OriginServer origin = origin("max-age=1")) {
      Random random = new Random();
      List<ForkedJvm.Running> running = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        int count = isKilled(i) ? 1_000_000 : 1500;
        running.add(
            start(
                i,
                cache,
                List.of(
                    origin.uri("/"), i, "random 30 20", "open ready-" + i, "random 30 " + count)));
      }
      for (int i = 0; i < PROCESSES; i++) {
        origin.gates().await("ready-" + i);
      }
      for (int i = 0; i < PROCESSES; i++) {
        if (isKilled(i)) {
          Thread.sleep(random.nextInt(200));
          running.get(i).kill();
        }
      }
      for (int i = 0; i < PROCESSES; i++) {
        ForkedJvm.Result result = running.get(i).await();
        if (isKilled(i)) {
          assertEquals(List.of(), result.lines());
        } else {
          assertDone(result);
        }
      }
      assertDone(
          start(0, cache, List.of(origin.uri("/"), 9, "get /any/ 30", "random 30 100")).await());
    }
  }

  @Tag(Extensive.TAG)
  @Test
  void theLimitHoldsWhileAllWrite(@TempDir Path cache) throws Exception {
    try (OriginServer origin = origin("max-age=3600")) {
      int paths = 400;
      for (int i = 0; i < paths; i++) {
        String path = "/any/" + i;
        origin.on(path, request -> answer(path, SIZES[path.length() % 3], request, "max-age=3600"));
      }
      List<ForkedJvm.Running> running = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        List<Object> steps = List.of(origin.uri("/"), i, "random " + paths + " 400");
        ForkedJvm jvm = jvm(i, cache).property("larder.disk.max-size", LIMIT);
        running.add(jvm.main(Neighbour.class, steps.toArray()).start());
      }
      long largest = 0;
      while (running.stream().anyMatch(ForkedJvm.Running::isAlive)) {
        // All stand still, or what was deleted here would be counted with what came there instead.
        signal("STOP", running);
        largest = Math.max(largest, sizeOfEntries(cache));
        signal("CONT", running);
        Thread.sleep(50);
      }
      for (ForkedJvm.Running one : running) {
        assertDone(one.await());
      }
      if (Agent.present()) {
        assertTrue(largest <= LIMIT + LIMIT / 20, "bytes of entries: " + largest);
        assertTrue(largest >= LIMIT / 2, "bytes of entries: " + largest);
      }
    }
  }

  private static void signal(String name, List<ForkedJvm.Running> running) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "kill -" + name + " \"$@\"", "sh"));
    running.stream().filter(ForkedJvm.Running::isAlive).forEach(one -> command.add(one.pid()));
    new ProcessBuilder(command).start().waitFor();
  }

  /** Bytes of all entries, complete or being written, in whole blocks. */
  private static long sizeOfEntries(Path cache) throws IOException {
    Path top = cache.resolve("v1");
    if (!Files.isDirectory(top)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(top, 2)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(entry|part)"))
          .mapToLong(file -> (file.toFile().length() + BLOCK - 1) / BLOCK * BLOCK)
          .sum();
    }
  }

  private static boolean isKilled(int process) {
    return process % 4 >= 2;
  }

  private static ForkedJvm.Running start(int process, Path cache, List<Object> steps)
      throws IOException {
    return jvm(process, cache).main(Neighbour.class, steps.toArray()).start();
  }

  /** The JDKs in turns. */
  private static ForkedJvm jvm(int process, Path cache) {
    List<Jdk> jdks = Jdks.wanted().toList();
    jdks.forEach(Jdk::require);
    return Comparison.withAgent(jdks.get(process % jdks.size()), cache);
  }

  private static void assertDone(ForkedJvm.Result result) {
    assertEquals(List.of("done"), result.lines(), result.stderr());
    assertEquals("", result.stderr());
    assertEquals(0, result.exitCode());
  }

  private OriginServer origin(String freshness) throws IOException {
    OriginServer origin = OriginServer.http();
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      paths.addAll(List.of("/first/" + i, "/any/" + i, "/own/" + i));
    }
    for (int i = 0; i < PROCESSES; i++) {
      paths.addAll(List.of("/warm/" + i + "/0", "/own/" + i + "/0"));
      paths.addAll(List.of("/own/" + i + "/1", "/own/" + i + "/2"));
    }
    for (String path : paths) {
      int size = SIZES[Math.floorMod(path.hashCode(), SIZES.length)];
      origin.on(path, request -> answer(path, size, request, freshness));
    }
    return origin;
  }

  private Page answer(String path, int size, Received request, String freshness) {
    if (request.method().equals("POST")) {
      states.merge(path, 1, Integer::sum);
      return Page.of(204, "");
    }
    int state = states.getOrDefault(path, 0);
    String tag = "\"" + state + '"';
    if (tag.equals(request.first("if-none-match"))) {
      return Page.of(304, "", "ETag", tag, "Cache-Control", freshness);
    }
    byte[] body = Item.body(path, state, size);
    return Page.of(200, body, "ETag", tag, "Cache-Control", freshness);
  }
}
