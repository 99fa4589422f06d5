package dev.larder.library;

import static dev.larder.library.Larder.PAGE;
import static dev.larder.library.Larder.bytes;
import static dev.larder.library.Larder.fields;
import static dev.larder.library.Larder.save;
import static dev.larder.library.Larder.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadAndSaveTest {

  @TempDir Path directory = Path.of("");

  private Larder larder() {
    return new Larder(directory);
  }

  private static LoadedResponse loaded(@Nullable LoadedResponse response) {
    assertNotNull(response);
    return response;
  }

  @Test
  void whatIsSavedIsLoadedWithItsFields() {
    Larder larder = larder();
    try (LarderCache cache = larder.open()) {
      assertNull(cache.load(PAGE));
      Map<String, List<String>> fields =
          fields("Cache-Control", "max-age=3600", "Content-Type", "text/plain", "ETag", "\"1\"");
      fields.put("Link", List.of("<a>", "<b>"));
      assertEquals("stored", cache.save(PAGE, 203, fields, bytes("hello")).toString());
      larder.pass(Duration.ofSeconds(5));
      LoadedResponse page = loaded(cache.load(PAGE));
      assertEquals(PAGE, page.uri());
      assertEquals(203, page.status());
      assertEquals("hello", text(page));
      assertEquals(5, page.size());
      assertEquals("text/plain", page.header("content-type"));
      assertEquals(List.of("<a>", "<b>"), page.headers().get("LINK"));
      assertEquals("5", page.header("Age"));
      assertNull(page.header("Transfer-Encoding"));
      assertTrue(page.isFresh());
      assertEquals(larder.now().minusSeconds(5), page.received());
      assertEquals("203, 5 bytes, fresh", page.toString());
      assertThrows(UnsupportedOperationException.class, () -> page.headers().clear());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 300_000, 5_000_000})
  void aBodyOfAnySizeComesBackByteForByte(int size) throws IOException {
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);
    try (LarderCache cache = larder().open()) {
      SaveResult saved =
          cache.save(
              PAGE,
              Map.of(),
              200,
              fields("Cache-Control", "max-age=60"),
              new ByteArrayInputStream(body));
      assertTrue(saved.isStored());
      assertNull(saved.refusal());
      LoadedResponse page = loaded(cache.load(PAGE));
      assertEquals(size, page.size());
      assertArrayEquals(body, page.body());
      for (int i = 0; i < 2; i++) {
        try (InputStream stream = page.bodyStream()) {
          assertEquals(size == 0 ? -1 : body[0] & 0xff, stream.read());
          byte[] rest = stream.readAllBytes();
          assertEquals(Math.max(0, size - 1), rest.length);
          for (int at = 0; at < rest.length; at++) {
            assertEquals(body[at + 1], rest[at]);
          }
        }
      }
    }
  }

  @Test
  void theLaterOfTwoCounts() {
    try (LarderCache cache = larder().open()) {
      save(cache, "first");
      save(cache, "second");
      assertEquals("second", text(cache.load(PAGE)));
    }
  }

  @Test
  void aStaleResponseIsNotLoadedUnlessTheRequestAllowsThat() {
    Larder larder = larder();
    try (LarderCache cache = larder.open()) {
      save(cache, "old");
      larder.pass(Duration.ofHours(2));
      assertNull(cache.load(PAGE));
      LoadedResponse stale = loaded(cache.load(PAGE, fields("Cache-Control", "max-stale")));
      assertEquals("old", text(stale));
      assertFalse(stale.isFresh());
      save(cache, "new");
      assertEquals("new", text(cache.load(PAGE)));
    }
  }

  @Test
  void whatMayBeStaleWhileItIsRevalidatedIsLoadedAndSaidToBeStale() {
    Larder larder = larder();
    try (LarderCache cache = larder.open()) {
      Map<String, List<String>> fields =
          fields("Cache-Control", "max-age=10, stale-while-revalidate=60");
      cache.save(PAGE, 200, fields, bytes("old"));
      larder.pass(Duration.ofSeconds(20));
      for (int i = 0; i < 3; i++) {
        assertFalse(loaded(cache.load(PAGE)).isFresh());
      }
      larder.pass(Duration.ofSeconds(60));
      assertNull(cache.load(PAGE));
    }
  }

  @Test
  void partsAndConditionsAreAnsweredAsHttpSays() {
    try (LarderCache cache = larder().open()) {
      Map<String, List<String>> fields = fields("Cache-Control", "max-age=60", "ETag", "\"1\"");
      cache.save(PAGE, 200, fields, bytes("0123456789"));
      LoadedResponse part = loaded(cache.load(PAGE, fields("Range", "bytes=2-4")));
      assertEquals(206, part.status());
      assertEquals("234", text(part));
      LoadedResponse same = loaded(cache.load(PAGE, fields("If-None-Match", "\"1\"")));
      assertEquals(304, same.status());
      assertEquals(0, same.size());
      assertNull(cache.load(PAGE, fields("Cache-Control", "no-cache")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "200; Cache-Control: no-store;             response-no-store",
        "200; Content-Type: text/plain;            no-freshness",
        "200; Cache-Control: max-age=9|Vary: *;    vary-any",
        "200; Cache-Control: max-age=9|Set-Cookie: a=b; set-cookie",
        "206; Cache-Control: max-age=9;            malformed-range",
        "200; Cache-Control: max-age=9|Content-Length: 4;  incomplete",
        "200; Cache-Control: max-age=9|Content-Length: 60; incomplete",
        "200; Cache-Control: max-age=9|Content-Length: 2000; too-large",
      })
  void whatMayNotBeStoredIsNotAndTheReasonIsSaid(int status, String lines, String reason) {
    Map<String, List<String>> fields = new HashMap<>();
    for (String line : lines.split("\\|", -1)) {
      String[] field = line.split(": ", 2);
      fields.put(field[0], List.of(field[1]));
    }
    try (LarderCache cache = larder().open("max-entry-size", "1000")) {
      SaveResult saved = cache.save(PAGE, status, fields, bytes("hello"));
      assertFalse(saved.isStored());
      assertEquals(reason, saved.refusal());
      assertEquals("not stored: " + reason, saved.toString());
      assertNull(cache.load(PAGE));
      assertEquals(0, cache.statistics().failures());
    }
  }

  @Test
  void aStreamThatTurnsOutTooLargeIsNotStored() throws IOException {
    try (LarderCache cache = larder().open("max-entry-size", "100000")) {
      InputStream endless =
          new InputStream() {
            @Override
            public int read() {
              return 'x';
            }
          };
      SaveResult saved =
          cache.save(PAGE, Map.of(), 200, fields("Cache-Control", "max-age=60"), endless);
      assertEquals("too-large", saved.refusal());
      assertNull(cache.load(PAGE));
    }
  }

  @Test
  void aStreamThatIsNotToBeStoredIsNotRead() throws IOException {
    InputStream body = new ByteArrayInputStream(bytes("hello"));
    try (LarderCache cache = larder().open()) {
      cache.save(PAGE, Map.of(), 200, fields("Cache-Control", "no-store"), body);
      assertEquals(5, body.available());
    }
  }

  @Test
  void aStreamThatBreaksOffLeavesWhatWasThere() {
    try (LarderCache cache = larder().open()) {
      save(cache, "whole");
      InputStream broken =
          new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
              if (left-- == 0) {
                throw new IOException("broken off");
              }
              return 'x';
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
              into[offset] = (byte) read();
              return 1;
            }
          };
      Map<String, List<String>> fields = fields("Cache-Control", "max-age=60");
      assertThrows(IOException.class, () -> cache.save(PAGE, Map.of(), 200, fields, broken));
      assertEquals("whole", text(cache.load(PAGE)));
      assertEquals(1, cache.statistics().entriesOnDisk());
    }
  }

  @Test
  void anErrorDoesNotReplaceWhatMayStandInForIt() {
    Larder larder = larder();
    try (LarderCache cache = larder.open()) {
      Map<String, List<String>> fields = fields("Cache-Control", "max-age=10, stale-if-error=600");
      cache.save(PAGE, 200, fields, bytes("good"));
      larder.pass(Duration.ofSeconds(20));
      SaveResult error =
          cache.save(PAGE, 503, fields("Cache-Control", "max-age=10"), bytes("busy"));
      assertEquals("stale-if-error", error.refusal());
      assertEquals("good", text(cache.load(PAGE, fields("Cache-Control", "max-stale"))));
    }
  }

  @Test
  void statusLinesAmongTheFieldsAreNone() {
    try (LarderCache cache = larder().open()) {
      Map<@Nullable String, List<String>> fields = new HashMap<>();
      fields.put("Cache-Control", List.of("max-age=60"));
      fields.put(null, List.of("HTTP/1.1 200 OK"));
      fields.put(":status", List.of("200"));
      @SuppressWarnings({"unchecked", "rawtypes"}) // as URLConnection gives them
      Map<String, List<String>> given = (Map) fields;
      assertTrue(cache.save(PAGE, 200, given, bytes("hello")).isStored());
      assertFalse(loaded(cache.load(PAGE)).headers().containsKey(":status"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/page", "example.org/page", "ftp://example.org/", "mailto:a@b", "http:/"})
  void onlyAbsoluteHttpUrisAreTaken(String uri) {
    try (LarderCache cache = larder().open()) {
      assertThrows(IllegalArgumentException.class, () -> cache.load(URI.create(uri)));
      assertThrows(IllegalArgumentException.class, () -> cache.remove(URI.create(uri)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 199, 304, 600})
  void onlyFinalResponsesWithABodyAreTaken(int status) {
    try (LarderCache cache = larder().open()) {
      byte[] body = bytes("hello");
      assertThrows(IllegalArgumentException.class, () -> cache.save(PAGE, status, Map.of(), body));
    }
  }

  @Test
  void aUriIsTheSameHoweverItIsWritten() {
    try (LarderCache cache = larder().open()) {
      save(cache, "hello");
      URI same = URI.create("HTTPS://EXAMPLE.org:443/page#part");
      assertEquals("hello", text(cache.load(same)));
    }
  }
}
