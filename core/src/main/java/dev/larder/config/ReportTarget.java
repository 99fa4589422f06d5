package dev.larder.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a program reports at its end.
 *
 * @param kind what is written
 * @param file the page that is written, or null if it goes to standard error
 */
public record ReportTarget(Kind kind, @Nullable Path file) {

  /** What is written. */
  public enum Kind {
    /** Nothing. */
    FALSE,
    /** Some lines for people, on standard error. */
    TRUE,
    /** One line of JSON, on standard error. */
    JSON,
    /** A page in a file. */
    HTML
  }

  public static final ReportTarget NONE = new ReportTarget(Kind.FALSE, null);
  public static final ReportTarget TEXT = new ReportTarget(Kind.TRUE, null);
  public static final ReportTarget JSON = new ReportTarget(Kind.JSON, null);

  /** A page in a file. */
  public static ReportTarget page(Path file) {
    return new ReportTarget(Kind.HTML, file);
  }

  /** In the syntax of the setting. */
  @Override
  public String toString() {
    return switch (kind) {
      case FALSE -> "false";
      case TRUE -> "true";
      case JSON -> "json";
      case HTML -> String.valueOf(file);
    };
  }
}
