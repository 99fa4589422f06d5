package dev.larder.config;

/** Whom a response may be served to if its request contained credentials. */
public enum IdentityMode {
  /** Requests with the same credentials, unless the response is declared for all. */
  AUTO,
  /** All requests: the process acts for one user, whatever the credentials. */
  SHARED,
  /** No other request: the response is not stored unless it is declared for all. */
  NONE_STORED
}
