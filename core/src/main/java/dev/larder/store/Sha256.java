package dev.larder.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that keys are made of. */
public final class Sha256 {

  /** The bytes of a block of SHA-256 (FIPS 180-4 §1). */
  private static final int BLOCK = 64;

  private Sha256() {}

  /** The 32 bytes of the SHA-256 of some bytes. */
  public static byte[] of(byte[] bytes) {
    return digest().digest(bytes);
  }

  /**
   * The 32 bytes of the HMAC-SHA-256 (RFC 2104) of some bytes. Not by {@link javax.crypto.Mac},
   * which at its first use loads the framework for cryptography: that would make the first request
   * slower.
   *
   * @param secret of 64 bytes at most
   */
  public static byte[] hmac(byte[] secret, byte[] bytes) {
    MessageDigest digest = digest();
    digest.update(pad(secret, 0x36));
    byte[] inner = digest.digest(bytes);
    digest.update(pad(secret, 0x5c));
    return digest.digest(inner);
  }

  private static byte[] pad(byte[] secret, int with) {
    byte[] block = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      block[i] = (byte) ((i < secret.length ? secret[i] : 0) ^ with);
    }
    return block;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
