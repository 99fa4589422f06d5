package dev.larder.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The secret with which identities are told apart, shared by all who share a store. Any thread may
 * call.
 */
public interface IdentityKey {

  /** The secret, or null if none was made yet: then nothing is stored under any identity. */
  byte @Nullable [] existing() throws IOException;

  /** The secret, made if there is none. */
  byte[] make() throws IOException;
}
