package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.policy.SupersedePolicy;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.version.VersionListener;
import dev.larder.version.VersionObservation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionLogInUseTest {
  private final List<VersionObservation> seen = new ArrayList<>();
  private final Bench bench;
  private final Path directory;

  VersionLogInUseTest(@TempDir Path directory) {
    this.directory = directory;
    bench = new Bench(directory);
    bench.cache.setVersionListener(seen::add);
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
    VersionObservation replaced = seen.get(1).replaced();
    assertNotNull(replaced);
    assertEquals("\"1\"", replaced.validator());
    assertEquals(3, replaced.size());
    assertNull(seen.get(2).replaced());
  }

  @Test
  void whereThereIsNoValidatorTheBodyTells() {
    for (String body : List.of("abc", "abc", "abd")) {
      bench.fetch(get(), response(200, "Cache-Control", "max-age=60"), body);
      bench.clock.pass(Duration.ofMinutes(2));
    }
    assertEquals(3, seen.size());
    assertEquals(seen.get(0).validator(), seen.get(1).validator());
    assertNull(seen.get(1).replaced());
    VersionObservation replaced = seen.get(2).replaced();
    assertNotNull(replaced);
    assertEquals(seen.get(0).validator(), replaced.validator());
  }

  @Test
  void anOriginThatBeginsToSendValidatorsHasChangedNothing() {
    bench.fetch(get(), response(200, "Cache-Control", "max-age=60"), "abc");
    bench.clock.pass(Duration.ofMinutes(2));
    bench.fetch(get(), response(200, "Cache-Control", "max-age=60", "ETag", "\"1\""), "abc");
    assertEquals(2, seen.size());
    assertNull(seen.get(1).replaced());
  }

  @Test
  void itIsToldTheEntriesAndWhatARuleSaysOfOlderVersions() throws IOException {
    bench.rules(
        directory.resolve("larder.json"),
        """
        {"validate": "age-and-version", "max-age": "24h", "keep-versions": 2}
        """);
    bench.fetch(get(), response(200, "Vary", "Accept"), "abc");
    assertEquals(new SupersedePolicy(true, 2), seen.get(0).supersede());
    assertEquals(2, seen.get(0).keys().size()); // the variant, and the index that names it
    for (EntryKey key : seen.get(0).keys()) {
      assertNotNull(bench.store.open(key));
    }
  }

  @Test
  void noCredentialOfAUrlIsToldToIt() {
    URI uri = URI.create("http://user:word@example.org/app.3f9a8c7b.js?access_token=secret&a=b");
    bench.fetch(
        RequestHead.get(uri, Headers.empty()), response(200, "Cache-Control", "max-age=60"), "a");
    assertEquals(1, seen.size());
    assertEquals(false, seen.toString().contains("secret") || seen.toString().contains("word"));
  }

  @Test
  void itHearsOfEachResponseThatIsServedOnceUntilItAsks() {
    List<EntryMetadata> served = new ArrayList<>();
    bench.cache.setVersionListener(
        new VersionListener() {
          @Override
          public void seen(VersionObservation observation) {
            seen.add(observation);
          }

          @Override
          public void served(EntryMetadata metadata) {
            served.add(metadata);
          }
        });
    bench.fetch(get(), response(200, "Cache-Control", "max-age=60", "ETag", "\"1\""), "abc");
    assertEquals(0, served.size());
    bench.fetch(get(), response(200), "");
    assertEquals(1, served.size());
    assertEquals("\"1\"", VersionObservation.stated(served.get(0)));
    assertEquals(1, served.get(0).takeServed());
    assertEquals(0, served.get(0).takeServed());
    assertEquals(bench.clock.instant(), served.get(0).lastServed());
    bench.clock.passSeconds(100);
    bench.fetch(get(), response(304, "ETag", "\"1\""), "");
    assertEquals(2, served.size(), "confirmed by its origin");
  }
}
