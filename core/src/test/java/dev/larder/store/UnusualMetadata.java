package dev.larder.store;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Metadata with values at the edge of what there can be. */
public final class UnusualMetadata {

  private UnusualMetadata() {}

  public static EntryMetadata with(
      Headers headers, List<Variant> variants, @Nullable TlsFacts tls) {
    return new EntryMetadata(
        "https://example.org/\u00fc?q=\"",
        "GET",
        new ResponseHead(203, "HTTP/1.1", "", headers),
        Headers.of("Accept", "*/*", "Accept-Language", ""),
        Instant.ofEpochSecond(-5, 999_999_999),
        Instant.MAX,
        variants,
        tls,
        Invalidations.NO_GENERATION);
  }
}
