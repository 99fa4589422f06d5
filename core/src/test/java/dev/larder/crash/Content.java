package dev.larder.crash;

import dev.larder.http.Headers;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Stored;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands under a key: any byte of it can be computed again from the number of the key and from
 * the version and size that the metadata tells.
 */
record Content(int number, long version, int size) {

  private static final Pattern PATH =
      Pattern.compile("https://example\\.org/(\\d+)\\?(\\d+)-(\\d+)");

  static EntryKey key(int number) {
    return Stored.key(number);
  }

  EntryMetadata metadata() {
    return Stored.metadata("/" + number + '?' + version + '-' + size);
  }

  byte[] body() {
    ByteBuffer body = ByteBuffer.allocate((size + 7) & -8).order(ByteOrder.LITTLE_ENDIAN);
    long state = seed();
    while (body.hasRemaining()) {
      state = next(state);
      body.putLong(state);
    }
    return size == body.capacity() ? body.array() : Arrays.copyOf(body.array(), size);
  }

  private long seed() {
    return (number * 0x9E3779B97F4A7C15L ^ version * 0xC2B2AE3D27D4EB4FL ^ size) | 1;
  }

  private static long next(long state) {
    long next = state ^ (state << 13);
    next ^= next >>> 7;
    return next ^ (next << 17);
  }

  /**
   * What an entry of this key holds.
   *
   * @throws AssertionError if that is not what was stored there, byte for byte
   */
  static Content of(int number, Entry entry) {
    EntryMetadata metadata = entry.metadata();
    Matcher path = PATH.matcher(metadata.uri());
    if (!path.matches() || Integer.parseInt(path.group(1)) != number) {
      throw new AssertionError("Under key " + number + " lies " + metadata.uri());
    }
    Content content =
        new Content(number, Long.parseLong(path.group(2)), Integer.parseInt(path.group(3)));
    EntryMetadata expected = content.metadata();
    boolean sameMetadata =
        metadata.equals(expected)
            || metadata.equals(
                expected.renewed(
                    metadata.head(), expected.requestTime(), metadata.responseTime(), 0));
    if (!sameMetadata || entry.length() != content.size()) {
      throw new AssertionError("Not what was stored under key " + number + ": " + entry);
    }
    content.requireBody(entry.body());
    return content;
  }

  /**
   * Compares a body with this one.
   *
   * @throws AssertionError if any byte differs
   */
  void requireBody(List<ByteBuffer> body) {
    ByteBuffer expected = ByteBuffer.wrap(body());
    for (ByteBuffer part : body) {
      int length = part.remaining();
      boolean same =
          length <= expected.remaining()
              && expected.slice(expected.position(), length).mismatch(part) < 0;
      if (!same) {
        throw new AssertionError("Not " + this + " after byte " + expected.position());
      }
      expected.position(expected.position() + length);
    }
    if (expected.hasRemaining()) {
      throw new AssertionError("Only " + expected.position() + " bytes of " + this);
    }
  }

  /** The same under a newer head, as after a validation. */
  static EntryMetadata renewed(Entry entry, long seconds) {
    EntryMetadata metadata = entry.metadata();
    Headers headers = Headers.of("ETag", "\"renewed\"", "Cache-Control", "public");
    return metadata.renewed(
        metadata.head().withHeaders(headers),
        metadata.requestTime(),
        Instant.ofEpochSecond(seconds),
        0);
  }
}
