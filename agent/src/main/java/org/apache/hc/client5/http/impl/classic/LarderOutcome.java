package org.apache.hc.client5.http.impl.classic;

/**
 * Carries what {@code ConnectExec} returns or throws past the handler that sends requests, which
 * without the cache would not have been reached.
 */
final class LarderOutcome extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** A {@code ClassicHttpResponse} or a {@code Throwable}. */
  private final transient Object outcome;

  LarderOutcome(Object outcome) {
    super(null, null, false, false);
    this.outcome = outcome;
  }

  Object outcome() {
    return outcome;
  }
}
