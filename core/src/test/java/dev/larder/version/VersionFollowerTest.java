package dev.larder.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionFollowerTest {

  private static final String HISTORY =
      """
      {"resource": "https://example.org/%1$s.*.js", "versions": [
        {"url": "https://example.org/%1$s.3f9a8c7b.js", "validator": "", "size": 1,
         "first": "2026-01-01T00:00:00Z", "last": "2026-01-01T00:00:00Z", "count": %2$d}]}
      """;

  @TempDir Path directory = Path.of("");

  /** As the log does: a complete file takes the place of the one before. */
  private void write(String name, int count) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("v1/versions"));
    Files.createDirectories(directory.resolve("v1/tmp"));
    Path part = Files.writeString(directory.resolve("part"), HISTORY.formatted(name, count));
    Files.move(part, folder.resolve(name + ".json"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<String> names(List<VersionCatalog.Resource> resources) {
    return resources.stream().map(VersionCatalog.Resource::name).sorted().toList();
  }

  @Test
  void onlyWhatWasWrittenSinceIsRead() throws IOException {
    VersionFollower log = new VersionFollower(directory);
    assertEquals(List.of(), log.changed());
    write("a", 1);
    write("b", 1);
    assertEquals(
        List.of("https://example.org/a.*.js", "https://example.org/b.*.js"), names(log.changed()));
    assertEquals(List.of(), log.changed());
    write("b", 2);
    List<VersionCatalog.Resource> changed = log.changed();
    assertEquals(List.of("https://example.org/b.*.js"), names(changed));
    assertEquals(2, changed.get(0).latest().stored());
    assertEquals(List.of(), log.changed());
  }

  @Test
  void whereThereIsNoDirectoryNoneIsMade() throws IOException {
    Path missing = directory.resolve("missing");
    assertEquals(List.of(), new VersionFollower(missing).changed());
    assertFalse(Files.exists(missing));
  }
}
