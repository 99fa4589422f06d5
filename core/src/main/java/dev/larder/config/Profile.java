package dev.larder.config;

import java.util.Map;

/** A set of settings for one purpose, each of which gives way to one that is set by itself. */
public enum Profile {
  /** The defaults. */
  NONE,
  /** What scripts, styles, fonts and images are made of is kept for a day, whatever servers say. */
  SCRAPER;

  /** What it says, by the names of settings. */
  Map<String, String> settings() {
    return this == NONE
        ? Map.of()
        : Map.of(
            "force",
            "*.js,*.mjs,*.css,*.wasm,*.woff,*.woff2,*.ttf,*.otf,*.png,*.jpg,*.jpeg,*.gif,*.svg,"
                + "*.webp,*.avif,*.ico",
            "max-age",
            "24h",
            "memory.max-size",
            "100MB",
            "memory.ttl",
            "5m");
  }
}
