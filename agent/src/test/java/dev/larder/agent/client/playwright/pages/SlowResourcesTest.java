package dev.larder.agent.client.playwright.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowResourcesTest {

  private final Path directory;
  private Instant now = Instant.parse("2026-11-25T12:00:00Z");

  SlowResourcesTest(@TempDir Path directory) {
    this.directory = directory.resolve("cache");
  }

  private SlowResources process() {
    InstantSource clock = () -> now;
    return new SlowResources(directory, clock);
  }

  @Test
  void theNextProcessKnowsThemWithoutTheirQueries() {
    process().add(List.of("http://a.example/app.js?v=1", "http://a.example/app.js?v=2#x"));
    assertEquals(List.of("http://a.example/app.js"), process().urls());
  }

  @Test
  void processesThatRunAtOnceAddUp() {
    SlowResources first = process();
    SlowResources second = process();
    assertEquals(List.of(), first.urls());
    second.add(List.of("http://a.example/2"));
    first.add(List.of("http://a.example/1"));
    assertEquals(List.of("http://a.example/2", "http://a.example/1"), process().urls());
  }

  @Test
  void theNetworkGetsAnotherChance() {
    process().add(List.of("http://a.example/1"));
    now = now.plus(Duration.ofDays(SlowResources.DAYS - 1));
    assertEquals(List.of("http://a.example/1"), process().urls());
    now = now.plus(Duration.ofDays(1));
    assertEquals(List.of(), process().urls());
  }

  @Test
  void onlyThoseSeenLastAreKept() {
    List<String> many =
        IntStream.range(0, SlowResources.MAX + 3).mapToObj(i -> "http://a.example/" + i).toList();
    process().add(many);
    assertEquals(many.subList(3, many.size()), process().urls());
  }

  @Test
  void whatIsNoUrlIsIgnored() throws IOException {
    Files.createDirectories(directory);
    long today = now.getEpochSecond() / 86_400;
    Files.write(
        directory.resolve("pages"),
        List.of(
            "",
            "nonsense",
            today + " file:///etc/hosts",
            today + " http://user:secret@a.example/",
            today + " http://a.example/\"},{",
            (today + 1) + " http://a.example/tomorrow",
            today + " https://a.example/good"));
    SlowResources slow = process();
    slow.add(List.of("data:text/javascript,1", "blob:http://a.example/1"));
    assertEquals(List.of("https://a.example/good"), slow.urls());
  }

  @Test
  void theFileIsForTheUserAlone() throws IOException {
    assertEquals(List.of(), process().urls());
    assertFalse(Files.exists(directory), "reading makes nothing");
    process().add(List.of("http://a.example/1"));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("pages"))));
    try (var files = Files.list(directory)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void nothingIsWrittenWhereTheDirectoryIsALink() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolveSibling("elsewhere"));
    Files.createSymbolicLink(directory, elsewhere);
    SlowResources slow = process();
    slow.add(List.of("http://a.example/1"));
    assertEquals(List.of("http://a.example/1"), slow.urls(), "this process knows it");
    try (var files = Files.list(elsewhere)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void aPatternMeansItsUrlAlone() {
    String patterns = FetchCommand.toStop(List.of("http://a.example/*")).toString();
    assertTrue(patterns.contains("\"http://a.example/\\\\*\""), patterns);
    assertTrue(patterns.contains("\"http://a.example/\\\\*\\\\?*\""), patterns);
    assertEquals(8, patterns.split("requestStage", -1).length - 1);
  }
}
