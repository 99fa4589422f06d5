package dev.larder.config;

/** For whom the machines act that share a remote tier. */
public enum RemoteScope {
  /** For many users: only what a shared cache may keep goes there. */
  SHARED,
  /** For one user, whose private responses go there too. */
  USER
}
