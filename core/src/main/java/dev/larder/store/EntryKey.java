package dev.larder.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of what identifies an entry. */
public final class EntryKey {
  /** Bytes of a key. */
  public static final int BYTES = 32;

  private static final String HEX = "0123456789abcdef";

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
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return new EntryKey(
          ByteBuffer.wrap(digest.digest(canonical.getBytes(StandardCharsets.UTF_8))));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
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
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      int high = Character.digit(hex.charAt(2 * i), 16);
      int low = Character.digit(hex.charAt(2 * i + 1), 16);
      if (high < 0 || low < 0) {
        throw new IOException("Not a key");
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return new EntryKey(ByteBuffer.wrap(bytes));
  }

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
    StringBuilder hex = new StringBuilder(2 * BYTES);
    appendHex(hex);
    return hex.toString();
  }

  /** Appends the same digits. */
  public void appendHex(StringBuilder hex) {
    append(hex, a);
    append(hex, b);
    append(hex, c);
    append(hex, d);
  }

  private static void append(StringBuilder hex, long part) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      hex.append(HEX.charAt((int) (part >>> shift) & 0xf));
    }
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
