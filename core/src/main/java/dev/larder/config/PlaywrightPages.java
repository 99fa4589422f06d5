package dev.larder.config;

/** Whether what the pages of Playwright's browsers load comes from the cache. */
public enum PlaywrightPages {
  /** What is best by what was measured: at present the same as off. */
  AUTO,
  /** In each Chromium that Playwright launches. */
  ON,
  /** Pages are none of the cache's business. */
  OFF
}
