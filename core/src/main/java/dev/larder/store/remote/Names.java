package dev.larder.store.remote;

import dev.larder.store.EntryKey;
import dev.larder.store.Sha256;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How keys are named on the server. All keys of an entry have the same part in braces, so that a
 * cluster keeps them on one server. With a secret, names can't be tried against guessed URLs.
 */
final class Names {

  /** The version of what lies there; another one is another name. */
  private static final int FORMAT = 1;

  private static final int BYTES = 16;

  private final String start;
  private final byte @Nullable [] secret;

  /**
   * @param secret of 64 bytes at most, or null
   */
  Names(String namespace, byte @Nullable [] secret) {
    this.start = namespace + ':' + FORMAT + ':';
    this.secret = secret;
  }

  /** The name of an entry: 32 hexadecimal digits. */
  String of(EntryKey key) {
    if (secret == null) {
      return key.hex().substring(0, 2 * BYTES);
    }
    ByteBuffer bytes = ByteBuffer.allocate(EntryKey.BYTES);
    key.write(bytes);
    return HexFormat.of().formatHex(Sha256.hmac(secret, bytes.array()), 0, BYTES);
  }

  /** The hash of an entry. */
  String entry(String name) {
    return start + '{' + name + "}:e";
  }

  /** Where an entry is written before it is published; another one each time. */
  String temporary(String name) {
    return start + '{' + name + "}:t:" + token();
  }

  String lease(String name) {
    return start + '{' + name + "}:l";
  }

  String invalidations() {
    return start + "inv";
  }

  /** Sixteen random digits, for what needs no secret. */
  static String token() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
