package dev.larder.store.disk;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Succession;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Sighting;
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

class DiskLedgerTest {
  private static final String APP = "https://example.org/assets/app.";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory = Path.of("");

  private final Statistics statistics = new Statistics();

  private DiskLedger ledger() {
    return ledger(Runnable::run);
  }

  private DiskLedger ledger(Executor executor) {
    DiskLedger.Terms terms = new DiskLedger.Terms(Duration.ofDays(1), 1, Duration.ZERO);
    return new DiskLedger(directory, terms, new Shelf(), statistics, () -> START, executor);
  }

  private static Sighting at(int hour, String uri, String validator, long size) {
    Instant time = START.plus(Duration.ofHours(hour));
    return new Sighting(uri, validator, size, time, List.of(), Succession.STANDARD, null);
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
    DiskLedger ledger =
        new DiskLedger(
            directory,
            new DiskLedger.Terms(Duration.ofDays(1), 1, Duration.ofHours(1)),
            new Shelf(),
            statistics,
            () -> START,
            task -> {
              threads.add(new Thread(task));
              threads.get(0).start();
            });
    ledger.seen(at(0, app("aaaaaaaa"), "\"1\"", 10));
    ledger.seen(at(1, app("bbbbbbbb"), "\"2\"", 10));
    ledger.close();
    ledger.close();
    assertEquals(2, versions().size());
    threads.get(0).join();
    ledger.seen(at(2, app("cccccccc"), "\"3\"", 10));
    assertEquals(1, threads.size());
    assertEquals(2, versions().size());
    assertEquals(0, statistics.snapshot().failures());
  }

