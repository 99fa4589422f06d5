package dev.larder.agent.cli;

import dev.larder.config.Glob;
import dev.larder.config.RequestMatch;
import dev.larder.store.disk.Inventory;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** A pattern of stored URLs, in the form of the settings include and exclude (docs/settings.md). */
final class Selection {

  /** As the option of a command says it. */
  static final String HELP = "A host, a glob as in the setting larder.include, or a whole URL.";

  private final @Nullable RequestMatch requests;
  private final String url;

  private Selection(@Nullable RequestMatch requests, String url) {
    this.requests = requests;
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
    return new Selection(new RequestMatch(List.of(), List.of(glob), false, null, Set.of()), "");
  }

  boolean fits(Inventory.Item item) {
    return fits(item.metadata().uri());
  }

  /** Whether it means a URL as entries state it. */
  boolean fits(String stated) {
    if (requests == null) {
      return stated.equals(url);
    }
    try {
      return requests.fits("GET", URI.create(stated));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
