package dev.larder.store;

import dev.larder.policy.Reason;
import java.io.IOException;

/** There is no place for an entry. An expected end of a writer, not a failure. */
public final class EntryTooLargeException extends IOException {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  public EntryTooLargeException(long limit) {
    super("Larger than the limit of " + limit + " bytes");
    this.reason = Reason.TOO_LARGE;
  }

  /** No entry finds a place now, whatever its size. */
  public EntryTooLargeException(Reason reason) {
    super(reason.word());
    this.reason = reason;
  }

  /** Why the entry has no place. */
  public Reason reason() {
    return reason;
  }
}
