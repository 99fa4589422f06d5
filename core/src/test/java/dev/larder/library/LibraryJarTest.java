package dev.larder.library;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lies in the library's jar. */
class LibraryJarTest {

  /** Chronicle Map's packages, for example, belong to its own jars alone. */
  @Test
  void holdsNoPackageOfAnotherLibrary() throws Exception {
    Path classes =
        Path.of(LarderCache.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      List<Path> others =
          files
              .filter(Files::isRegularFile)
              .map(classes::relativize)
              .filter(file -> !file.startsWith("dev/larder") && !file.startsWith("META-INF"))
              .toList();
      assertEquals(List.of(), others);
    }
  }
}
