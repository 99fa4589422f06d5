package dev.larder.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.larder.policy.SupersedePolicy;
import dev.larder.stats.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionCatalogTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory = Path.of("");

  private void seen(int day, String uri, String validator) {
    VersionLog log =
        new VersionLog(
            directory,
            new VersionLog.Terms(Duration.ofDays(1), 1, Duration.ZERO),
            new VersionEntries(),
            new Statistics(),
            () -> START,
            Runnable::run);
    Instant time = START.plus(Duration.ofDays(day));
    log.seen(
        new VersionObservation(
            uri, validator, 10 + day, time, List.of(), SupersedePolicy.STANDARD, null));
    log.close();
  }

  @Test
  void theResourceWithTheNewestVersionComesFirst() throws IOException {
    seen(1, "https://example.org/app.3f9a8c7b.js", "\"1\"");
    seen(2, "https://example.org/lib-1.2.3.js", "\"2\"");
    seen(3, "https://example.org/app.4f9a8c7c.js", "\"3\"");
    List<VersionCatalog.Resource> resources = VersionCatalog.read(directory);
    assertEquals(
        List.of("https://example.org/app.*.js", "https://example.org/lib-*.js"),
        resources.stream().map(VersionCatalog.Resource::name).toList());
    VersionCatalog.Resource app = resources.get(0);
    assertEquals(
        List.of("3f9a8c7b", "4f9a8c7c"),
        app.versions().stream().map(VersionCatalog.Seen::version).toList());
    assertEquals(13, app.latest().size());
    assertEquals(START.plus(Duration.ofDays(3)), app.latest().first());
  }

  @Test
  void withoutADirectoryThereIsNone() throws IOException {
    Path missing = directory.resolve("missing");
    assertEquals(List.of(), VersionCatalog.read(missing));
    assertFalse(Files.exists(missing));
  }

  @Test
  void aDamagedFileIsLeftOut() throws IOException {
    seen(1, "https://example.org/app.3f9a8c7b.js", "\"1\"");
    Files.writeString(
        directory.resolve("v1/versions/0.json"), "{\"resource\": \"x\", \"versions\": [{");
    assertEquals(1, VersionCatalog.read(directory).size());
  }
}
