package dev.larder.cache;

import static dev.larder.cache.Bench.get;
import static dev.larder.cache.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.store.Sighting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerInUseTest {
  private final List<Sighting> seen = new ArrayList<>();
  private final Bench bench;

  LedgerInUseTest(@TempDir Path directory) {
    bench = new Bench(directory);
    bench.cache.keep(seen::add);
  }

  @Test
  void itHearsOfWhatIsStoredAndNotOfHits() {
    bench.fetch(get(), response(200, "Cache-Control", "max-age=60", "ETag", "\"1\""), "abc");
    bench.fetch(get(), response(200), "");
    bench.fetch(get("Authorization", "Basic YTph"), response(200, "Cache-Control", "no-store"), "");
    assertEquals(1, seen.size());
    assertEquals("\"1\"", seen.get(0).validator());
    assertEquals(3, seen.get(0).size());
    assertNull(seen.get(0).replaced());
  }

  @Test
  void anotherContentUnderTheSameUrlIsAChange() {
    bench.fetch(get(), response(200, "Cache-Control", "max-age=60", "ETag", "\"1\""), "abc");
    for (String tag : List.of("\"2\"", "\"2\"")) {
      bench.clock.pass(Duration.ofMinutes(2));
      bench.fetch(get(), response(200, "Cache-Control", "max-age=60", "ETag", tag), "ab");
    }
    assertEquals(3, seen.size());
    Sighting replaced = seen.get(1).replaced();
    assertNotNull(replaced);
    assertEquals("\"1\"", replaced.validator());
    assertEquals(3, replaced.size());
    assertNull(seen.get(2).replaced());
  }

  @Test
  void noCredentialOfAUrlIsToldToIt() {
    URI uri = URI.create("http://user:word@example.org/app.3f9a8c7b.js?access_token=secret&a=b");
    bench.fetch(
        RequestHead.get(uri, Headers.empty()), response(200, "Cache-Control", "max-age=60"), "a");
    assertEquals(1, seen.size());
    assertEquals(false, seen.toString().contains("secret") || seen.toString().contains("word"));
  }
}
