package dev.larder.config;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The directory of a store is not as it has to be for safety; the message says what, as a sentence
 * does.
 */
public final class RefusedException extends IOException {

  private static final long serialVersionUID = 1;

  public RefusedException(Path path, String reason) {
    super(path + " " + reason);
  }
}
