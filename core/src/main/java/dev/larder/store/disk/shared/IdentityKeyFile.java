package dev.larder.store.disk.shared;

import dev.larder.store.FileOwnership;
import dev.larder.store.IdentityKey;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The secret of a cache directory: {@code v1/identity.key}, {@link #BYTES} random bytes, made once
 * with mode 0600 and never changed. Without it the names of entries don't tell whose they are.
 */
public final class IdentityKeyFile implements IdentityKey {

  /** Bytes of the secret. */
  static final int BYTES = 32;

  private final DiskLayout layout;
  private final Path file;
  private volatile byte @Nullable [] known;

  /** Does no I/O. */
  public IdentityKeyFile(Path directory) {
    layout = new DiskLayout(directory.toAbsolutePath());
    file = layout.top().resolve("identity.key");
  }

  @Override
  public byte @Nullable [] existing() throws IOException {
    byte[] key = known;
    if (key == null && layout.readable() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      FileOwnership.requireCurrentUser(file);
      key = Files.readAllBytes(file);
      if (key.length != BYTES) {
        return null; // damaged: entries stored with it are never found again
      }
      known = key;
    }
    return key;
  }

  @Override
  public synchronized byte[] make() throws IOException {
    byte[] key = existing();
    if (key == null) {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(file);
      }
      byte[] made = new byte[BYTES];
      new SecureRandom().nextBytes(made);
      layout.publishIfAbsent(file, made);
      key = existing();
    }
    if (key == null) {
      throw new IOException("No key can be made: " + file);
    }
    return key;
  }
}
