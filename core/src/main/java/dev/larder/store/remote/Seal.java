package dev.larder.store.remote;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals what is written to the server, so that only who has the key can read or make it:
 * AES-256-GCM with keys of their own for the head and the chunks of each generation. What a value
 * is, and where it belongs, is authenticated with it: a chunk can't be moved, left out, or put
 * under another name. A head may be sealed again under the same generation, so it has a random
 * nonce; a chunk is sealed once, and its number is the nonce. Without a key nothing is sealed. Any
 * thread may call.
 */
final class Seal {

  /** Bytes that a generation has. */
  static final int GENERATION = 16;

  /** The number of the head, where a chunk has its own. */
  static final int HEAD = -1;

  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final byte[] FOR_HEAD = "head".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FOR_CHUNKS = "chunks".getBytes(StandardCharsets.US_ASCII);

  private final byte @Nullable [] key;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param key of 32 bytes, or null to seal nothing
   */
  Seal(byte @Nullable [] key) {
    this.key = key;
  }

  boolean isOn() {
    return key != null;
  }

  /** Another generation for each write. */
  byte[] generation() {
    byte[] generation = new byte[GENERATION];
    random.nextBytes(generation);
    return generation;
  }

  /** Bytes that sealing adds to a value. */
  int overhead(int number) {
    return key == null ? 0 : number == HEAD ? NONCE + TAG : TAG;
  }

  /**
   * Seals the head or a chunk.
   *
   * @param name of the entry
   * @param number {@link #HEAD}, or that of the chunk, from 0 on
   * @param last whether it is the last chunk
   */
  byte[] seal(String name, byte[] generation, int number, boolean last, byte[] plain) {
    byte[] secret = key;
    if (secret == null) {
      return plain;
    }
    boolean head = number == HEAD;
    byte[] nonce = head ? new byte[NONCE] : nonce(number);
    if (head) {
      random.nextBytes(nonce);
    }
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, secret, name, generation, number, last, nonce);
      int start = head ? NONCE : 0;
      byte[] sealed = Arrays.copyOf(head ? nonce : new byte[0], start + plain.length + TAG);
      cipher.doFinal(plain, 0, plain.length, sealed, start);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has AES-GCM", e);
    }
  }

  /** Opens what was sealed with the same arguments; null if it was not. */
  byte @Nullable [] open(String name, byte[] generation, int number, boolean last, byte[] sealed) {
    byte[] secret = key;
    if (secret == null) {
      return sealed;
    }
    if (generation.length != GENERATION || sealed.length < overhead(number)) {
      return null;
    }
    boolean head = number == HEAD;
    int start = head ? NONCE : 0;
    byte[] nonce = head ? Arrays.copyOf(sealed, NONCE) : nonce(number);
    try {
      return cipher(Cipher.DECRYPT_MODE, secret, name, generation, number, last, nonce)
          .doFinal(sealed, start, sealed.length - start);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has AES-GCM", e);
    }
  }

  private static byte[] nonce(int number) {
    return ByteBuffer.allocate(NONCE).putInt(NONCE - Integer.BYTES, number).array();
  }

  private static Cipher cipher(
      int mode,
      byte[] secret,
      String name,
      byte[] generation,
      int number,
      boolean last,
      byte[] nonce)
      throws GeneralSecurityException {
    byte[] purpose = number == HEAD ? FOR_HEAD : FOR_CHUNKS;
    byte[] info = Arrays.copyOf(generation, generation.length + purpose.length);
    System.arraycopy(purpose, 0, info, generation.length, purpose.length);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(RemoteKey.expand(secret, info), "AES"),
        new GCMParameterSpec(8 * TAG, nonce));
    cipher.updateAAD(name.getBytes(StandardCharsets.US_ASCII));
    cipher.updateAAD(generation);
    cipher.updateAAD(
        ByteBuffer.allocate(Integer.BYTES + 1).putInt(number).put((byte) (last ? 1 : 0)).array());
    return cipher;
  }
}
