package dev.larder.local;

import dev.larder.store.IdentityKey;
import dev.larder.store.remote.RemoteKey;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The secret from which identities are derived, made from the key that the machines of a fleet
 * share, so that all of them find what is kept under it. If that can't be read, the secret of the
 * directory takes its place. Does no I/O before it is asked; any thread may call.
 */
final class FleetIdentityKey implements IdentityKey {

  private final Path file;
  private final IdentityKey directory;
  private boolean read;
  private byte @Nullable [] secret;

  /**
   * @param file with the key of the fleet
   * @param directory the secret of this directory
   */
  FleetIdentityKey(Path file, IdentityKey directory) {
    this.file = file;
    this.directory = directory;
  }

  private synchronized byte @Nullable [] ofFleet() {
    if (!read) {
      read = true;
      try {
        secret = RemoteKey.read(file).identities();
      } catch (IOException e) {
        secret = null; // who opens the tier says why
      }
    }
    return secret;
  }

  @Override
  public byte @Nullable [] existing() throws IOException {
    byte[] shared = ofFleet();
    return shared == null ? directory.existing() : shared;
  }

  @Override
  public byte[] make() throws IOException {
    byte[] shared = ofFleet();
    return shared == null ? directory.make() : shared;
  }

  @Override
  public boolean isPortable() {
    return ofFleet() != null;
  }
}
