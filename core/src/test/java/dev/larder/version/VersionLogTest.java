package dev.larder.version;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.policy.SupersedePolicy;
import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Invalidations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class VersionLogTest {
  private static final String APP = "https://example.org/assets/app.";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory = Path.of("");

  private final Statistics statistics = new Statistics();

  private VersionLog versionLog() {
    return versionLog(Runnable::run);
  }

  private VersionLog versionLog(Executor executor) {
    VersionLog.Terms terms = new VersionLog.Terms(Duration.ofDays(1), 1, Duration.ZERO);
    return new VersionLog(
        directory, terms, new VersionEntries(), statistics, () -> START, executor);
  }

  private static VersionObservation at(int hour, String uri, String validator, long size) {
    Instant time = START.plus(Duration.ofHours(hour));
    return new VersionObservation(
        uri, validator, size, time, List.of(), SupersedePolicy.STANDARD, null);
  }

  private static String app(String hash) {
    return APP + hash + ".js";
  }

  private List<Path> files() throws IOException {
    Path folder = directory.resolve("v1").resolve("versions");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @Test
  void whoWritesEndsWhenItIsClosedAndWhatWaitedIsWritten() throws Exception {
    List<Thread> threads = new ArrayList<>();
    VersionLog versionLog =
        new VersionLog(
            directory,
            new VersionLog.Terms(Duration.ofDays(1), 1, Duration.ofHours(1)),
            new VersionEntries(),
            statistics,
            () -> START,
            task -> {
              threads.add(new Thread(task));
              threads.get(0).start();
            });
    versionLog.seen(at(0, app("aaaaaaaa"), "\"1\"", 10));
    versionLog.seen(at(1, app("bbbbbbbb"), "\"2\"", 10));
    versionLog.close();
    versionLog.close();
    assertEquals(2, versions().size());
    threads.get(0).join();
    versionLog.seen(at(2, app("cccccccc"), "\"3\"", 10));
    assertEquals(1, threads.size());
    assertEquals(2, versions().size());
    assertEquals(0, statistics.total().of(Counter.FAILURES));
  }

  @Test
  void twoInOneProcessWaitForEachOther() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String hash = String.valueOf((char) ('a' + i)).repeat(7);
      threads.add(
          new Thread(
              () -> {
                VersionLog versionLog = versionLog();
                for (int version = 0; version < 10; version++) {
                  versionLog.seen(at(version, app(hash + version), "\"" + version + "\"", 10));
                }
                versionLog.close();
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, statistics.total().of(Counter.FAILURES));
    assertEquals(20, versions().size());
  }

  /** Each version as its members in one line. */
  private List<String> versions() throws IOException {
    List<String> versions = new ArrayList<>();
    for (Path file : files()) {
      try (JsonParser parser = new JsonFactory().createParser(Files.readAllBytes(file))) {
        List<String> members = new ArrayList<>();
        while (parser.nextToken() != null) {
          switch (parser.currentToken()) {
            case START_OBJECT -> members.clear();
            case VALUE_STRING, VALUE_NUMBER_INT -> members.add(parser.getText());
            case END_OBJECT -> {
              if (parser.getParsingContext().inArray()) {
                versions.add(String.join(" ", members));
              }
            }
            default -> {}
          }
        }
      }
    }
    return versions;
  }

  @Test
  void eachVersionOfAResourceIsOneRowOfItsFile() throws IOException {
    VersionLog versionLog = versionLog();
    versionLog.seen(at(0, app("3f9a8c7b"), "\"1\"", 10));
    versionLog.seen(at(1, app("3f9a8c7b"), "\"1\"", 10));
    versionLog().seen(at(2, app("9b2e41d0"), "\"2\"", 20));
    assertEquals(1, files().size());
    assertEquals(
        List.of(
            "3f9a8c7b "
                + app("3f9a8c7b")
                + " \"1\" 10 2026-01-01T00:00:00Z 2026-01-01T01:00:00Z 2"
                + " 2026-01-01T02:00:00Z",
            "9b2e41d0 "
                + app("9b2e41d0")
                + " \"2\" 20 2026-01-01T02:00:00Z 2026-01-01T02:00:00Z 1"),
        versions());
    assertTrue(
        Files.readString(files().get(0))
            .contains("\"resource\" : \"https://example.org/assets/app.*.js\""));
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  @Test
  void aResourceThatNamesNoVersionIsKeptFromItsFirstChangeOn() throws IOException {
    String page = "https://example.org/page";
    VersionLog versionLog = versionLog();
    VersionObservation old = at(0, page, "\"1\"", 10);
    versionLog.seen(old);
    assertEquals(List.of(), files());
    Instant later = START.plus(Duration.ofHours(1));
    versionLog.seen(
        new VersionObservation(page, "\"2\"", 20, later, List.of(), SupersedePolicy.STANDARD, old));
    versionLog.seen(at(2, page, "\"2\"", 20));
    versionLog.seen(at(3, app("3f9a8c7b"), "\"1\"", 10)); // what names no version waits for this
    assertEquals(
        List.of(
            page + " \"1\" 10 2026-01-01T00:00:00Z 2026-01-01T00:00:00Z 0",
            page + " \"2\" 20 2026-01-01T01:00:00Z 2026-01-01T02:00:00Z 2"),
        versions().stream().filter(row -> row.contains(page)).map(String::strip).toList());
  }

  @Test
  void aDamagedFileLosesNoMoreThanItself() throws IOException {
    VersionLog versionLog = versionLog();
    versionLog.seen(at(0, app("3f9a8c7b"), "\"1\"", 10));
    Path file = files().get(0);
    String whole = Files.readString(file);
    for (String damaged :
        List.of(
            "",
            "[[[[",
            "{\"versions\": [{\"url\": {}}]}",
            "{\"versions\": [{\"url\": \"a\", \"first\": \"x\"}]}",
            "{\"versions\": [7]}",
            whole.substring(0, whole.length() - 30))) {
      Files.writeString(file, damaged);
      versionLog.seen(at(1, app("9b2e41d0"), "\"2\"", 20));
      assertTrue(versions().get(versions().size() - 1).startsWith("9b2e41d0"), damaged);
    }
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  private static EntryMetadata stored(String uri, String... headers) {
    return new EntryMetadata(
        uri,
        "GET",
        new ResponseHead(200, "HTTP/1.1", Headers.of(headers)),
        Headers.empty(),
        START,
        START,
        List.of(),
        null,
        Invalidations.NO_GENERATION);
  }

  private static void serve(VersionLog versionLog, EntryMetadata metadata, int times, int hour) {
    for (int i = 0; i < times; i++) {
      if (metadata.serve(START.plus(Duration.ofHours(hour)))) {
        versionLog.served(metadata);
      }
    }
  }

  @Test
  void howOftenAVersionIsServedIsWrittenWhenSomethingElseIs() throws IOException {
    VersionLog versionLog = versionLog();
    versionLog.seen(at(0, app("3f9a8c7b"), "\"1\"", 10));
    versionLog.seen(at(0, app("9b2e41d0"), "crc32c:1", 10));
    List<String> before = versions();
    EntryMetadata tagged = stored(app("3f9a8c7b"), "ETag", "\"1\"");
    serve(versionLog, tagged, 5, 3);
    serve(versionLog, stored(app("3f9a8c7b"), "ETag", "\"1\""), 2, 2);
    serve(versionLog, stored(app("9b2e41d0")), 1, 1);
    serve(versionLog, stored(app("3f9a8c7b"), "ETag", "\"of nothing known\""), 1, 9);
    serve(versionLog, stored("https://example.org/page"), 1, 9);
    assertEquals(before, versions(), "nothing else was written");
    versionLog.seen(at(1, app("0a1b2c3d"), "\"3\"", 10));
    assertEquals(1, files().size());
    assertTrue(Files.readString(files().get(0)).contains("\"hits\" : 7"));
    List<String> rows = versions();
    assertTrue(rows.get(2).contains("00:00:00Z 2026-01-01T03:00:00Z 1 7"), rows::toString);
    assertTrue(
        rows.stream().anyMatch(row -> row.contains("00:00:00Z 2026-01-01T01:00:00Z 1 1")),
        rows::toString);
    serve(versionLog, tagged, 3, 4);
    versionLog.seen(at(5, app("0a1b2c3d"), "\"3\"", 10));
    assertTrue(Files.readString(files().get(0)).contains("\"hits\" : 10"));
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  @Test
  void ofManyVersionsTheLatestAreKept() throws IOException {
    VersionLog versionLog = versionLog();
    for (int i = 0; i < VersionHistory.MOST_VERSIONS + 10; i++) {
      versionLog.seen(at(i, app(String.format("3f9a8c%02x", i)), "", 1));
    }
    assertEquals(VersionHistory.MOST_VERSIONS, versions().size());
    assertTrue(versions().get(0).startsWith("3f9a8c0a"), versions().get(0));
  }

  @Test
  void nothingIsWrittenBeforeTheTaskRunsAndThenAllOfIt() throws IOException {
    Queue<Runnable> tasks = new ArrayDeque<>();
    VersionLog versionLog = versionLog(tasks::add);
    for (int i = 0; i < 10; i++) {
      versionLog.seen(at(i, app("3f9a8c7" + i), "", 1));
    }
    assertEquals(List.of(), files());
    assertEquals(1, tasks.size());
    requireNonNull(tasks.poll()).run();
    assertEquals(10, versions().size());
    assertTrue(tasks.isEmpty());
  }

  @Test
  void manyThreadsLoseNothing() throws Exception {
    VersionLog versionLog = versionLog();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 25; i++) {
                  versionLog.seen(at(i, app("3f9a8c7b"), "\"1\"", 10));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    versionLog.seen(at(99, app("3f9a8c7b"), "\"1\"", 10));
    assertTrue(versions().get(0).endsWith(" 101"), versions().get(0));
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void nothingIsWrittenWhereALinkLeads(@TempDir Path elsewhere) throws IOException {
    Files.createDirectories(directory.resolve("v1"));
    Files.createSymbolicLink(directory.resolve("v1").resolve("versions"), elsewhere);
    versionLog().seen(at(0, app("3f9a8c7b"), "\"1\"", 10));
    assertEquals(1, statistics.count(Counter.FAILURES));
    try (Stream<Path> files = Files.list(elsewhere)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void whereNothingCanBeWrittenItIsCountedAndNotThrown() throws IOException {
    Files.createDirectories(directory.resolve("v1"));
    Files.writeString(directory.resolve("v1").resolve("versions"), "");
    versionLog().seen(at(0, app("3f9a8c7b"), "\"1\"", 10));
    assertEquals(1, statistics.count(Counter.FAILURES));
    assertFalse(Files.isDirectory(directory.resolve("v1").resolve("versions")));
  }
}
