package dev.larder.config;

/** What the cache does with requests. */
public enum Mode {
  /** Requests are answered from the cache where that is correct. */
  ON,
  /** Every request passes untouched. */
  OFF
}