  @Test
  void twoInOneProcessWaitForEachOther() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String hash = String.valueOf((char) ('a' + i)).repeat(7);
      threads.add(
          new Thread(
              () -> {
                DiskLedger ledger = ledger();
                for (int version = 0; version < 10; version++) {
                  ledger.seen(at(version, app(hash + version), "\"" + version + "\"", 10));
                }
                ledger.close();
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, statistics.snapshot().failures());
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
    DiskLedger ledger = ledger();
    ledger.seen(at(0, app("3f9a8c7b"), "\"1\"", 10));
    ledger.seen(at(1, app("3f9a8c7b"), "\"1\"", 10));
    ledger().seen(at(2, app("9b2e41d0"), "\"2\"", 20));
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
    assertEquals(0, statistics.failures.sum());
  }

  @Test
  void aResourceThatNamesNoVersionIsKeptFromItsFirstChangeOn() throws IOException {
    String page = "https://example.org/page";
    DiskLedger ledger = ledger();
    Sighting old = at(0, page, "\"1\"", 10);
    ledger.seen(old);
    assertEquals(List.of(), files());
    Instant later = START.plus(Duration.ofHours(1));
    ledger.seen(new Sighting(page, "\"2\"", 20, later, List.of(), Succession.STANDARD, old));
    ledger.seen(at(2, page, "\"2\"", 20));
    ledger.seen(at(3, app("3f9a8c7b"), "\"1\"", 10)); // what names no version waits for this
    assertEquals(
        List.of(
            page + " \"1\" 10 2026-01-01T00:00:00Z 2026-01-01T00:00:00Z 0",
            page + " \"2\" 20 2026-01-01T01:00:00Z 2026-01-01T02:00:00Z 2"),
        versions().stream().filter(row -> row.contains(page)).map(String::strip).toList());
  }

  @Test
  void aDamagedFileLosesNoMoreThanItself() throws IOException {
    DiskLedger ledger = ledger();
    ledger.seen(at(0, app("3f9a8c7b"), "\"1\"", 10));
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
      ledger.seen(at(1, app("9b2e41d0"), "\"2\"", 20));
      assertTrue(versions().get(versions().size() - 1).startsWith("9b2e41d0"), damaged);
    }
    assertEquals(0, statistics.failures.sum());
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
        null);
  }

  private static void serve(DiskLedger ledger, EntryMetadata metadata, int times, int hour) {
    for (int i = 0; i < times; i++) {
      if (metadata.serve(START.plus(Duration.ofHours(hour)))) {
        ledger.served(metadata);
      }
    }
  }

  @Test
  void howOftenAVersionIsServedIsWrittenWhenSomethingElseIs() throws IOException {
    DiskLedger ledger = ledger();
    ledger.seen(at(0, app("3f9a8c7b"), "\"1\"", 10));
    ledger.seen(at(0, app("9b2e41d0"), "crc32c:1", 10));
    List<String> before = versions();
    EntryMetadata tagged = stored(app("3f9a8c7b"), "ETag", "\"1\"");
    serve(ledger, tagged, 5, 3);
    serve(ledger, stored(app("3f9a8c7b"), "ETag", "\"1\""), 2, 2);
    serve(ledger, stored(app("9b2e41d0")), 1, 1);
    serve(ledger, stored(app("3f9a8c7b"), "ETag", "\"of nothing known\""), 1, 9);
    serve(ledger, stored("https://example.org/page"), 1, 9);
    assertEquals(before, versions(), "nothing else was written");
    ledger.seen(at(1, app("0a1b2c3d"), "\"3\"", 10));
    assertEquals(1, files().size());
    assertTrue(Files.readString(files().get(0)).contains("\"hits\" : 7"));
    List<String> rows = versions();
    assertTrue(rows.get(2).contains("00:00:00Z 2026-01-01T03:00:00Z 1 7"), rows::toString);
    assertTrue(
        rows.stream().anyMatch(row -> row.contains("00:00:00Z 2026-01-01T01:00:00Z 1 1")),
        rows::toString);
    serve(ledger, tagged, 3, 4);
    ledger.seen(at(5, app("0a1b2c3d"), "\"3\"", 10));
    assertTrue(Files.readString(files().get(0)).contains("\"hits\" : 10"));
    assertEquals(0, statistics.failures.sum());
  }

  @Test
  void ofManyVersionsTheLatestAreKept() throws IOException {
    DiskLedger ledger = ledger();
    for (int i = 0; i < VersionHistory.MOST_VERSIONS + 10; i++) {
      ledger.seen(at(i, app(String.format("3f9a8c%02x", i)), "", 1));
    }
    assertEquals(VersionHistory.MOST_VERSIONS, versions().size());
    assertTrue(versions().get(0).startsWith("3f9a8c0a"), versions().get(0));
  }

  @Test
  void nothingIsWrittenBeforeTheTaskRunsAndThenAllOfIt() throws IOException {
    Queue<Runnable> tasks = new ArrayDeque<>();
    DiskLedger ledger = ledger(tasks::add);
    for (int i = 0; i < 10; i++) {
      ledger.seen(at(i, app("3f9a8c7" + i), "", 1));
    }
    assertEquals(List.of(), files());
    assertEquals(1, tasks.size());
    requireNonNull(tasks.poll()).run();
    assertEquals(10, versions().size());
    assertTrue(tasks.isEmpty());
  }

  @Test
  void manyThreadsLoseNothing() throws Exception {
    DiskLedger ledger = ledger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 25; i++) {
                  ledger.seen(at(i, app("3f9a8c7b"), "\"1\"", 10));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    ledger.seen(at(99, app("3f9a8c7b"), "\"1\"", 10));
    assertTrue(versions().get(0).endsWith(" 101"), versions().get(0));
    assertEquals(0, statistics.failures.sum());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void nothingIsWrittenWhereALinkLeads(@TempDir Path elsewhere) throws IOException {
    Files.createDirectories(directory.resolve("v1"));
    Files.createSymbolicLink(directory.resolve("v1").resolve("versions"), elsewhere);
    ledger().seen(at(0, app("3f9a8c7b"), "\"1\"", 10));
    assertEquals(1, statistics.failures.sum());
    try (Stream<Path> files = Files.list(elsewhere)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void whereNothingCanBeWrittenItIsCountedAndNotThrown() throws IOException {
    Files.createDirectories(directory.resolve("v1"));
    Files.writeString(directory.resolve("v1").resolve("versions"), "");
    ledger().seen(at(0, app("3f9a8c7b"), "\"1\"", 10));
    assertEquals(1, statistics.failures.sum());
    assertFalse(Files.isDirectory(directory.resolve("v1").resolve("versions")));
  }
}
