package dev.larder.store.remote;

import java.io.IOException;

/** The local store has failed, for which the server can do nothing. */
final class LocalException extends IOException {

  private static final long serialVersionUID = 1;

  LocalException(Throwable cause) {
    super(cause);
  }
}
