package dev.larder.store.disk.shared;

import dev.larder.store.CredentialTraces;
import dev.larder.store.FileOwnership;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Traces in a small file, {@code v1/credentials}: {@link #SLOTS} slots of {@link #SLOT} bytes, each
 * 8 bytes of the digest of a resource, 4 bytes for the number of digests, and these, 4 bytes each,
 * big-endian. Several resources share a slot, which holds the one that was stored last. Each call
 * opens the file. Calls happen when a response is stored under credentials, and when the log is to
 * say why nothing was found.
 */
public final class CredentialTraceFile implements CredentialTraces {

  static final int SLOTS = 4096;
  static final int SLOT = Long.BYTES + Integer.BYTES * (1 + MOST);

  private final DiskLayout layout;
  private final Path file;

  /** Does no I/O. */
  public CredentialTraceFile(Path directory) {
    layout = new DiskLayout(directory.toAbsolutePath());
    file = layout.top().resolve("credentials");
  }

  @Override
  public void put(long resource, int[] digests) throws IOException {
    int count = Math.min(MOST, digests.length);
    ByteBuffer slot = ByteBuffer.allocate(SLOT).putLong(resource).putInt(count);
    for (int i = 0; i < count; i++) {
      slot.putInt(digests[i]);
    }
    if (!layout.readable()) {
      return;
    }
    if (!exists()) {
      create();
    }
    FileOwnership.requireCurrentUser(file);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(place(resource));
      out.write(slot.array());
    }
  }

  private boolean exists() {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private void create() throws IOException {
    try {
      Files.createFile(file, layout.permissions(false));
    } catch (FileAlreadyExistsException e) {
      if (!exists()) {
        throw e; // not by another process: a link, or a directory
      }
    }
  }

  @Override
  public int[] get(long resource) throws IOException {
    if (!layout.readable() || !exists()) {
      return new int[0];
    }
    FileOwnership.requireCurrentUser(file);
    byte[] bytes = new byte[SLOT];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(place(resource));
      if (in.read(bytes) != SLOT) {
        return new int[0];
      }
    }
    ByteBuffer slot = ByteBuffer.wrap(bytes);
    if (slot.getLong() != resource) {
      return new int[0];
    }
    int[] digests = new int[Math.max(0, Math.min(MOST, slot.getInt()))];
    for (int i = 0; i < digests.length; i++) {
      digests[i] = slot.getInt();
    }
    return digests;
  }

  private static long place(long resource) {
    return (resource & SLOTS - 1) * SLOT;
  }
}
