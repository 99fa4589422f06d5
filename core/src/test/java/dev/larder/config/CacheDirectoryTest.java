package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheDirectoryTest {
  private static final Path HOME = Path.of("/home/ada");

  private static Path of(String os, Map<String, String> environment) {
    return CacheDirectory.of(Map.of("os.name", os, "user.home", HOME.toString()), environment);
  }

  @Test
  void eachPlatformHasItsCacheFolder() {
    assertEquals(HOME.resolve(".cache/larder"), of("Linux", Map.of()));
    assertEquals(Path.of("/x/larder"), of("Linux", Map.of("XDG_CACHE_HOME", "/x")));
    assertEquals(HOME.resolve("Library/Caches/larder"), of("Mac OS X", Map.of()));
    assertEquals(
        Path.of("/local/larder/cache"), of("Windows 11", Map.of("LOCALAPPDATA", "/local")));
    assertEquals(HOME.resolve("AppData/Local/larder/cache"), of("Windows 11", Map.of()));
  }

  @Test
  void anEmptyOrRelativeFolderIsIgnored() {
    assertEquals(HOME.resolve(".cache/larder"), of("Linux", Map.of("XDG_CACHE_HOME", "")));
    assertEquals(HOME.resolve(".cache/larder"), of("Linux", Map.of("XDG_CACHE_HOME", "x/y")));
  }

  @Test
  void aUserWithoutAHomeGetsATemporaryFolder() {
    assertEquals(
        Path.of("/tmp/.cache/larder"),
        CacheDirectory.of(
            Map.of("os.name", "Linux", "user.home", "?", "java.io.tmpdir", "/tmp"), Map.of()));
  }
}
