package dev.larder.config;

/** Whether the cache serves what pages in browsers of Playwright load. */
public enum PlaywrightPages {
  /** In each Chromium that Playwright launches, for URLs that were slow over the network. */
  AUTO,
  /** In each Chromium that Playwright launches. */
  ON,
  /** The agent leaves browsers alone. */
  OFF
}
