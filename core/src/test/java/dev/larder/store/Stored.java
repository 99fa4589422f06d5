package dev.larder.store;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** Entries for tests, and ways to put and read them. */
public final class Stored {

  private Stored() {}

  public static EntryKey key(int number) {
    return EntryKey.of("GET https://example.org/" + number);
  }

  public static EntryMetadata metadata(String path) {
    return new EntryMetadata(
        "https://example.org" + path,
        "GET",
        new ResponseHead(200, "HTTP/1.1", Headers.of("ETag", "\"x\"", "Cache-Control", "public")),
        Headers.of("Accept-Encoding", "gzip"),
        Instant.ofEpochSecond(1_700_000_000, 123_456_789),
        Instant.ofEpochSecond(1_700_000_001),
        List.of(),
        null,
        Invalidations.NO_GENERATION);
  }

  /** Bytes that depend on the length, so that bodies of different lengths differ. */
  public static byte[] body(int length) {
    byte[] body = new byte[length];
    int state = length + 1;
    for (int i = 0; i < length; i++) {
      state = state * 1103515245 + 12345;
      body[i] = (byte) (state >>> 16);
    }
    return body;
  }

  public static void put(Store store, EntryKey key, EntryMetadata metadata, byte[] body)
      throws IOException {
    EntryWriter writer = store.writer(key, metadata);
    int half = body.length / 2;
    writer.write(ByteBuffer.wrap(body, 0, half));
    writer.write(ByteBuffer.wrap(body, half, body.length - half));
    writer.commit();
  }

  public static Entry open(Store store, EntryKey key) {
    Entry entry = store.open(key);
    if (entry == null) {
      throw new AssertionError("There is no entry");
    }
    return entry;
  }

  public static byte[] bytes(Entry entry) {
    ByteBuffer all = ByteBuffer.allocate((int) entry.length());
    for (ByteBuffer part : entry.body()) {
      all.put(part);
    }
    return all.array();
  }
}
