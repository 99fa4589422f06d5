package dev.larder.engine.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Invalidations;
import dev.larder.store.Variant;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VariantMatchMemoTest {

  private static final List<String> FIELDS = List.of("accept-encoding", "accept-language");

  private final VariantMatchMemo matches = new VariantMatchMemo();
  private final EntryMetadata index = index();
  private final List<Variant> chosen = List.of(new Variant(FIELDS, "salt", EntryKey.of("one")));

  private static EntryMetadata index() {
    return new EntryMetadata(
        "http://a.example/",
        "GET",
        new ResponseHead(200, "HTTP/1.1", Headers.empty()),
        Headers.empty(),
        Instant.EPOCH,
        Instant.EPOCH,
        List.of(),
        null,
        Invalidations.NO_GENERATION);
  }

  private static RequestHead get(String... headers) {
    return RequestHead.get(URI.create("http://a.example/"), Headers.of(headers));
  }

  @Test
  void aRequestWithTheSameValuesIsKnown() {
    matches.keep(index, get("Accept-Encoding", "gzip"), FIELDS, chosen);
    assertEquals(chosen, matches.of(index, get("accept-encoding", "gzip", "User-Agent", "x")));
  }

  @Test
  void anyOtherIsNot() {
    matches.keep(index, get("Accept-Encoding", "gzip"), FIELDS, chosen);
    assertNull(matches.of(index, get()));
    assertNull(matches.of(index, get("Accept-Encoding", "br")));
    assertNull(matches.of(index, get("Accept-Encoding", "gzip", "Accept-Encoding", "br")));
    assertNull(matches.of(index, get("Accept-Encoding", "gzip", "Accept-Language", "de")));
    assertNull(matches.of(index(), get("Accept-Encoding", "gzip")));
  }

  @Test
  void valuesThatMayBeSecretOrStandOnSeveralLinesAreNotRemembered() {
    matches.keep(index, get("Cookie", "a=b"), List.of("cookie"), chosen);
    assertNull(matches.of(index, get("Cookie", "a=b")));
    RequestHead several = get("Accept-Encoding", "gzip", "Accept-Encoding", "br");
    matches.keep(index, several, FIELDS, chosen);
    assertNull(matches.of(index, several));
  }
}
