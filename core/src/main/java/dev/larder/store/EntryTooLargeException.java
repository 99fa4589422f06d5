package dev.larder.store;

import java.io.IOException;

/** There is no place for an entry. An expected end of a writer, not a failure. */
public final class EntryTooLargeException extends IOException {

  private static final long serialVersionUID = 1;

  private final String reason;

  public EntryTooLargeException(long limit) {
    super("Larger than the limit of " + limit + " bytes");
    this.reason = "too-large";
  }

  /**
   * No entry finds a place now, whatever its size.
   *
   * @param reason in kebab-case words
   */
  public EntryTooLargeException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Why, in kebab-case words. */
  public String reason() {
    return reason;
  }
}
