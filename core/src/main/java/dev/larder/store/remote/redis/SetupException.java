package dev.larder.store.remote.redis;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * The tier can't work before a person has mended something. The message is a sentence for the log.
 */
public final class SetupException extends IOException {

  private static final long serialVersionUID = 1;

  public SetupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A file that a setting names can't be read. */
  public static SetupException unreadable(String setting, IOException cause) {
    String why =
        cause instanceof NoSuchFileException
            ? cause.getMessage() + " does not exist"
            : cause instanceof AccessDeniedException
                ? cause.getMessage() + " may not be read"
                : cause.getMessage();
    return new SetupException(setting + " can't be read: " + why, cause);
  }

  /** The sentence alone, as the log shows it. */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the log shows causes so
  public String toString() {
    return String.valueOf(getMessage());
  }
}
