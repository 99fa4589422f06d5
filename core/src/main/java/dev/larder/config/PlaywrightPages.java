package dev.larder.config;

/** Whether what the pages of Playwright's browsers load comes from the cache. */
public enum PlaywrightPages {
  /** In each Chromium that Playwright launches, where the network was slower than the cache is. */
  AUTO,
  /** In each Chromium that Playwright launches. */
  ON,
  /** Pages are none of the cache's business. */
  OFF
}
