package dev.larder.store.remote.redis;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The tier can't work before a person has mended something. The message is a sentence for the log.
 */
public final class SetupException extends IOException {

  private static final long serialVersionUID = 1;

  public SetupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The sentence alone, as the log shows it. */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the log shows causes so
  public String toString() {
    return String.valueOf(getMessage());
  }
}
