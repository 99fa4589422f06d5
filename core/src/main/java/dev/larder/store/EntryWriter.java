package dev.larder.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of one entry. The entry is visible only after {@link #commit()}; without that
 * nothing remains. After the first exception the writer is discarded by itself, and every further
 * write or commit throws too. Calls from several threads exclude each other.
 */
public interface EntryWriter {

  /**
   * Appends all remaining bytes; the buffer's own position stays where it is.
   *
   * @throws EntryTooLargeException if the body becomes larger than the store allows
   * @throws IOException if the bytes cannot be kept, or the writer is committed or discarded
   */
  void write(ByteBuffer bytes) throws IOException;

  /** Body bytes taken so far. */
  long written();

  /**
   * Publishes the entry in one step, in place of an older one of the same key: {@link Store#open}
   * finds either the old or the new.
   *
   * @throws IOException if that is impossible, or the writer is committed or discarded; an older
   *     entry then stays
   */
  void commit() throws IOException;

  /** The CRC32C of the body bytes taken so far; null where none is made. */
  default @Nullable Integer sum() {
    return null;
  }

  /** Drops what was written. Without effect after a commit or another discard. Never throws. */
  void discard();
}
