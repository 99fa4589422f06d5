package dev.larder.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of what identifies an entry. */
public final class EntryKey {
  /** Bytes of a key. */
  public static final int BYTES = 32;

  private static final HexFormat HEX = HexFormat.of();

  private final long a;
  private final long b;
  private final long c;
  private final long d;

  private EntryKey(ByteBuffer bytes) {
    this.a = bytes.getLong();
    this.b = bytes.getLong();
    this.c = bytes.getLong();
    this.d = bytes.getLong();
  }

  /** The key of a text; equal texts have equal keys, different ones do not. */
  public static EntryKey of(String canonical) {
    return read(ByteBuffer.wrap(Sha256.of(canonical.getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * The key with these digits.
   *
   * @throws IOException if they are not 64 hexadecimal ones
   */
  public static EntryKey parse(String hex) throws IOException {
    if (hex.length() != 2 * BYTES) {
      throw new IOException("Not a key");
    }
    try {
      return read(ByteBuffer.wrap(HEX.parseHex(hex)));
    } catch (IllegalArgumentException e) {
      throw new IOException("Not a key", e);
    }
  }

  /** The key whose {@link #BYTES} bytes come next. */
  public static EntryKey read(ByteBuffer bytes) {
    return new EntryKey(bytes);
  }

  public void write(ByteBuffer bytes) {
    bytes.putLong(a).putLong(b).putLong(c).putLong(d);
  }

  /** The first 64 of its bits, which are as evenly spread as the rest. */
  public long bits() {
    return a;
  }

  /** 64 digits in lower case. */
  public String hex() {
    return HEX.toHexDigits(a)
        .concat(HEX.toHexDigits(b))
        .concat(HEX.toHexDigits(c))
        .concat(HEX.toHexDigits(d));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntryKey key && a == key.a && b == key.b && c == key.c && d == key.d;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(a);
  }

  @Override
  public String toString() {
    return hex();
  }
}
