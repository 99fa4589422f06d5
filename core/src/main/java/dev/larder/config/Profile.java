package dev.larder.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A set of settings and rules for one purpose. Settings of the user override them. */
public enum Profile {
  /** The defaults. */
  NONE,
  /** Static files are kept for a day, whatever servers say. */
  SCRAPER;

  /** Values of settings by their names. */
  Map<String, String> settings() {
    return this == NONE
        ? Map.of()
        : Map.of(
            "max-age", "24h",
            "memory.max-size", "100MB",
            "memory.ttl", "5m",
            "playwright.pages", "on");
  }

  /**
   * The rules of the profile. They come after all other rules.
   *
   * @param maxAge how long files are kept
   */
  List<Rule> rules(Duration maxAge) {
    if (this == NONE) {
      return List.of();
    }
    return ScraperRules.lasting(maxAge);
  }
}
