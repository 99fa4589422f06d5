package dev.larder.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that keys are made of. */
public final class Sha256 {

  private Sha256() {}

  /** The 32 bytes of the SHA-256 of some bytes. */
  public static byte[] of(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
