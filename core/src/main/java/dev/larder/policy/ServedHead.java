package dev.larder.policy;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.time.Instant;

/** The head that a caller gets of a stored response. */
public final class ServedHead {

  private ServedHead() {}

  /**
   * The stored head with its current Age in whole seconds (RFC 9111 §5.1) and, if the origin gave
   * none, the Date of its arrival (RFC 9110 §6.6.1). The same object as long as the Age is the
   * same.
   */
  public static ResponseHead of(StoredResponse stored, Instant now) {
    return stored.shown(now);
  }

  static Headers headers(StoredResponse stored, Instant now) {
    return stored.shown(now).headers();
  }
}
