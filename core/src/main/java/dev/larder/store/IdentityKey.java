package dev.larder.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The secret from which identities are derived, shared by all processes that share a store. Any
 * thread may call.
 */
public interface IdentityKey {

  /** The secret, or null if none was made yet: then nothing is stored under any identity. */
  byte @Nullable [] existing() throws IOException;

  /** The secret, made if there is none. */
  byte[] make() throws IOException;

  /** Whether other machines have the same one, so that what was made with it is found there too. */
  default boolean isPortable() {
    return false;
  }
}
