package dev.larder.engine.modes;

import dev.larder.store.IdentityKey;
import java.io.IOException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** The shared secret or, where there is none and none is to be written, one of this process. */
public final class EphemeralIdentityKey implements IdentityKey {
  private final IdentityKey shared;
  private byte @Nullable [] own;

  public EphemeralIdentityKey(IdentityKey shared) {
    this.shared = shared;
  }

  @Override
  public synchronized byte @Nullable [] existing() throws IOException {
    byte[] secret = shared.existing();
    return secret == null ? own : secret;
  }

  @Override
  public synchronized byte[] make() throws IOException {
    byte[] secret = existing();
    if (secret == null) {
      secret = new byte[32];
      new SecureRandom().nextBytes(secret);
      own = secret;
    }
    return secret;
  }

  @Override
  public boolean isPortable() {
    return shared.isPortable();
  }
}
