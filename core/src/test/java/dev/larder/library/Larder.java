package dev.larder.library;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Caches on one directory, and a clock that stands still. */
final class Larder {

  static final URI PAGE = URI.create("https://example.org/page");

  private final Path directory;
  private Instant now = Instant.parse("2026-11-25T12:00:00Z");

  Larder(Path directory) {
    this.directory = directory;
  }

  /** A cache with these settings, names and values in turn. */
  LarderCache open(String... settings) {
    Map<String, String> given = new HashMap<>(Map.of("dir", directory.toString()));
    given.put("memory.store", "off");
    for (int i = 0; i < settings.length; i += 2) {
      given.put(settings[i], settings[i + 1]);
    }
    return LarderCache.open(given, () -> now);
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Instant now() {
    return now;
  }

  /** Fields, names and values in turn. */
  static Map<String, List<String>> fields(String... namesAndValues) {
    Map<String, List<String>> fields = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
    }
    return fields;
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** The body as text, or null if nothing was loaded. */
  static @Nullable String text(@Nullable LoadedResponse loaded) {
    return loaded == null ? null : new String(loaded.body(), UTF_8);
  }

  /** Saves a page that is fresh for an hour. */
  static SaveResult save(LarderCache cache, String body) {
    return cache.save(PAGE, 200, fields("Cache-Control", "max-age=3600"), bytes(body));
  }
}
