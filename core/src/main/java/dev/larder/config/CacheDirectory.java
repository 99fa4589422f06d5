package dev.larder.config;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The default directory of the cache: a folder named larder in the platform's cache folder. */
final class CacheDirectory {

  private CacheDirectory() {}

  /** By {@code os.name}, {@code user.home} and the environment; always absolute. */
  static Path of(Map<String, String> systemProperties, Map<String, String> environment) {
    String os = systemProperties.getOrDefault("os.name", "").toLowerCase(Locale.ROOT);
    if (os.startsWith("windows")) {
      Path base = absolute(environment.get("LOCALAPPDATA"));
      return base == null
          ? home(systemProperties).resolve("AppData/Local/larder/cache")
          : base.resolve("larder/cache");
    }
    if (os.startsWith("mac") || os.startsWith("darwin")) {
      return home(systemProperties).resolve("Library/Caches/larder");
    }
    // The XDG base directory specification ignores a relative XDG_CACHE_HOME.
    Path base = absolute(environment.get("XDG_CACHE_HOME"));
    return (base == null ? home(systemProperties).resolve(".cache") : base).resolve("larder");
  }

  /** The home directory; the temporary one where there is none. */
  private static Path home(Map<String, String> systemProperties) {
    Path home = absolute(systemProperties.get("user.home"));
    if (home == null) {
      home = absolute(systemProperties.get("java.io.tmpdir"));
    }
    return home == null ? Path.of(File.separator).toAbsolutePath() : home;
  }

  private static @Nullable Path absolute(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      Path path = Path.of(text);
      return path.isAbsolute() ? path : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
