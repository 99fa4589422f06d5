package dev.larder.store;

import static dev.larder.store.UnusualMetadata.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.http.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataJsonTest {

  private static void assertRoundTrip(EntryMetadata metadata) throws IOException {
    byte[] json = MetadataJson.write(metadata);
    byte[] padded = new byte[json.length + 7];
    System.arraycopy(json, 0, padded, 3, json.length);
    EntryMetadata read = MetadataJson.read(padded, 3, json.length);
    assertEquals(metadata, read);
    assertEquals(metadata.hashCode(), read.hashCode());
  }

  @Test
  void fieldsKeepTheirOrderSpellingAndEveryCharacter() throws IOException {
    assertRoundTrip(with(Headers.empty(), List.of(), null));
    assertRoundTrip(
        with(
            Headers.of(
                "ETag",
                "\"a\\b\"",
                "x-EMPTY",
                "",
                "Set-Cookie",
                "a=1",
                "set-cookie",
                "b=2",
                "X-Latin",
                "caf\u00e9 \u00ff",
                "X-Emoji",
                "\ud83e\uddc0",
                "X-Control",
                "a\tb\u0001"),
            List.of(),
            null));
  }

  @Test
  void manyLongLinesSurvive() throws IOException {
    Headers.Builder headers = new Headers.Builder();
    for (int i = 0; i < 2000; i++) {
      headers.add("X-" + i % 7, "é".repeat(i));
    }
    assertRoundTrip(with(headers.build(), List.of(), null));
  }

  @Test
  void variantsAndTlsFactsSurvive() throws IOException {
    TlsFacts tls =
        new TlsFacts(
            "TLSv1.3", "TLS_AES_128", "example.org", -1, List.of(new byte[] {0, -1}, new byte[0]));
    assertRoundTrip(
        with(
            Headers.empty(),
            List.of(
                new Variant(List.of("accept", "x-ü"), "7f", EntryKey.of("a")),
                new Variant(List.of(), "", EntryKey.of("b"))),
            tls));
    assertNotEquals(
        tls, new TlsFacts("TLSv1.3", "TLS_AES_128", "example.org", -1, List.of(new byte[0])));
  }

  @Test
  void unknownMembersAreSkipped() throws IOException {
    EntryMetadata metadata = with(Headers.of("a", "b"), List.of(), null);
    String json = new String(MetadataJson.write(metadata), StandardCharsets.UTF_8);
    assertEquals(metadata, read("{\"later\":{\"x\":[1,{}]},\"n\":null," + json.substring(1)));
  }

  private static EntryMetadata read(String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return MetadataJson.read(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uri",
        "method",
        "status",
        "version",
        "headers",
        "selecting",
        "requestTime",
        "responseTime"
      })
  void aRequiredMemberMustBeThere(String name) throws IOException {
    EntryMetadata metadata = with(Headers.of("a", "b"), List.of(), null);
    String json = new String(MetadataJson.write(metadata), StandardCharsets.UTF_8);
    String without = json.replace("\"" + name + "\"", "\"other\"");
    assertThrows(IOException.class, () -> read(without));
    String wrong = json.replace("\"" + name + "\":", "\"" + name + "\":{},\"other\":");
    assertThrows(IOException.class, () -> read(wrong));
    assertThrows(IOException.class, () -> read(json + "1"));
    assertThrows(IOException.class, () -> read(json.substring(0, json.length() - 1)));
  }

  @Test
  void aTimeOutOfRangeIsNoMetadata() throws IOException {
    EntryMetadata metadata = with(Headers.empty(), List.of(), null);
    String json = new String(MetadataJson.write(metadata), StandardCharsets.UTF_8);
    String wrong = json.replace("\"requestTime\":[-5,", "\"requestTime\":[9223372036854775807,");
    assertNotEquals(json, wrong);
    assertThrows(IOException.class, () -> read(wrong));
  }

  @Test
  void evenHalfASurrogatePairSurvives() throws IOException {
    assertRoundTrip(
        with(Headers.of("X", "\ud83e", "Y", "a\ud83eb", "Z", "\udd00"), List.of(), null));
  }
}
