package dev.larder.config;

/** What credentials in a request mean for its response. */
public enum IdentityMode {
  /** Each set of credentials has responses of its own. */
  AUTO,
  /** Credentials make no difference. */
  SHARED,
  /** What credentials brought is not stored. */
  NONE_STORED
}
