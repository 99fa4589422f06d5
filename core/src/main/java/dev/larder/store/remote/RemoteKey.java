package dev.larder.store.remote;

import dev.larder.store.Sha256;
import dev.larder.store.remote.redis.SetupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The secret that the machines of a fleet share, from a file of at least 32 random bytes. Keys for
 * each purpose are derived from it by HKDF-SHA-256 (RFC 5869).
 */
public final class RemoteKey {
  private static final int LEAST = 32;
  private static final int MOST = 64 << 10;
  private static final byte[] SALT = text("larder remote tier 1");

  private final byte[] extracted;

  private RemoteKey(byte[] secret) {
    this.extracted = Sha256.hmac(SALT, secret);
  }

  /**
   * Reads the file.
   *
   * @throws IOException with a sentence for the user, if it can't be read or is too short
   */
  public static RemoteKey read(Path file) throws IOException {
    long size;
    byte[] secret;
    try {
      size = Files.size(file);
      secret = size < LEAST || size > MOST ? new byte[0] : Files.readAllBytes(file);
    } catch (IOException e) {
      throw SetupException.unreadable("larder.remote.key", e);
    }
    if (secret.length < LEAST) {
      throw new SetupException(
          "larder.remote.key can't be used: it holds " + size + " bytes; 32 random ones would do",
          null);
    }
    return new RemoteKey(secret);
  }

  /** From which identities are derived, in place of the directory's own secret. */
  public byte[] identities() {
    return derive("identities");
  }

  /** By which the names of entries are hidden. */
  byte[] names() {
    return derive("names");
  }

  /** From which each entry has keys of its own. */
  byte[] seal() {
    return derive("seal");
  }

  private byte[] derive(String purpose) {
    return expand(extracted, text(purpose));
  }

  /** One block of HKDF-Expand, which is all that is needed. */
  static byte[] expand(byte[] key, byte[] info) {
    byte[] block = Arrays.copyOf(info, info.length + 1);
    block[info.length] = 1;
    return Sha256.hmac(key, block);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
