package dev.larder.agent.cli;

import dev.larder.config.Glob;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** A pattern of stored URLs, in the form of the settings include and exclude (docs/settings.md). */
final class Selection {

  /** As the option of a command says it. */
  static final String HELP = "A host, a glob as in the setting larder.include, or a whole URL.";

  private final @Nullable Glob glob;
  private final String url;

  private Selection(@Nullable Glob glob, String url) {
    this.glob = glob;
    this.url = url;
  }

  /**
   * Reads a pattern.
   *
   * @throws ParameterException if the pattern can match nothing
   */
  static Selection of(String pattern, picocli.CommandLine line) {
    if (pattern.toLowerCase(Locale.ROOT).matches("https?://.*")) {
      return new Selection(null, pattern);
    }
    Glob glob = Glob.of(pattern);
    if (glob == null) {
      throw new ParameterException(line, "The pattern " + pattern + " can match nothing: " + HELP);
    }
    return new Selection(glob, "");
  }

  boolean fits(StoredItem item) {
    if (glob == null) {
      return item.url().equals(url);
    }
    try {
      URI uri = URI.create(item.url());
      int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
      return uri.getHost() != null && glob.matches(uri.getHost(), ":" + port, uri.getRawPath());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
