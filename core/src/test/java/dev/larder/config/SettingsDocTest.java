package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsDocTest {

  @Test
  void theSettingsPageIsWhatTheTableSays() throws IOException {
    Path page = docs().resolve("settings.md");
    if (Boolean.getBoolean("settings.doc.write")) {
      Files.writeString(page, SettingsDoc.render());
    }
    assertEquals(
        SettingsDoc.render(),
        Files.exists(page) ? Files.readString(page).replace("\r\n", "\n") : "",
        "docs/settings.md differs from the table of settings; write it anew with"
            + " mvn -pl core test -Dtest=SettingsDocTest -Dsettings.doc.write=true");
  }

  private static Path docs() throws IOException {
    Path module = Path.of("").toAbsolutePath();
    Path root = module.getParent();
    if (root == null || !Files.exists(root.resolve("LICENSE"))) {
      throw new IOException("Not in a module of the project: " + module);
    }
    return Files.createDirectories(root.resolve("docs"));
  }
}
