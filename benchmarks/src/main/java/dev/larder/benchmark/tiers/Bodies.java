package dev.larder.benchmark.tiers;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Invalidations;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** The responses that are stored: the same ones everywhere. */
final class Bodies {
  private static final String[] FIELDS = {
    "Date", "Tue, 24 Nov 2026 12:00:00 GMT",
    "Content-Type", "text/javascript; charset=utf-8",
    "Cache-Control", "public, max-age=31536000, immutable",
    "ETag", "\"5f4dcc3b5aa765d61d8327deb882cf99\"",
    "Last-Modified", "Mon, 23 Nov 2026 08:15:00 GMT",
    "Vary", "Accept-Encoding",
    "Server", "nginx",
    "X-Content-Type-Options", "nosniff",
  };

  /** How many responses there can be. */
  static final int KEYS = 4096;

  /** Made beforehand, as a client has its URL before it asks. */
  private static final String[] URIS = new String[KEYS];

  static {
    for (int i = 0; i < KEYS; i++) {
      URIS[i] = "https://cdn.example.org/assets/application/" + i + "/main.js";
    }
  }

  private Bodies() {}

  static byte[] random(int length) {
    byte[] body = new byte[length];
    new Random(length).nextBytes(body);
    return body;
  }

  static String uri(int key) {
    return URIS[key];
  }

  static EntryMetadata metadata(int key) {
    return new EntryMetadata(
        uri(key),
        "GET",
        new ResponseHead(200, "HTTP/1.1", Headers.of(FIELDS)),
        Headers.of("Accept-Encoding", "gzip"),
        Instant.ofEpochSecond(1_764_000_000),
        Instant.ofEpochSecond(1_764_000_001),
        List.of(),
        null,
        Invalidations.NO_GENERATION);
  }

  /** The same head as the bytes that the other stores keep beside a body. */
  static byte[] head(int key) {
    StringBuilder head = new StringBuilder(uri(key)).append("\nGET\nHTTP/1.1 200\n");
    for (int i = 0; i < FIELDS.length; i += 2) {
      head.append(FIELDS[i]).append(": ").append(FIELDS[i + 1]).append('\n');
    }
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static String[] fields() {
    return FIELDS.clone();
  }
}
