package dev.larder.engine.rules;

import dev.larder.policy.Reason;
import dev.larder.store.Sha256;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What an integration knows of the body of a request that is not sent yet.
 *
 * @param digest the same for the same bytes, or null if they can't be told
 * @param obstacle why they can't be told, or null if they can
 */
public record RequestBody(@Nullable String digest, @Nullable Reason obstacle) {

  /** Nothing is known. */
  public static final RequestBody UNKNOWN = unknown(Reason.REQUEST_BODY);

  /** Nothing is known, for this reason. */
  public static RequestBody unknown(Reason reason) {
    return new RequestBody(null, reason);
  }

  /** These bytes. */
  public static RequestBody of(byte[] bytes) {
    return new RequestBody(HexFormat.of().formatHex(Sha256.of(bytes)), null);
  }
}
