package dev.larder.store;

import java.io.IOException;

/** An entry is larger than the store takes. An expected end of a writer, not a failure. */
public final class EntryTooLargeException extends IOException {

  public EntryTooLargeException(long limit) {
    super("Larger than the limit of " + limit + " bytes");
  }
}
