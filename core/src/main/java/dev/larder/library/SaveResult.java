package dev.larder.library;

import org.jspecify.annotations.Nullable;

/** What became of a response that was to be saved. */
public final class SaveResult {

  private static final SaveResult STORED = new SaveResult(null);

  private final @Nullable String refusal;

  private SaveResult(@Nullable String refusal) {
    this.refusal = refusal;
  }

  static SaveResult stored() {
    return STORED;
  }

  static SaveResult refused(String why) {
    return new SaveResult(why);
  }

  /** Whether it is in the cache now. */
  public boolean isStored() {
    return refusal == null;
  }

  /**
   * Why it was not stored, in the words that the log and Cache-Status use, such as {@code
   * response-no-store} or {@code too-large}; null if it was.
   */
  public @Nullable String refusal() {
    return refusal;
  }

  /** {@code stored}, or {@code not stored: response-no-store}. */
  @Override
  public String toString() {
    return refusal == null ? "stored" : "not stored: ".concat(refusal);
  }
}
