package dev.larder.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the log goes; nowhere if both are absent.
 *
 * @param stderr whether to the standard error of the process
 * @param file the file to append to, or null
 */
public record LogTarget(boolean stderr, @Nullable Path file) {

  public static final LogTarget STDERR = new LogTarget(true, null);
  public static final LogTarget NONE = new LogTarget(false, null);

  public static LogTarget to(Path file) {
    return new LogTarget(false, file);
  }

  /** In the syntax of the setting. */
  @Override
  public String toString() {
    if (stderr) {
      return "stderr";
    }
    return file == null ? "none" : file.toString();
  }
}
