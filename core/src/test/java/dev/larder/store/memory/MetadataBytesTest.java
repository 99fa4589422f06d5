package dev.larder.store.memory;

import static dev.larder.store.UnusualMetadata.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.http.Headers;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.TlsFacts;
import dev.larder.store.Variant;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetadataBytesTest {

  private static void assertRoundTrip(EntryMetadata metadata) {
    byte[] bytes = MetadataBytes.write(metadata, 7);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    assertEquals(metadata, MetadataBytes.read(in));
    assertEquals(7, in.remaining());
  }

  @Test
  void everyCharacterSurvives() {
    assertRoundTrip(with(Headers.empty(), List.of(), null));
    assertRoundTrip(
        with(
            Headers.of(
                "ETag",
                "\"a\"",
                "x-EMPTY",
                "",
                "X-Latin",
                "caf\u00e9 \u00ff",
                "X-Emoji",
                "\ud83e\uddc0",
                "X-Half",
                "\ud83e",
                "X-Long",
                "\u00e9".repeat(5000)),
            List.of(),
            null));
  }

  @Test
  void variantsAndTlsFactsSurvive() {
    TlsFacts tls =
        new TlsFacts(
            "TLSv1.3", "TLS_AES_128", "example.org", -1, List.of(new byte[] {0, -1}, new byte[0]));
    assertRoundTrip(
        with(
            Headers.empty(),
            List.of(
                new Variant(List.of("accept", "x-\u0416"), "7f", EntryKey.of("a")),
                new Variant(List.of(), "", EntryKey.of("b"))),
            tls));
  }

  @Test
  void whatIsCutOffIsNoMetadata() {
    TlsFacts tls = new TlsFacts("TLSv1.3", "X", "example.org", 443, List.of(new byte[9]));
    EntryMetadata metadata =
        with(
            Headers.of("ETag", "\u0416"),
            List.of(new Variant(List.of("a"), "s", EntryKey.of("a"))),
            tls);
    byte[] bytes = MetadataBytes.write(metadata, 0);
    for (int length = 0; length < bytes.length; length++) {
      assertNull(MetadataBytes.read(ByteBuffer.wrap(bytes, 0, length)));
    }
  }
}
